import { seenFactors, type SeenFactor } from '../../../core/analysis/face-code.ts';
import { throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import type { VideoFrame } from '../../../core/ports/media.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { makeFaceSampler, type GeneratedFace } from './generated-face.ts';
import { codeChunkFrames, KeptCodes } from './kept-codes.ts';
import { untilCancelled } from '../lingering-work.ts';
import type { SharedNetworks } from './network-queue.ts';

/** Pictures that go into the encoder with one call: a cancel is answered, and a preview let in, behind so many at most. */
const callPictures = 8;

/** Part of every artifact's key; raised when the same pictures are cut or encoded otherwise. */
const archiveVersion = 1;

/** Reads frames of a video in order. */
export type FramesOf = (range: FrameRange, signal?: AbortSignalLike) => AsyncIterable<VideoFrame>;

/** How rows are read. */
export interface MotionReadOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Told how many frames were encoded just now. */
  readonly onFrames?: ((count: number) => void) | undefined;
}

/**
 * The motion codes of a face, made when they are first asked for and kept for ever: a frame goes through the encoder once, whoever asks.
 * Rows hold the factors of `seenFactors` one behind the other.
 */
export interface MotionArchive {
  readonly face: GeneratedFace;
  /** Numbers of one row. */
  readonly width: number;
  /**
   * Encodes what is missing of a range and answers its rows.
   *
   * @param framesOf how frames are read where they must be
   * @returns [range, width], NaN where the face was not seen; a copy
   * @throws 'media.*' | 'models.*' | 'export.disk-full' | 'job.cancelled'; what was encoded until then stays
   */
  read(range: FrameRange, framesOf: FramesOf, options?: MotionReadOptions): Promise<Float32Array>;
}

/** What {@link makeMotionArchive} works with. */
export interface MotionArchiveParts {
  readonly face: GeneratedFace;
  readonly networks: SharedNetworks;
  readonly artifacts: ArtifactFiles;
}

/** Where a seen factor begins in a row. */
export function motionColumn(widths: Readonly<Record<SeenFactor, number>>, factor: SeenFactor): number {
  return seenFactors.slice(0, seenFactors.indexOf(factor)).reduce((sum, before) => sum + widths[before], 0);
}

/** Makes an archive of a face; it holds no code in memory yet. Of a still one frame is encoded for all. */
export function makeMotionArchive(parts: MotionArchiveParts): MotionArchive {
  const { face, networks } = parts;
  const { widths } = networks.pack;
  const width = seenFactors.reduce((sum, factor) => sum + widths[factor], 0);
  const { startFrame: first, affines } = face.path;
  const track: FrameRange = { startFrame: first, endFrame: first + affines.length / 6 };
  const key = `motion ${archiveVersion} ${face.key} ${networks.pack.key}`;
  const codes = new KeptCodes({ artifacts: parts.artifacts, key, range: track, width });
  for (let frame = first; frame < track.endFrame; frame++) if (face.affineAt(frame) === null) codes.markKnown(frame);
  const encoding = makeEncoding(parts, codes);
  const shown = face.isStill ? face.times?.span.startFrame : undefined;

  return {
    face,
    width,
    async read(range, framesOf, options = {}) {
      const answer = new Float32Array((range.endFrame - range.startFrame) * width).fill(Number.NaN);
      const startFrame = Math.max(track.startFrame, range.startFrame);
      const endFrame = Math.min(track.endFrame, range.endFrame);
      if (startFrame >= endFrame) return answer;
      const wanted = shown === undefined ? { startFrame, endFrame } : { startFrame: shown, endFrame: shown + 1 };
      await encoding.fill(wanted, framesOf, options);
      for (let frame = startFrame; frame < endFrame; frame++) {
        if (face.affineAt(frame) !== null) answer.set(codes.row(shown ?? frame), (frame - range.startFrame) * width);
      }
      return answer;
    },
  };
}

