/**
 * The face mesh that everything is measured on: MediaPipe's 478 landmarks (468 surface points, 10 iris points).
 * A landmark array is Float32Array [N=478, 3]: x right and y down in pixels of the displayed frame, z in the same scale,
 * smaller toward the camera. "Left" and "right" are the subject's own.
 */
export const landmarkCount = 478;

/** Numbers in one landmark array. */
export const landmarkValues = landmarkCount * 3;

/**
 * Bone-like points that speech, blinks and brows hardly move: they define the canonical frame.
 * The same list trains the lip predictor (`training/facet_training/constants.py`).
 */
export const stablePoints = [33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 10, 151, 9, 8, 127, 356, 234, 454] as const;

/** Outer eye corners; their distance is the unit "iod" of canonical space. */
export const outerEyeCorners = [33, 263] as const;

/** Inner-lip pairs (upper, lower) whose mean distance is the mouth opening. */
export const openingPairs = [
  [13, 14],
  [82, 87],
  [312, 317],
] as const;

/** Mouth corners; their distance is the mouth width. */
export const mouthCorners = [61, 291] as const;

/** Distance between two points of a landmark array, in the array's own unit. */
export function landmarkDistance(points: ArrayLike<number>, a: number, b: number): number {
  const i = a * 3;
  const j = b * 3;
  return Math.hypot(points[i] - points[j], points[i + 1] - points[j + 1], points[i + 2] - points[j + 2]);
}

/** Mouth opening in the unit of the array: the mean of the {@link openingPairs} distances. */
export function mouthOpening(points: ArrayLike<number>): number {
  let sum = 0;
  for (const [a, b] of openingPairs) sum += landmarkDistance(points, a, b);
  return sum / openingPairs.length;
}
