import type { FaceTrack } from '../analysis/face-track.ts';
import type { Similarity } from '../geometry/similarity.ts';
import { smoothstep } from '../tensor/resample.ts';
import { ownLidsChange, shutSkinBlink } from './eye-atlas-plan.ts';
import type { EyeGeometry } from './eye-geometry.ts';
import { eyeChangeCount, type FaceEditMotion } from './face-edit-motion.ts';
import { gapAtBlink, gazeGain } from './face-edit-response.ts';

/** Distance of the iris from the eyeball's centre, iod; the analysis reads gaze angles off the iris with the same. */
const eyeballRadius = 0.118;

/** The largest growth of the gap that the frame's own lids are trusted for. */
const largestOpening = 2.5;

/** What becomes of one eye's lids in one frame. */
export interface LidChange {
  /** Blink as measured, and as wanted, 0 to 1. */
  readonly own: number;
  readonly wanted: number;
  /** Gap wanted between the frame's own lids over the gap that they show. */
  readonly ratio: number;
  /** Shares of an open and of a shut example eye, 0 to 1. */
  readonly openShare: number;
  readonly shutShare: number;
}

/** Works out one eye's lids; NaN where the frame has no measure. */
export function lidChangeOf(own: number, change: number): LidChange {
  const wanted = Math.min(1, Math.max(0, own + change));
  return {
    own,
    wanted,
    ratio:
      wanted < own
        ? Math.min(largestOpening, (1 - wanted) / Math.max(0.02, 1 - own))
        : gapAtBlink(wanted) / Math.max(0.02, gapAtBlink(own)),
    openShare: smoothstep(ownLidsChange, 0.2, own - wanted),
    shutShare: smoothstep(shutSkinBlink, 0.85, wanted) * smoothstep(0.1, 0.35, wanted - own),
  };
}

/** Frames of the motion in which an example eye of a kind is needed. [T] */
export function examplesNeeded(track: FaceTrack, motion: FaceEditMotion, kind: 'open' | 'shut'): Uint8Array {
  const isNeeded = new Uint8Array(motion.frameCount);
  for (let t = 0; t < motion.frameCount; t++) {
    const row = (motion.startFrame + t - track.startFrame) * eyeChangeCount;
    for (let eye = 0; eye < 2; eye++) {
      const change = lidChangeOf(track.factors.eye.values[row + eye], motion.eye[t * eyeChangeCount + eye]);
      if ((kind === 'open' ? change.openShare : change.shutShare) > 0) isNeeded[t] = 1;
    }
  }
  return isNeeded;
}

/**
 * How far the iris moves in the picture for a change of the gaze.
 *
 * @param from, to gazeYaw and gazePitch, rad
 * @param toCanonical px to canonical
 * @returns px along and down the eye's axes
 */
export function irisStep(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  { rotation: r, scale }: Similarity,
  eye: EyeGeometry,
): readonly [along: number, down: number] {
  const [x, y] = [0, 1].map((axis) => gazeGain[axis] * eyeballRadius * (Math.sin(to[axis]) - Math.sin(from[axis])));
  // Canonical back to picture: the transpose of the rotation.
  const px = (r[0] * x + r[3] * y) / scale;
  const py = (r[1] * x + r[4] * y) / scale;
  return [px * eye.ux + py * eye.uy, py * eye.ux - px * eye.uy];
}
