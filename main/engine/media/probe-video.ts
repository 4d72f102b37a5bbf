import { StudioError, type AbortSignalLike } from '../../../core/errors.ts';
import { orientationOf, parseDisplayMatrix } from '../../../core/media/display-matrix.ts';
import { frameTimingOf } from '../../../core/media/frame-timing.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import { bitDepthOf } from '../../../core/media/pixel-format.ts';
import { isHdrTransfer } from '../../../core/media/supported-picture.ts';
import { makeFrameRate, parseFrameRate, type FrameRate } from '../../../core/time/frame-rate.ts';
import { frameTimesArguments, packetsArguments } from './ffmpeg-arguments.ts';
import { readFailure } from './media-failures.ts';
import { readText, type MediaRunner } from './media-runner.ts';
import { probeStallLimitMs, type MediaDescription } from './probe.ts';
import { isMp4, type ProbedStream } from './probe-document.ts';

/** Times of the frames in ticks of the stream, ascending; the last one's length where the container tells it. */
interface FrameTicks {
  readonly ticks: number[];
  readonly lastTicks: number | null;
}

/** Describes a video stream with the exact time of each frame. @throws StudioError 'media.truncated' when frames are missing at the end */
export async function probeVideo(
  runner: MediaRunner,
  path: string,
  stream: ProbedStream,
  description: MediaDescription,
  signal?: AbortSignalLike,
): Promise<VideoStream> {
  const secondsPerTick = parseFrameRate(stream.time_base) ?? makeFrameRate(1, 1000);
  const timeBase = makeFrameRate(secondsPerTick.den, secondsPerTick.num);
  const packets = await packetTicks(runner, path, stream, isMp4(description.document), signal);
  const { ticks, lastTicks } = packets ?? (await decodedTicks(runner, path, stream, timeBase, signal));
  const declared = [stream.r_frame_rate, stream.avg_frame_rate]
    .map(parseFrameRate)
    .filter((rate): rate is FrameRate => rate !== null);
  const timing = frameTimingOf(ticks, timeBase, declared, lastTicks);
  const toSec = (tick: number): number => (tick * timeBase.den) / timeBase.num;
  const matrix = stream.side_data_list
    .map((entry) => parseDisplayMatrix(entry.displaymatrix ?? ''))
    .find((found) => found !== null);
  const orientation = matrix ? orientationOf(matrix) : { rotation: 0 as const, isMirrored: false };
  const isTurned = orientation.rotation === 90 || orientation.rotation === 270;
  return {
    streamIndex: stream.index,
    codec: stream.codec_name,
    widthPx: isTurned ? stream.height : stream.width,
    heightPx: isTurned ? stream.width : stream.height,
    codedWidthPx: stream.width,
    codedHeightPx: stream.height,
    rotation: orientation.rotation,
    isMirrored: orientation.isMirrored,
    pixelFormat: stream.pix_fmt,
    bitDepth: Math.max(
      bitDepthOf(stream.pix_fmt),
      stream.pix_fmt === 'unknown' ? (stream.bits_per_raw_sample ?? 8) : 0,
    ),
    isHdr: isHdrTransfer(stream.color_transfer),
    colour: {
      range: stream.color_range,
      space: stream.color_space,
      transfer: stream.color_transfer,
      primaries: stream.color_primaries,
    },
    sampleAspectRatio: stream.sample_aspect_ratio === '0:1' ? '1/1' : stream.sample_aspect_ratio.replace(':', '/'),
    frameRate: timing.frameRate,
    isVariableFrameRate: timing.isVariableFrameRate,
    frameTimesSec: presentationTimes(ticks, timeBase, description.originSec),
    timeBase,
    durationSec: ticks.length === 0 ? 0 : toSec(ticks[ticks.length - 1] + timing.lastFrameTicks - ticks[0]),
  };
}

/** Times from the start of the presentation; a start that is itself a tick is taken off in ticks, so that no rounding is added. */
function presentationTimes(ticks: readonly number[], timeBase: FrameRate, originSec: number): Float64Array {
  const origin = (originSec * timeBase.num) / timeBase.den;
  // ffprobe writes seconds to a millionth.
  const isTick = Math.abs(origin - Math.round(origin)) < 0.1;
  const start = isTick ? Math.round(origin) : origin;
  return Float64Array.from(ticks, (tick) => ((tick - start) * timeBase.den) / timeBase.num);
}

