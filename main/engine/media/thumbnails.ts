import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import { readFrames } from './frame-reader.ts';
import { readFailure } from './media-failures.ts';
import type { MediaRunner, RunArgument } from './media-runner.ts';
import { matrixOf, pixelAspectOf } from './picture-matrix.ts';

/** Height of a thumbnail, px. */
const heightPx = 160;

/** Frames that are nearer than this are reached by decoding on; further ones by a new start, which decodes from the keyframe before. */
const decodeOnFrames = 100;

/** Forgives times that were rounded on their way, s. */
const roundingSec = 0.0005;

/**
 * The frames that are shown at some times, as JPEG files, in the order of the times. Before the first frame it is the first one.
 *
 * @param onDone told how many different frames have been read, and of how many
 * @throws StudioError 'media.no-video' and the errors of reading
 */
export async function takeThumbnails(
  runner: MediaRunner,
  info: MediaInfo,
  timesSec: readonly number[],
  signal?: AbortSignalLike,
  onDone?: (done: number, total: number) => void,
): Promise<readonly Uint8Array[]> {
  const video = supportedPictureOf(info);
  const wanted = timesSec.map((timeSec) => frameShownAt(video.frameTimesSec, timeSec));
  const frames = [...new Set(wanted)].sort((a, b) => a - b);
  if (frames.length === 0) return [];
  const run = runner.start({ program: 'ffmpeg', arguments: jpegArguments(video), signal });
  try {
    const output = readAll((target) => run.readInto(target));
    // When reading fails, nobody asks for the output any more.
    output.catch(() => undefined);
    let done = 0;
    for (const stretch of stretchesOf(frames)) {
      const range = { startFrame: stretch[0], endFrame: (stretch.at(-1) ?? 0) + 1, ...(signal && { signal }) };
      const inStretch = new Set(stretch);
      for await (const { frameIndex, image } of readFrames(runner, info, range)) {
        if (!inStretch.has(frameIndex)) continue;
        await run.write(image.data);
        onDone?.(++done, frames.length);
      }
    }
    run.endInput();
    const jpegs = splitJpegs(await output);
    const result = await run.result;
    if (result.exitCode !== 0 || jpegs.length !== frames.length) throw readFailure(result, info.path);
    return wanted.map((frame) => jpegs[frames.indexOf(frame)]);
  } finally {
    run.kill();
  }
}

/** The last frame that starts at or before a time. */
export function frameShownAt(frameTimesSec: Float64Array, timeSec: number): number {
  let low = 0;
  let high = frameTimesSec.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frameTimesSec[middle] <= timeSec + roundingSec) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Ascending frames in groups that are read in one go. */
function stretchesOf(frames: readonly number[]): number[][] {
  const stretches: number[][] = [];
  for (const frame of frames) {
    const current = stretches.at(-1);
    if (current !== undefined && frame - (current.at(-1) ?? 0) <= decodeOnFrames) current.push(frame);
    else stretches.push([frame]);
  }
  return stretches;
}

/** ffmpeg: raw upright pictures from standard input, small, as JPEG files one after the other on standard output. */
function jpegArguments(video: VideoStream): RunArgument[] {
  const aspect = (video.widthPx * pixelAspectOf(video)) / video.heightPx;
  const widthPx = Math.max(2, 2 * Math.round((heightPx * aspect) / 2));
  const range = video.colour.range === 'pc' ? 'pc' : 'tv';
  // JPEG files have one matrix, BT.601, and full range.
  const colours = `in_color_matrix=${matrixOf(video).scale}:in_range=${range}:out_color_matrix=bt601:out_range=pc`;
  return [
    ...['-v', 'error', '-nostats', '-f', 'rawvideo', '-pix_fmt', 'yuv420p'],
    ...['-s', `${String(video.widthPx)}x${String(video.heightPx)}`, '-r', '25', '-i'],
    { kind: 'stdin' },
    ...['-vf', `scale=${String(widthPx)}:${String(heightPx)}:flags=area:${colours},format=yuvj420p,setsar=1`],
    ...['-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2pipe'],
    { kind: 'stdout' },
  ];
}

async function readAll(readInto: (target: Uint8Array) => Promise<number>): Promise<Uint8Array> {
  let bytes = new Uint8Array(0);
  for (;;) {
    const chunk = new Uint8Array(65_536);
    const count = await readInto(chunk);
    const longer = new Uint8Array(bytes.length + count);
    longer.set(bytes);
    longer.set(chunk.subarray(0, count), bytes.length);
    bytes = longer;
    if (count < chunk.length) return bytes;
  }
}

/** Cuts between an end mark (FF D9) and a start mark (FF D8): in pictures FF is always followed by 00 or a restart mark. */
export function splitJpegs(bytes: Uint8Array): Uint8Array[] {
  const jpegs: Uint8Array[] = [];
  let start = 0;
  for (let at = 2; at < bytes.length; at++) {
    const isBorder = bytes[at - 2] === 0xff && bytes[at - 1] === 0xd9 && bytes[at] === 0xff && bytes[at + 1] === 0xd8;
    if (!isBorder) continue;
    jpegs.push(bytes.subarray(start, at));
    start = at;
  }
  if (start < bytes.length) jpegs.push(bytes.subarray(start));
  return jpegs;
}
