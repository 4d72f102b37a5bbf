import { open, stat, type FileHandle } from 'node:fs/promises';
import { isStudioError, StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { AudioStream, MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { describeArguments } from './ffmpeg-arguments.ts';
import { readFailure } from './media-failures.ts';
import { readText, type MediaRunner } from './media-runner.ts';
import { bytesAt, isCutOff } from './mp4-boxes.ts';
import { isMp4, parseProbeDocument, type ProbedStream, type ProbeDocument } from './probe-document.ts';
import { probeStill } from './probe-still.ts';
import { probeVideo } from './probe-video.ts';
import { readStillHeader, type StillHeader } from './still-header.ts';

/** A file that takes longer than this between two bytes is on a dead disk or made to hang a decoder. */
export const probeStallLimitMs = 30_000;

/** A media file's description before its frames are counted. */
export interface MediaDescription {
  readonly document: ProbeDocument;
  readonly sizeBytes: number;
  /** The container's time that counts as the start of the presentation, s. */
  readonly originSec: number;
  /** ffprobe's remarks, where it names damage. */
  readonly remarks: string;
}

/**
 * Learns everything about a file except the times of its frames.
 *
 * @throws StudioError 'media.not-found' | 'media.not-readable' | 'media.not-media' | 'media.truncated'
 */
export async function describeMedia(
  runner: MediaRunner,
  path: string,
  signal?: AbortSignalLike,
): Promise<MediaDescription> {
  throwIfCancelled(signal);
  const sizeBytes = await sizeOfFile(path);
  const run = runner.start({
    program: 'ffprobe',
    arguments: describeArguments(path),
    signal,
    stallLimitMs: probeStallLimitMs,
  });
  const text = await readText(run);
  const result = await run.result;
  if (result.exitCode !== 0) throw await namedFailure(readFailure(result, path), path);
  const document = parseProbeDocument(text);
  if (!document)
    throw new StudioError('media.not-media', 'The file is not a video or sound file that Facet can open.', { path });
  if (isMp4(document) && (await withFile(path, isCutOff))) throw cutOff(path);
  return { document, sizeBytes, originSec: originOf(document), remarks: result.lastMessages };
}

/**
 * Learns everything about a file, the exact time of each frame included. A still picture has the length 0 (`isStillPicture`).
 * Errors as {@link describeMedia} and {@link probeStill}.
 */
export async function probeMedia(runner: MediaRunner, path: string, signal?: AbortSignalLike): Promise<MediaInfo> {
  throwIfCancelled(signal);
  const sizeBytes = await sizeOfFile(path);
  const still = await withFile(path, (file) => readStillHeader(file, path));
  if (still !== null) return probeStill(runner, path, still, sizeBytes, signal);
  const description = await describeMedia(runner, path, signal);
  const { document, originSec } = description;
  const picture = document.streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition.attached_pic === 0,
  );
  const audio = document.streams
    .filter((stream) => stream.codec_type === 'audio')
    .map((stream) => audioStreamOf(stream, document, originSec));
  if (!picture && audio.length === 0) {
    throw new StudioError('media.not-media', 'The file has neither picture nor sound.', {
      path,
      container: document.format.format_name,
    });
  }
  const video = picture ? await probeVideo(runner, path, picture, description, signal) : null;
  const ends = [
    video ? (video.frameTimesSec[0] ?? 0) + video.durationSec : 0,
    ...audio.map((stream) => stream.startSec + stream.durationSec),
  ];
  return {
    path,
    container: document.format.format_name,
    durationSec: Math.max(...ends),
    sizeBytes: description.sizeBytes,
    video,
    audio,
    chapterCount: document.chapters.length,
  };
}

/** A still picture with how it is read. Errors as {@link probeStill}; 'media.not-media' for anything but a still picture. */
export async function openStill(
  runner: MediaRunner,
  path: string,
  signal?: AbortSignalLike,
): Promise<{ readonly header: StillHeader; readonly picture: VideoStream }> {
  const sizeBytes = await sizeOfFile(path);
  const header = await withFile(path, (file) => readStillHeader(file, path));
  const picture = header && (await probeStill(runner, path, header, sizeBytes, signal)).video;
  if (!header || !picture)
    throw new StudioError('media.not-media', 'The file is no still picture any more. Choose it again.', { path });
  return { header, picture };
}

async function sizeOfFile(path: string): Promise<number> {
  try {
    const file = await stat(path);
    if (file.isDirectory())
      throw new StudioError('media.not-readable', 'This is a folder. Choose a media file inside it.', { path });
    if (!file.isFile())
      throw new StudioError(
        'media.not-readable',
        'This is a device or a pipe, not a file. Copy the media to a file first.',
        { path },
      );
    if (file.size === 0)
      throw new StudioError('media.not-media', 'The file is empty (0 bytes). Copy it again.', { path });
    await withFile(path, () => Promise.resolve());
    return file.size;
  } catch (error) {
    if (isStudioError(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new StudioError('media.not-found', 'The file does not exist.', { path }, error);
    throw new StudioError(
      'media.not-readable',
      'The file may not be read. Check its permissions.',
      { path, errno: code },
      error,
    );
  }
}

/**
 * MP4 and QuickTime have a presentation clock of their own that starts at 0, whatever their first sample;
 * every other container starts where its first stream starts.
 */
function originOf(document: ProbeDocument): number {
  if (isMp4(document)) return 0;
  return document.format.start_time ?? 0;
}

function audioStreamOf(stream: ProbedStream, document: ProbeDocument, originSec: number): AudioStream {
  const startSec = stream.start_time === undefined ? 0 : stream.start_time - originSec;
  const untilEnd = (document.format.start_time ?? 0) + (document.format.duration ?? 0) - originSec - startSec;
  return {
    streamIndex: stream.index,
    codec: stream.codec_name,
    sampleRateHz: stream.sample_rate ?? 0,
    channels: stream.channels,
    durationSec: stream.duration ?? Math.max(0, untilEnd),
    startSec,
  };
}

function cutOff(path: string): StudioError {
  return new StudioError('media.truncated', 'The file is cut off: its end is missing. Copy or download it again.', {
    path,
  });
}

/** The demuxer says "moov atom not found" of anything that merely begins like an MP4; a file of text is no truncated film. */
async function namedFailure(failure: StudioError, path: string): Promise<StudioError> {
  if (failure.code !== 'media.truncated') return failure;
  const head = await withFile(path, (file) => bytesAt(file, 0, 8));
  const isBox = /^(ftyp|moov|mdat|wide|free|skip|pnot|styp|uuid)$/.test(head.toString('latin1', 4, 8));
  if (isBox) return failure;
  return new StudioError('media.not-media', 'The file is not a video or sound file that Facet can open.', { path });
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
