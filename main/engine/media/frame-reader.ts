import { StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type { FrameReadOptions, VideoFrame } from '../../../core/ports/media.ts';
import { yuvByteLength, yuvImageFrom } from '../../../core/tensor/yuv-image.ts';
import { readFramesArguments } from './ffmpeg-arguments.ts';
import { readFailure } from './media-failures.ts';
import type { MediaRun, MediaRunner } from './media-runner.ts';

/** Starts nearer to the head than this are reached by decoding from the head: as fast as a seek, and needs no index. */
const seekFromFrame = 48;

/** A seek that landed on another frame than the wanted one; the reader then decodes from the head. */
class SeekMissed extends Error {}

/**
 * Every stored frame of a range once, in order, upright; see `MediaReader.frames`.
 * One frame is read ahead while the receiver works on another. Leaving the loop early ends the decoder.
 */
export async function* readFrames(
  runner: MediaRunner,
  info: MediaInfo,
  options: FrameReadOptions = {},
): AsyncGenerator<VideoFrame> {
  const video = supportedPictureOf(info);
  const startFrame = Math.max(0, options.startFrame ?? 0);
  const endFrame = Math.min(video.frameTimesSec.length, options.endFrame ?? Infinity);
  throwIfCancelled(options.signal);
  if (startFrame >= endFrame) return;
  const range = { info, video, startFrame, endFrame, signal: options.signal };
  if (startFrame >= seekFromFrame) {
    try {
      yield* framesFrom(runner, { ...range, seekSec: seekTarget(info, video, startFrame), skip: 0 });
      return;
    } catch (error) {
      // Nothing was delivered yet: the first frame is checked before it is handed out.
      if (!(error instanceof SeekMissed)) throw error;
    }
  }
  yield* framesFrom(runner, { ...range, seekSec: null, skip: startFrame });
}

interface FrameRun {
  readonly info: MediaInfo;
  readonly video: VideoStream;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly signal: AbortSignalLike | undefined;
  readonly seekSec: number | null;
  /** Frames to decode and drop before the first wanted one. */
  readonly skip: number;
}

/** First timestamp of the container on the presentation's clock: what ffmpeg's `-ss` counts from. */
function containerStartSec(info: MediaInfo, video: VideoStream): number {
  return Math.min(video.frameTimesSec[0], ...info.audio.map((stream) => stream.startSec));
}

/** Half-way between the wanted frame and the one before it, so that rounding can not choose the wrong one. */
function seekTarget(info: MediaInfo, video: VideoStream, startFrame: number): number {
  const middle = (video.frameTimesSec[startFrame] + video.frameTimesSec[startFrame - 1]) / 2;
  return middle - containerStartSec(info, video);
}

async function* framesFrom(runner: MediaRunner, plan: FrameRun): AsyncGenerator<VideoFrame> {
  const { video, info } = plan;
  let reportFirst: (firstSec: number | null) => void = () => undefined;
  const firstTime = new Promise<number | null>((report) => (reportFirst = report));
  const run = runner.start({
    program: 'ffmpeg',
    arguments: readFramesArguments({
      path: info.path,
      video,
      seekSec: plan.seekSec,
      frameCount: plan.endFrame - plan.startFrame + plan.skip,
    }),
    signal: plan.signal,
    onMessage: (line) => {
      const match = / n:\s*0 pts:.* pts_time:\s*(-?[\d.e+-]+)/.exec(line);
      if (match) reportFirst(Number(match[1]));
    },
  });
  // Messages and pictures travel on two pipes, so the picture may arrive before its time.
  void run.result.then(() => {
    reportFirst(null);
  });
  const buffers = Array.from({ length: 2 }, () => new Uint8Array(yuvByteLength(video.widthPx, video.heightPx)));
  try {
    for (let dropped = 0; dropped < plan.skip; dropped += 1) await readOne(run, buffers[0], plan, dropped);
    let ahead = readOne(run, buffers[0], plan, plan.startFrame);
    for (let frameIndex = plan.startFrame; frameIndex < plan.endFrame; frameIndex += 1) {
      const data = await ahead;
      if (frameIndex === plan.startFrame && plan.seekSec !== null) assertSeekHit(await firstTime, plan, plan.seekSec);
      const next = buffers[(frameIndex - plan.startFrame + 1) % 2];
      ahead = frameIndex + 1 < plan.endFrame ? readOne(run, next, plan, frameIndex + 1) : Promise.resolve(next);
      // The receiver may leave the loop or throw before this promise is awaited; its failure then concerns nobody.
      ahead.catch(() => undefined);
      yield {
        frameIndex,
        timeSec: video.frameTimesSec[frameIndex],
        image: yuvImageFrom(data, video.widthPx, video.heightPx),
      };
      throwIfCancelled(plan.signal);
    }
  } finally {
    run.kill();
  }
}

async function readOne(run: MediaRun, target: Uint8Array, plan: FrameRun, frameIndex: number): Promise<Uint8Array> {
  const count = await run.readInto(target);
  if (count === target.length) return target;
  const result = await run.result;
  if (plan.seekSec !== null && frameIndex === plan.startFrame && result.endedBy === 'itself') throw new SeekMissed();
  throw missingFrame(readFailure(result, plan.info.path), result.exitCode, plan, frameIndex);
}

function missingFrame(failure: StudioError, exitCode: number, plan: FrameRun, frameIndex: number): StudioError {
  // A decoder that gives up in the middle of a file that was complete when it was opened met damage.
  if (failure.code === 'job.cancelled' || failure.code === 'media.unsupported-codec') return failure;
  if (exitCode !== 0 && frameIndex === 0) return failure;
  const total = plan.video.frameTimesSec.length;
  return new StudioError(
    'media.truncated',
    `The video can be read only up to frame ${String(frameIndex)} of ${String(total)}: the file is damaged or cut off. Copy or download it again.`,
    { ...failure.details, frameIndex, total },
  );
}

function assertSeekHit(firstSec: number | null, plan: FrameRun, seekSec: number): void {
  const { video, info, startFrame } = plan;
  const expectedSec = video.frameTimesSec[startFrame] - containerStartSec(info, video) - seekSec;
  const gapSec = video.frameTimesSec[startFrame] - video.frameTimesSec[startFrame - 1];
  if (firstSec === null || Math.abs(firstSec - expectedSec) > gapSec / 4) throw new SeekMissed();
}
