import { fitCanonicalFrame, type CanonicalFace } from '../geometry/canonical-face.ts';
import { stablePoints } from '../geometry/landmarks.ts';
import type { SquareRegion } from '../geometry/square-region.ts';
import { boxOfLandmarks } from './face-detection.ts';

/** Size of the mesh in units of its region's side, and how far its middle may lie from the region's. */
const leastSize = 0.25;
const largestSize = 1.05;
const largestOffset = 0.4;

/** Root mean square of what the rigid fit to the canonical face leaves, iod. Real faces to 60 degrees of yaw stay under 0.09. */
const largestMisfit = 0.16;

/** How far the stable points are from a rigidly moved canonical face, root mean square, iod. */
export function canonicalMisfit(landmarks: Float32Array, face: CanonicalFace): number {
  const { scale, rotation: r, translation: t } = fitCanonicalFrame(landmarks, face);
  let sum = 0;
  for (const index of stablePoints) {
    const o = index * 3;
    const [x, y, z] = [landmarks[o], landmarks[o + 1], landmarks[o + 2]];
    for (let d = 0; d < 3; d++) {
      const error = scale * (r[d * 3] * x + r[d * 3 + 1] * y + r[d * 3 + 2] * z) + t[d] - face.vertices[o + d];
      sum += error * error;
    }
  }
  return Math.sqrt(sum / stablePoints.length);
}

/**
 * True when a mesh can be a face where the net looked: the net's own presence flag also accepts parts of faces, with nonsense meshes.
 *
 * @param landmarks [N=478, 3] px
 * @param region    where the net looked
 */
export function isPlausibleMesh(landmarks: Float32Array, region: SquareRegion, face: CanonicalFace): boolean {
  const box = boxOfLandmarks(landmarks);
  const size = Math.max(box.widthPx, box.heightPx) / region.sizePx;
  const offset =
    Math.hypot(box.x + box.widthPx / 2 - region.centreX, box.y + box.heightPx / 2 - region.centreY) / region.sizePx;
  if (!(size >= leastSize && size <= largestSize && offset <= largestOffset)) return false;
  return canonicalMisfit(landmarks, face) <= largestMisfit;
}
