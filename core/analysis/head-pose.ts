import { applySimilarity, invertSimilarity, type Similarity } from '../geometry/similarity.ts';

/** Numbers of one pose: yaw, pitch, roll, x, y, scale. */
export const poseValues = 6;

/** Nose bridge between the eyes: the place of the head. */
const noseBridge = 168;

/**
 * The head's pose from the similarity that carries its landmarks into canonical space. Rotation is yaw, then pitch, then roll of the head in
 * its own axes (R = Ry Rx Rz in image convention), so yaw and pitch say where the face points and roll how it is tilted.
 *
 * @param toCanonical similarity px -> iod (fitCanonicalFrame)
 * @param landmarks   [N=478, 3] px, for the place of the head
 * @param out         receives yaw, pitch, roll (rad; yaw > 0 turns to image right, pitch > 0 looks down, roll > 0 clockwise), x, y (px), scale (px per iod)
 * @param offset      first place in `out`
 */
export function headPoseFrom(
  toCanonical: Similarity,
  landmarks: ArrayLike<number>,
  out: Float32Array,
  offset = 0,
): void {
  // The transpose of the rotation into canonical space turns the canonical head into the frame; its columns are the head's axes.
  const r = toCanonical.rotation;
  const forwardX = -r[6];
  const forwardY = -r[7];
  const forwardZ = -r[8];
  const yaw = Math.atan2(forwardX, -forwardZ);
  const pitch = Math.asin(Math.min(1, Math.max(-1, forwardY)));
  // Undo yaw on the head's x axis (first column); undoing pitch then leaves (cos roll, sin roll, 0).
  const x = r[0] * Math.cos(yaw) + r[2] * Math.sin(yaw);
  const z = -r[0] * Math.sin(yaw) + r[2] * Math.cos(yaw);
  const y = r[1] * Math.cos(pitch) + z * Math.sin(pitch);
  out[offset] = yaw;
  out[offset + 1] = pitch;
  out[offset + 2] = Math.atan2(y, x);
  out[offset + 3] = landmarks[noseBridge * 3];
  out[offset + 4] = landmarks[noseBridge * 3 + 1];
  out[offset + 5] = 1 / toCanonical.scale;
}

/** Rotation matrix [3, 3] (row-major, canonical head to frame) of a pose. */
export function rotationFromPose(yaw: number, pitch: number, roll: number): Float64Array {
  const cy = Math.cos(yaw);
  const sy = Math.sin(yaw);
  const cp = Math.cos(pitch);
  const sp = Math.sin(pitch);
  const cr = Math.cos(roll);
  const sr = Math.sin(roll);
  return Float64Array.of(
    cy * cr - sy * sp * sr,
    -cy * sr - sy * sp * cr,
    -sy * cp,
    cp * sr,
    cp * cr,
    -sp,
    sy * cr + cy * sp * sr,
    -sy * sr + cy * sp * cr,
    cy * cp,
  );
}

/** Carries canonical points (iod) back into the frame (px). */
export function fromCanonical(toCanonical: Similarity, points: ArrayLike<number>, out: Float32Array): Float32Array {
  return applySimilarity(invertSimilarity(toCanonical), points, out);
}
