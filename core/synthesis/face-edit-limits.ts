import { factorHandles, type FactorName } from '../analysis/factor.ts';
import type { FaceTrack } from '../analysis/face-track.ts';
import { poseValues } from '../analysis/head-pose.ts';
import { eyeChangeCount, makeFaceEditMotion, type FaceEditMotion } from './face-edit-motion.ts';

/** A handle that was asked for more than a warped picture can show believably, and how far it goes instead. */
export interface FaceEditLimit {
  readonly factor: FactorName;
  readonly handle: string;
  /** The largest change asked for and the change made in that frame, in the handle's unit. */
  readonly asked: number;
  readonly reached: number;
  /** Frames in which the limit shortened the change by more than a tenth. */
  readonly frameCount: number;
}

/** Share of a limit up to which a change is made in full; from there it bends toward the limit without a corner. */
const kneeShare = 0.7;

/**
 * Where a warped picture stops being believable. Gaze (rad from the person's rest): the iris would leave the lids. Expression
 * (iod, down and up): skin folds over itself. Rotation (rad): the side of the head that the picture does not show would come
 * into view. x and y (iod) and scale (share): the background beside the head would smear visibly.
 */
const limits = {
  gaze: [0.35, 0.16],
  expressionDown: [0.06, 0.025, 0.07, 0.06],
  expressionUp: [0.08, 0.03, 0.08, 0.06],
  rotation: [0.14, 0.11, 0.14],
  place: 0.2,
  scale: 0.12,
} as const;

/** Bends a value toward a limit (> 0) on its side of 0: the value itself up to 0.7 of the limit, never beyond the limit. */
export function bendToLimit(value: number, limit: number): number {
  const knee = kneeShare * limit;
  const size = Math.abs(value);
  if (size <= knee) return value;
  return Math.sign(value) * (knee + (limit - knee) * (1 - Math.exp(-(size - knee) / (limit - knee))));
}

/** A factor's changes as asked, row by row, and how to limit one number of a row. */
interface LimitedFactor {
  readonly factor: FactorName;
  readonly asked: Float32Array;
  readonly reached: Float32Array;
  readonly limit: (t: number, handle: number, value: number) => number;
}

function limitFactor({ factor, asked, reached, limit }: LimitedFactor, found: FaceEditLimit[]): void {
  const handles = factorHandles[factor];
  handles.forEach(({ name }, handle) => {
    let [furthest, count] = [-1, 0];
    for (let t = 0; t * handles.length < asked.length; t++) {
      const o = t * handles.length + handle;
      if (!Number.isFinite(asked[o])) continue;
      reached[o] = limit(t, handle, asked[o]);
      // A blink that is full says nothing of believing.
      if (handles[handle].unit === 'ratio' || Math.abs(asked[o] - reached[o]) <= 0.1 * Math.abs(asked[o])) continue;
      count++;
      if (furthest < 0 || Math.abs(asked[o]) > Math.abs(asked[furthest])) furthest = o;
    }
    if (furthest < 0) return;
    found.push({ factor, handle: name, asked: asked[furthest], reached: reached[furthest], frameCount: count });
  });
}

/**
 * Holds a motion to what can be shown.
 *
 * @returns the motion to render (NaN becomes 0), and one entry for each handle that was shortened
 */
export function limitFaceEdits(
  track: FaceTrack,
  motion: FaceEditMotion,
): { readonly motion: FaceEditMotion; readonly limits: readonly FaceEditLimit[] } {
  const made = makeFaceEditMotion(motion.startFrame, motion.frameCount);
  const found: FaceEditLimit[] = [];
  const rowOf = (t: number): number => motion.startFrame + t - track.startFrame;
  const originalEye = (t: number, handle: number): number =>
    track.factors.eye.values[rowOf(t) * eyeChangeCount + handle] || 0;
  limitFactor(
    {
      factor: 'eye',
      asked: motion.eye,
      reached: made.eye,
      limit: (t, handle, value) => {
        const own = originalEye(t, handle);
        if (handle < 2) return Math.min(1, Math.max(0, own + value)) - own;
        // An eye that already looks far aside may still go back, and a little further.
        return bendToLimit(value, Math.max(0.05, limits.gaze[handle - 2] - Math.sign(value) * own));
      },
    },
    found,
  );
  limitFactor(
    {
      factor: 'headPose',
      asked: motion.headPose,
      reached: made.headPose,
      limit: (t, handle, value) => {
        if (handle < 3) return bendToLimit(value, limits.rotation[handle]);
        const pxPerIod = track.pose[rowOf(t) * poseValues + 5] || track.medianIodPx;
        return bendToLimit(value, (handle < 5 ? limits.place : limits.scale) * pxPerIod);
      },
    },
    found,
  );
  limitFactor(
    {
      factor: 'expression',
      asked: motion.expression,
      reached: made.expression,
      limit: (_t, handle, value) =>
        bendToLimit(value, (value < 0 ? limits.expressionDown : limits.expressionUp)[handle]),
    },
    found,
  );
  return { motion: made, limits: found };
}
