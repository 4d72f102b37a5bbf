import type { AbortSignalLike } from '../../../core/errors.ts';
import { displayMatrixOf } from '../../../core/media/display-matrix.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import { encodeSettingsOf } from './encoder-choice.ts';
import { guardedInput, layoutFilters, uprightFilters } from './ffmpeg-arguments.ts';
import { readFailure, writeFailure } from './media-failures.ts';
import type { MediaRunner, RunArgument } from './media-runner.ts';
import { writeDisplayMatrix } from './mp4-track-header.ts';
import { matrixOf, pixelAspectOf } from './picture-matrix.ts';
import { describeMedia } from './probe.ts';

/** Largest width of a proxy, px. */
const widestPx = 1280;

interface ProxyPlan {
  readonly info: MediaInfo;
  readonly video: VideoStream;
  /** The container's time that counts as the start of the presentation, s. */
  readonly originSec: number;
  readonly speed: string;
  readonly rateFactor: number;
  readonly outputPath: string;
}

/**
 * Writes a copy of a video that every page can play and that is quick to search in: H.264 with a keyframe every half second, at most
 * 1280 px wide, every frame at its own time, AAC sound where the video has sound.
 *
 * @param onFrame told the number of frames that have been read
 * @throws StudioError 'media.*' | 'export.*'
 */
export async function writeProxy(
  runner: MediaRunner,
  info: MediaInfo,
  outputPath: string,
  signal?: AbortSignalLike,
  onFrame?: (doneFrames: number) => void,
): Promise<void> {
  const video = supportedPictureOf(info);
  const { originSec } = await describeMedia(runner, info.path, signal);
  const { speed, rateFactor } = encodeSettingsOf(runner, 'draft');
  const words = proxyArguments({ info, video, originSec, speed, rateFactor, outputPath });
  const run = runner.start({ program: 'ffmpeg', arguments: words, signal });
  run.endInput();
  try {
    const text = new Uint8Array(64);
    for (let frames = 0, count = text.length; count === text.length;) {
      count = await run.readInto(text);
      for (let i = 0; i < count; i++) {
        if (text[i] === newLine) onFrame?.(Math.min(++frames, video.frameTimesSec.length));
      }
    }
    const result = await run.result;
    if (result.exitCode !== 0) {
      const failure = writeFailure(result, outputPath);
      throw failure.code === 'export.encoder-failed' ? readFailure(result, info.path) : failure;
    }
    // ffmpeg carries the turn of the source over, although the pictures are upright already.
    const isTurned = video.rotation !== 0 || video.isMirrored === true;
    if (isTurned) await writeDisplayMatrix(outputPath, displayMatrixOf({ rotation: 0, isMirrored: false }, 0, 0));
  } finally {
    run.kill();
    await run.result;
  }
}

const newLine = 10;

function proxyArguments({ info, video, originSec, speed, rateFactor, outputPath }: ProxyPlan): RunArgument[] {
  const picture = `0:${String(video.streamIndex)}`;
  const [sound] = info.audio;
  const atPresentation = `PTS-(${originSec.toFixed(9)})/TB`;
  const shownPx = Math.min(widestPx, video.widthPx * pixelAspectOf(video));
  const shrink = shownPx / (video.widthPx * pixelAspectOf(video));
  const even = (px: number): string => String(Math.max(2, 2 * Math.round(px / 2)));
  const matrix = matrixOf(video);
  const filters = [
    `setpts=${atPresentation}`,
    ...uprightFilters(video),
    ...layoutFilters(video),
    `scale=${even(shownPx)}:${even(video.heightPx * shrink)}:flags=bicubic:in_color_matrix=${matrix.scale}:out_color_matrix=${matrix.scale}:out_range=tv`,
    'format=yuv420p',
    `setparams=range=tv:colorspace=${matrix.tag}`,
    'setsar=1',
  ];
  return [
    ...['-y', '-v', 'error', '-nostats', '-copyts', '-noautorotate'],
    ...guardedInput(info.path),
    ...['-map', picture, ...(sound === undefined ? [] : ['-map', `0:${String(sound.streamIndex)}`])],
    ...['-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-vf', filters.join(','), '-fps_mode', 'passthrough'],
    ...['-enc_time_base', `${String(video.timeBase.den)}:${String(video.timeBase.num)}`],
    ...['-c:v', 'libx264', '-preset', speed, '-crf', String(rateFactor), '-bf', '0'],
    ...['-force_key_frames', 'expr:gte(t,n_forced*0.5)', '-video_track_timescale', String(video.timeBase.num)],
    ...(sound === undefined
      ? []
      : ['-af', `asetpts=${atPresentation},aresample=async=1:first_pts=0`, '-c:a', 'aac', '-ac', '2', '-b:a', '160k']),
    ...['-movflags', '+faststart', '-f', 'mp4', { kind: 'output', path: outputPath } as const],
    // One line a frame that was read: how far it is, and a pipe that ends the program when nobody is left to read it.
    ...[
      '-map',
      picture,
      '-c',
      'copy',
      '-copyinkf',
      '-flush_packets',
      '1',
      '-f',
      'framecrc',
      { kind: 'stdout' } as const,
    ],
  ];
}