/** Fills a range of codes; calls for ranges that overlap share the work. */
function makeEncoding({ face, networks }: MotionArchiveParts, codes: KeptCodes) {
  /** Frames that a call encodes at the moment. */
  const claimed = new Map<number, Promise<void>>();

  /** The first run of frames that nobody encodes yet, at most to the end of a chunk; null when there is none. */
  function nextRun({ startFrame, endFrame }: FrameRange): FrameRange | null {
    const isFree = (frame: number): boolean => !codes.isKnown(frame) && !claimed.has(frame);
    let from = startFrame;
    while (from < endFrame && !isFree(from)) from++;
    if (from === endFrame) return null;
    let to = from + 1;
    while (to < endFrame && to % codeChunkFrames !== 0 && isFree(to)) to++;
    return { startFrame: from, endFrame: to };
  }

  function claimIn({ startFrame, endFrame }: FrameRange): Promise<void> | null {
    for (let frame = startFrame; frame < endFrame; frame++) {
      const one = claimed.get(frame);
      if (one !== undefined) return one;
    }
    return null;
  }

  async function encodeRun(run: FrameRange, framesOf: FramesOf, options: MotionReadOptions): Promise<void> {
    const work = encodeFrames({ face, networks, codes, run, framesOf, ...options });
    for (let frame = run.startFrame; frame < run.endFrame; frame++) claimed.set(frame, work);
    try {
      await work;
    } finally {
      for (let frame = run.startFrame; frame < run.endFrame; frame++) claimed.delete(frame);
    }
    // A frame that the decoder did not give has no code, and nobody may wait for it.
    for (let frame = run.startFrame; frame < run.endFrame; frame++) codes.markKnown(frame);
    await codes.keep(run.startFrame);
  }

  return {
    async fill(range: FrameRange, framesOf: FramesOf, options: MotionReadOptions): Promise<void> {
      await codes.load(range);
      for (;;) {
        throwIfCancelled(options.signal);
        const run = nextRun(range);
        if (run) {
          await encodeRun(run, framesOf, options);
          continue;
        }
        const others = claimIn(range);
        if (others === null) return;
        // Whoever encodes these frames may be cancelled or fail; then they are free again.
        await untilCancelled(
          others.catch(() => undefined),
          options.signal,
        );
      }
    },
  };
}

interface EncodingRun extends MotionReadOptions {
  readonly face: GeneratedFace;
  readonly networks: SharedNetworks;
  readonly codes: KeptCodes;
  readonly run: FrameRange;
  readonly framesOf: FramesOf;
}

async function encodeFrames({ face, networks, codes, run, framesOf, signal, onFrames }: EncodingRun): Promise<void> {
  const { widths, pictureSizePx } = networks.pack;
  const sampler = makeFaceSampler(face, pictureSizePx);
  const pictures = new Float32Array(callPictures * sampler.pictureLength);
  let frames: number[] = [];

  async function flush(): Promise<void> {
    if (frames.length === 0) return;
    const batch = pictures.subarray(0, frames.length * sampler.pictureLength);
    const seen = await networks.run((open) => open.encodeMotion(batch, signal), signal);
    frames.forEach((frame, n) => {
      for (const factor of seenFactors) {
        const code = seen[factor].subarray(n * widths[factor], (n + 1) * widths[factor]);
        codes.set(frame, motionColumn(widths, factor), code);
      }
      codes.markKnown(frame);
    });
    onFrames?.(frames.length);
    frames = [];
  }

  for await (const { frameIndex, image } of framesOf(run, signal)) {
    throwIfCancelled(signal);
    if (frameIndex < run.startFrame || frameIndex >= run.endFrame || codes.isKnown(frameIndex)) continue;
    if (sampler.sample(frameIndex, image, pictures, frames.length)) frames.push(frameIndex);
    if (frames.length === callPictures) await flush();
  }
  await flush();
}
