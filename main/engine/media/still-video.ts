import type { AbortSignalLike } from '../../../core/errors.ts';
import { stillFrameRate, stillVideoSize } from '../../../core/media/still-picture.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import { stillInput, uprightFilters } from './ffmpeg-arguments.ts';
import { readFailure, writeFailure } from './media-failures.ts';
import type { MediaRunner, RunArgument } from './media-runner.ts';
import type { StillHeader } from './still-header.ts';

/** What lies behind the transparent parts of a picture. Middle grey: black would swallow dark hair, white would glow around it. */
const backdrop = '0x808080';

/** Frames from one keyframe to the next: each keyframe is the whole picture again, what lies between is almost nothing. */
const keyframeEvery = 250;

/** A still picture to show as a video. */
export interface StillVideoPlan {
  readonly path: string;
  readonly header: StillHeader;
  readonly picture: VideoStream;
  readonly frameCount: number;
  readonly outputPath: string;
}

/** True for pixel formats that may have transparent parts; a palette may. */
export function hasAlpha(pixelFormat: string): boolean {
  return /^(rgba|bgra|argb|abgr|ya(8|16)|yuva|gbrap|pal8)/.test(pixelFormat);
}

/**
 * ffmpeg: decodes the picture once, turns it upright, lays it on grey, scales it, and repeats that picture. It is encoded without loss, so
 * that all frames are equal to the bit and nobody downstream has to look at more than one of them.
 */
export function stillVideoArguments(plan: StillVideoPlan): RunArgument[] {
  const { picture, header, frameCount } = plan;
  const { num, den } = stillFrameRate;
  const size = stillVideoSize(picture.widthPx, picture.heightPx);
  const isSmaller = picture.widthPx - size.widthPx > 1 || picture.heightPx - size.heightPx > 1;
  const isTiny = picture.widthPx < 2 || picture.heightPx < 2;
  const target = `${String(size.widthPx)}:${String(size.heightPx)}`;
  const stored = `${String(picture.codedWidthPx)}x${String(picture.codedHeightPx)}`;
  const filters = [
    ...uprightFilters(picture),
    isSmaller || isTiny ? `scale=${target}:flags=lanczos+accurate_rnd+full_chroma_int` : `crop=${target}:0:0`,
    'scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int',
    'format=yuv420p',
    'loop=loop=-1:size=1:start=0',
    `settb=${String(den)}/${String(num)}`,
    'setpts=N',
    // Changes no time; it makes the rate known, from which the last frame has its length.
    `fps=${String(num)}/${String(den)}`,
    'setsar=1',
    'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709',
  ].join(',');
  const graph = hasAlpha(picture.pixelFormat)
    ? `color=c=${backdrop}:s=${stored}:r=1,format=rgba[backdrop];[0:v:0]format=rgba[picture];[backdrop][picture]overlay=format=rgb:shortest=1,${filters}[out]`
    : `[0:v:0]${filters}[out]`;
  return [
    ...['-y', '-v', 'error', '-nostats', '-noautorotate'],
    ...stillInput(plan.path, header, true),
    ...['-filter_complex', graph, '-map', '[out]', '-map_metadata', '-1', '-frames:v', String(frameCount)],
    ...['-fps_mode', 'passthrough', '-c:v', 'libx264', '-preset', 'superfast', '-sc_threshold', '0'],
    ...['-qp', '0', '-bf', '0', '-g', String(keyframeEvery)],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-color_range', 'tv', '-video_track_timescale', String(num * 512), '-movflags', '+faststart', '-f', 'mp4'],
    { kind: 'output', path: plan.outputPath },
  ];
}

/** Writes a video that shows a picture. @throws 'media.*' for the picture, 'export.*' for the disk, 'job.cancelled' */
export async function writeStillVideo(
  runner: MediaRunner,
  plan: StillVideoPlan,
  signal?: AbortSignalLike,
): Promise<void> {
  const run = runner.start({ program: 'ffmpeg', arguments: stillVideoArguments(plan), signal });
  run.endInput();
  const result = await run.result;
  if (result.exitCode === 0) return;
  const failure = writeFailure(result, plan.outputPath);
  throw failure.code === 'export.encoder-failed' ? readFailure(result, plan.path) : failure;
}
