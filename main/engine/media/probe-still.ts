import { StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import { stillFrameRate } from '../../../core/media/still-picture.ts';
import { isHdrTransfer } from '../../../core/media/supported-picture.ts';
import { stillInput } from './ffmpeg-arguments.ts';
import { readFailure } from './media-failures.ts';
import { readText, type MediaRunner } from './media-runner.ts';
import { parseProbeDocument } from './probe-document.ts';
import type { StillHeader } from './still-header.ts';

/** A picture with more pixels is no portrait, and could be made to fill the memory. */
const mostPixels = 250_000_000;

/** A file that takes longer than this between two bytes is on a dead disk or made to hang a decoder. */
const stallLimitMs = 30_000;

/** What decoders say of a picture whose end is missing; they show what there is and call it a success. */
const cutOffWords = /EOI missing|overread|chunk too big|image data not found|truncat|unexpected end|bytes left/i;

/**
 * Describes a still picture: its length is 0, it has one frame at time 0, and its depth is that of what is made of it (8 bits), however
 * many the file has. The picture is decoded once, because nothing but that tells whether it is whole.
 *
 * @throws 'media.not-media' | 'media.truncated' | 'media.unsupported-codec' | 'media.hdr-not-supported' | 'media.not-readable'
 */
export async function probeStill(
  runner: MediaRunner,
  path: string,
  header: StillHeader,
  sizeBytes: number,
  signal?: AbortSignalLike,
): Promise<MediaInfo> {
  throwIfCancelled(signal);
  const described = runner.start({
    program: 'ffprobe',
    arguments: ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...stillInput(path, header)],
    signal,
    stallLimitMs,
  });
  const text = await readText(described);
  const description = await described.result;
  const document = description.exitCode === 0 ? parseProbeDocument(text) : null;
  const stream = document?.streams.find(({ codec_type }) => codec_type === 'video');
  if (document === null || stream === undefined) throw unreadable(readFailure(description, path), path);
  const isTurned = header.orientation.rotation === 90 || header.orientation.rotation === 270;
  const [widthPx, heightPx] = isTurned ? [stream.height, stream.width] : [stream.width, stream.height];
  if (widthPx * heightPx > mostPixels) {
    throw new StudioError(
      'media.unsupported-codec',
      `The picture has ${String(Math.round((widthPx * heightPx) / 1e6))} million pixels; up to ${String(mostPixels / 1e6)} million are read. Make it smaller first.`,
      { path, widthPx, heightPx },
    );
  }
  if (isHdrTransfer(stream.color_transfer)) {
    throw new StudioError(
      'media.hdr-not-supported',
      `The picture is HDR (${stream.color_transfer}), which would lose its tones here. Save it with standard range (sRGB) and use that file.`,
      { path, transfer: stream.color_transfer },
    );
  }
  await assertDecodes(runner, path, header, signal);
  return {
    path,
    container: document.format.format_name,
    durationSec: 0,
    sizeBytes,
    video: {
      streamIndex: stream.index,
      codec: stream.codec_name,
      widthPx,
      heightPx,
      codedWidthPx: stream.width,
      codedHeightPx: stream.height,
      ...header.orientation,
      pixelFormat: stream.pix_fmt,
      bitDepth: 8,
      isHdr: false,
      colour: {
        range: stream.color_range,
        space: stream.color_space,
        transfer: stream.color_transfer,
        primaries: stream.color_primaries,
      },
      sampleAspectRatio: '1/1',
      frameRate: stillFrameRate,
      isVariableFrameRate: false,
      frameTimesSec: new Float64Array(1),
      timeBase: stillFrameRate,
      durationSec: 0,
    },
    audio: [],
    chapterCount: 0,
  };
}

async function assertDecodes(
  runner: MediaRunner,
  path: string,
  header: StillHeader,
  signal: AbortSignalLike | undefined,
): Promise<void> {
  const run = runner.start({
    program: 'ffmpeg',
    arguments: [
      '-v',
      'warning',
      '-nostats',
      '-noautorotate',
      ...stillInput(path, header, true),
      '-map',
      '0:v:0',
      '-frames:v',
      '1',
      '-f',
      'null',
      { kind: 'stdout' },
    ],
    signal,
    stallLimitMs,
  });
  run.endInput();
  const result = await run.result;
  if (result.endedBy === 'itself' && header.hasEnd !== true && cutOffWords.test(result.lastMessages))
    throw cutOff(path);
  if (result.exitCode !== 0) throw unreadable(readFailure(result, path), path);
}

function cutOff(path: string): StudioError {
  return new StudioError('media.truncated', 'The picture is cut off: its end is missing. Copy or download it again.', {
    path,
  });
}

/** The sentences about films do not fit pictures. */
function unreadable(failure: StudioError, path: string): StudioError {
  const messages = String(failure.details.messages ?? '');
  if (cutOffWords.test(messages)) return cutOff(path);
  if (failure.code === 'media.unsupported-codec' || /hardware accelerated|get pixel format/i.test(messages))
    return new StudioError(
      'media.unsupported-codec',
      'This ffmpeg cannot read this kind of picture. Save it as PNG or JPEG and use that file.',
      failure.details,
      failure,
    );
  if (failure.code !== 'media.not-media' && failure.code !== 'media.ffmpeg-failed') return failure;
  return new StudioError(
    'media.not-media',
    'The picture is damaged and cannot be read. Save it again as PNG or JPEG.',
    failure.details,
    failure,
  );
}
