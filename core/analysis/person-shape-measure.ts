import { toCanonical, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues, mouthOpening, openingPairs } from '../geometry/landmarks.ts';
import { invariant } from '../errors.ts';
import type { LipBasis, PersonShape } from './lip-motion.ts';

/** Numbers that describe a head pose for the drift of the rest shape: yaw, pitch, roll, yaw^2, pitch^2. */
export const poseFeatureCount = 5;

/** Values of one frame in a PoseTrack; the first three are yaw, pitch, roll (rad). */
const poseStride = 6;

/**
 * Pose features of one frame: yaw, pitch, roll, yaw^2, pitch^2 (rad, rad^2).
 *
 * @param poses      [T, 6]
 * @param frameIndex row of `poses`
 * @param out        [5], filled
 */
export function poseFeatures(
  poses: ArrayLike<number>,
  frameIndex: number,
  out: Float64Array = new Float64Array(poseFeatureCount),
): Float64Array {
  const o = frameIndex * poseStride;
  out[0] = poses[o];
  out[1] = poses[o + 1];
  out[2] = poses[o + 2];
  out[3] = poses[o] * poses[o];
  out[4] = poses[o + 1] * poses[o + 1];
  return out;
}

/**
 * The rest shape as it is measured in the given head pose.
 *
 * @param features [5] of {@link poseFeatures}
 * @param out      [N, 3] canonical iod, filled
 */
export function restShapeAt(
  person: PersonShape,
  features: ArrayLike<number>,
  out: Float32Array = new Float32Array(person.restShape.length),
): Float32Array {
  const size = person.restShape.length;
  out.set(person.restShape);
  for (let f = 0; f < poseFeatureCount; f++) {
    const weight = features[f] - person.poseMean[f];
    if (weight === 0) continue;
    for (let i = 0, o = f * size; i < size; i++, o++) out[i] += weight * person.poseDrift[o];
  }
  return out;
}

/** Mouth opening (iod) of a lower-face shape [N, 3] whose points follow `pointIndices`. */
export function lowerFaceOpening(shape: ArrayLike<number>, pointIndices: readonly number[]): number {
  let sum = 0;
  for (const [upper, lower] of openingPairs) {
    const a = pointIndices.indexOf(upper) * 3;
    const b = pointIndices.indexOf(lower) * 3;
    invariant(a >= 0 && b >= 0, 'the lower face holds the inner lips');
    sum += Math.hypot(shape[a] - shape[b], shape[a + 1] - shape[b + 1], shape[a + 2] - shape[b + 2]);
  }
  return sum / openingPairs.length;
}

/** What {@link measureLowerFace} needs to know besides the frame. */
export interface LowerFaceContext {
  readonly person: PersonShape;
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
}

/** One frame's mouth as it was measured. Arrays are overwritten by the next measurement into the same object. */
export interface LowerFaceMeasurement {
  /** From the person's rest shape in this pose, canonical, iod. [N, 3] */
  readonly displacement: Float32Array;
  /** The rest shape in this pose, canonical, iod. [N, 3] */
  readonly rest: Float32Array;
  /** All landmarks in canonical space, iod. [478, 3] */
  readonly canonical: Float32Array;
  /** Mouth opening above the rest shape's, iod (slightly below 0 when pressed). */
  opening: number;
}

/** Makes an empty measurement to be filled again and again. */
export function makeLowerFaceMeasurement(basis: LipBasis): LowerFaceMeasurement {
  const size = basis.pointIndices.length * 3;
  return {
    displacement: new Float32Array(size),
    rest: new Float32Array(size),
    canonical: new Float32Array(landmarkValues),
    opening: 0,
  };
}

/**
 * How far the lower face is from the person's rest, with head pose and its drift taken off.
 *
 * @param landmarksPx [N=478, 3] px
 * @param features    [5] of {@link poseFeatures} for the same frame
 * @param out         filled and returned
 */
export function measureLowerFace(
  landmarksPx: Float32Array,
  features: ArrayLike<number>,
  { person, face, basis }: LowerFaceContext,
  out: LowerFaceMeasurement = makeLowerFaceMeasurement(basis),
): LowerFaceMeasurement {
  toCanonical(landmarksPx, face, out.canonical);
  restShapeAt(person, features, out.rest);
  for (let n = 0; n < basis.pointIndices.length; n++) {
    const from = basis.pointIndices[n] * 3;
    for (let d = 0; d < 3; d++) out.displacement[n * 3 + d] = out.canonical[from + d] - out.rest[n * 3 + d];
  }
  out.opening = mouthOpening(out.canonical) - lowerFaceOpening(out.rest, basis.pointIndices);
  return out;
}
