import { codeRowAt, type CodeTrack } from '../analysis/code-track.ts';
import { motionCodeOrder } from '../analysis/face-code.ts';
import type { FactorName } from '../analysis/factor.ts';
import type { FrameRange } from '../time/frame-range.ts';

/** How codes become conditioning: a stretch of each factor, and weights of the frames before, at and after (null = not smoothed). */
export interface ConditioningRecipe {
  readonly gains: Readonly<Record<FactorName, number>>;
  readonly taps: Readonly<Record<FactorName, readonly [number, number, number] | null>>;
}

/** Frames that a block needs on both sides where the track has them. */
export const conditioningMargin = 1;

/** The motion part of the conditioning of a block of frames. */
export interface MotionConditioning {
  /** [N, motion width] in the order of `motionCodeOrder`; a row is NaN where a factor is not known. */
  readonly values: Float32Array;
  readonly width: number;
  /** [N] 1 where every factor is known. */
  readonly isKnown: Uint8Array;
}

/** Writes a factor's row of one frame, smoothed and stretched; a missing neighbour counts as the frame itself. */
function writeRow(
  track: CodeTrack,
  frame: number,
  gain: number,
  taps: readonly [number, number, number] | null,
  out: Float32Array,
): boolean {
  const own = codeRowAt(track, frame);
  if (own === null) return false;
  const before = taps === null ? own : (codeRowAt(track, frame - 1) ?? own);
  const after = taps === null ? own : (codeRowAt(track, frame + 1) ?? own);
  const [a, b, c] = taps ?? [0, 1, 0];
  for (let d = 0; d < track.width; d++) out[d] = gain * (a * before[d] + b * own[d] + c * after[d]);
  return true;
}

/**
 * Assembles what the generator is given for a block of frames: smooths over neighbouring frames, stretches, joins. At a track's ends and
 * beside frames without the face the frame's own code stands for the missing neighbour, so that no frame comes out weaker.
 *
 * @param tracks edited codes, with a margin of {@link conditioningMargin} frames round the block where there are such frames
 * @source PD-FGC's per-frame recipe (lips x 1.5 and a Gaussian of three, head pose a mean of three, eyes and expression x 1.2)
 */
export function assembleMotion(
  tracks: Readonly<Record<FactorName, CodeTrack>>,
  recipe: ConditioningRecipe,
  block: FrameRange,
): MotionConditioning {
  const width = motionCodeOrder.reduce((sum, factor) => sum + tracks[factor].width, 0);
  const count = block.endFrame - block.startFrame;
  const values = new Float32Array(count * width);
  const isKnown = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    let at = n * width;
    let isWhole = true;
    for (const factor of motionCodeOrder) {
      const track = tracks[factor];
      const out = values.subarray(at, at + track.width);
      isWhole = writeRow(track, block.startFrame + n, recipe.gains[factor], recipe.taps[factor], out) && isWhole;
      at += track.width;
    }
    if (isWhole) isKnown[n] = 1;
    else values.fill(Number.NaN, n * width, (n + 1) * width);
  }
  return { values, width, isKnown };
}