/**
 * Frame times from the packets: exact and without decoding, because a container stores one time for each picture.
 *
 * @returns null when the packets do not name one time for each picture (raw streams, AVI with B-frames): then only decoding tells
 */
async function packetTicks(
  runner: MediaRunner,
  path: string,
  stream: ProbedStream,
  hasEnd: boolean,
  signal?: AbortSignalLike,
): Promise<FrameTicks | null> {
  const run = runner.start({
    program: 'ffprobe',
    arguments: packetsArguments(path, stream.index),
    signal,
    stallLimitMs: probeStallLimitMs,
  });
  const text = await readText(run);
  const result = await run.result;
  if (result.exitCode !== 0) throw readFailure(result, path);
  const packets = text
    .split('\n')
    .map((line) => line.trim().split('|'))
    .filter((fields) => fields.length >= 4);
  assertComplete(
    path,
    stream,
    packets.length,
    packets.some((fields) => fields[3].includes('C')),
    result.lastMessages,
  );
  // 'D' marks pictures that an edit list hides: they are decoded for others' sake and never shown.
  const shown = packets.filter((fields) => !fields[3].includes('D'));
  if (shown.length === 0 || shown.some((fields) => fields[0] === 'N/A')) return null;
  const pairs = shown
    .map((fields) => ({ tick: Number(fields[0]), length: Number(fields[2]) }))
    .sort((a, b) => a.tick - b.tick);
  if (pairs.some((pair, index) => index > 0 && pair.tick === pairs[index - 1].tick)) return null;
  const last = pairs[pairs.length - 1];
  // In MP4 the edit list says when the picture ends; the lengths of its packets are guesses wherever pictures are reordered.
  const endLength = lengthToStreamEnd(stream, last.tick);
  const ownLength = last.length > 0 ? last.length : null;
  return {
    ticks: pairs.map((pair) => pair.tick),
    lastTicks: hasEnd ? (endLength ?? ownLength) : (ownLength ?? endLength),
  };
}

/** The last picture lasts until the stream ends, where the container says when that is and means it. */
function lengthToStreamEnd(stream: ProbedStream, lastTick: number): number | null {
  if (stream.duration_ts === undefined) return null;
  const length = (stream.start_pts ?? 0) + stream.duration_ts - lastTick;
  return length > 0 ? length : null;
}

function assertComplete(path: string, stream: ProbedStream, found: number, hasPartial: boolean, remarks: string): void {
  const promised = stream.nb_frames ?? 0;
  const isCut = found < promised || hasPartial || /File ended prematurely|partial file/i.test(remarks);
  if (!isCut) return;
  const counts =
    promised > found
      ? `it has ${String(found)} of ${String(promised)} frames`
      : `its last of ${String(found)} frames is incomplete`;
  throw new StudioError('media.truncated', `The file is cut off: ${counts}. Copy or download it again.`, {
    path,
    found,
    promised,
  });
}

/** Frame times from decoding the whole stream: slow, and right for every container. */
async function decodedTicks(
  runner: MediaRunner,
  path: string,
  stream: ProbedStream,
  timeBase: FrameRate,
  signal?: AbortSignalLike,
): Promise<FrameTicks> {
  const ticks: number[] = [];
  const run = runner.start({
    program: 'ffmpeg',
    arguments: frameTimesArguments(path, stream.index),
    signal,
    onMessage: (line) => {
      const match = / n:\s*\d+ pts:\s*(-?\d+|NOPTS)/.exec(line);
      if (match) ticks.push(match[1] === 'NOPTS' ? NaN : Number(match[1]));
    },
  });
  const result = await run.result;
  if (result.exitCode !== 0) throw readFailure(result, path);
  if (ticks.length > 0 && ticks.every((tick, index) => index === 0 || tick > ticks[index - 1]))
    return { ticks, lastTicks: null };
  // A stream without any usable time (raw H.264) plays at its declared rate.
  const rate = parseFrameRate(stream.r_frame_rate) ?? makeFrameRate(25);
  const perFrame = (rate.den * timeBase.num) / (rate.num * timeBase.den);
  return { ticks: ticks.map((_, index) => Math.round(index * perFrame)), lastTicks: null };
}
