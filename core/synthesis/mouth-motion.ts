import type { LipMotion } from '../analysis/lip-motion.ts';

/** What is to be added to the lower face that a voice or the face itself wants: the doing of lip edits. Frames are the motion's. */
export interface LipChange {
  /** [T, K] iod */
  readonly coefficients: Float32Array;
  /** Change of the mouth opening, iod; reached exactly, whatever the components make of it. [T] */
  readonly opening: Float32Array;
}

/** A lip motion with what the user changed of it. */
export interface MouthMotion extends LipMotion {
  /** How much of what is wanted is the face's own motion: 1 where no voice speaks but an edit does. Left out: 0. [T] */
  readonly ownShare?: Float32Array;
  /** Added to what is wanted after everything else, so that no filter takes a part of it away. Left out: nothing. */
  readonly change?: LipChange;
}

/** Frames `startFrame` to `endFrame` of a motion that holds them. The arrays are views. */
export function motionSlice(motion: MouthMotion, startFrame: number, endFrame: number): MouthMotion {
  const from = startFrame - motion.startFrame;
  const to = endFrame - motion.startFrame;
  const k = motion.componentCount;
  return {
    startFrame,
    frameCount: to - from,
    componentCount: k,
    coefficients: motion.coefficients.subarray(from * k, to * k),
    opening: motion.opening.subarray(from, to),
    closedProbability: motion.closedProbability.subarray(from, to),
    strength: motion.strength.subarray(from, to),
    ...(motion.ownShare && { ownShare: motion.ownShare.subarray(from, to) }),
    ...(motion.change && {
      change: {
        coefficients: motion.change.coefficients.subarray(from * k, to * k),
        opening: motion.change.opening.subarray(from, to),
      },
    }),
  };
}
