import { landmarkCount, landmarkDistance, outerEyeCorners } from '../geometry/landmarks.ts';
import { intersectionOverUnion } from '../geometry/rect.ts';
import { boxOfLandmarks } from './face-detection.ts';

/** A face as linking sees it. */
export interface LinkableFace {
  /** [N=478, 3] px */
  readonly landmarks: Float32Array;
}

/** A face seen before, and how long ago. */
export interface KnownFace extends LinkableFace {
  /** Frames since it was last seen, at least 1. */
  readonly framesSince: number;
}

/** Least overlap, and largest mean landmark distance (iod), of one face in neighbouring frames. */
const leastOverlap = 0.15;
const largestDistance = 0.8;

/** How much farther (iod per frame) a face may have moved for each further frame without it, and the bound on that. */
const distancePerFrame = 0.08;
const largestAllowance = 1;

/** Largest change of size from one sight to the next. */
const largestSizeRatio = 1.6;

/** Mean distance of the landmarks of two faces in units of the first one's eye distance. */
export function meanLandmarkDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let o = 0; o < landmarkCount * 3; o += 3) sum += Math.hypot(a[o] - b[o], a[o + 1] - b[o + 1]);
  return sum / landmarkCount / landmarkDistance(a, outerEyeCorners[0], outerEyeCorners[1]);
}

/** How unlike a known face and a candidate are; Infinity beyond the gates. */
function linkCost(known: KnownFace, candidate: LinkableFace): number {
  const distance = meanLandmarkDistance(known.landmarks, candidate.landmarks);
  const allowance = Math.min(largestAllowance, distancePerFrame * (known.framesSince - 1));
  const overlap = intersectionOverUnion(boxOfLandmarks(known.landmarks), boxOfLandmarks(candidate.landmarks));
  const size =
    landmarkDistance(known.landmarks, ...outerEyeCorners) / landmarkDistance(candidate.landmarks, ...outerEyeCorners);
  if (distance > largestDistance + allowance || (overlap < leastOverlap && allowance === 0)) return Infinity;
  if (size > largestSizeRatio || size < 1 / largestSizeRatio) return Infinity;
  return distance + (1 - overlap);
}

/**
 * Says which candidate continues which known face: best pairs first, each used once, none beyond the gates on overlap, distance and size.
 *
 * @returns for each candidate the index of its known face, or -1
 */
export function linkFaces(known: readonly KnownFace[], candidates: readonly LinkableFace[]): number[] {
  const pairs: { cost: number; k: number; c: number }[] = [];
  known.forEach((face, k) =>
    candidates.forEach((candidate, c) => {
      const cost = linkCost(face, candidate);
      if (cost < Infinity) pairs.push({ cost, k, c });
    }),
  );
  pairs.sort((a, b) => a.cost - b.cost);
  const links = candidates.map(() => -1);
  const used = new Set<number>();
  for (const { k, c } of pairs) {
    if (links[c] !== -1 || used.has(k)) continue;
    links[c] = k;
    used.add(k);
  }
  return links;
}
