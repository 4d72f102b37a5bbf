import { intersectionOverUnion, type Rect } from '../geometry/rect.ts';
import type { FrameRange } from '../time/frame-range.ts';

/** Mesh points whose places tell people apart and that speech hardly moves: eyes, nose, temples, cheekbones. */
export const identityPoints = [
  33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 48, 278, 129, 358, 10, 151, 9, 8, 127, 356, 234, 454, 93,
  323, 132, 361, 116, 345,
] as const;

/** One track as person matching sees it. */
export interface PersonSight extends FrameRange {
  /** Mean canonical places of {@link identityPoints}. [N, 3] iod */
  readonly shape: Float32Array;
  /** Mean box of the face in the frame. */
  readonly box: Rect;
  /** Skin colour: log of red over green, and of blue over green. */
  readonly tone: readonly [number, number];
}

/**
 * Root mean square distance of two shapes (iod) under which they may be one person's, at another place and at the same place. Parts of one
 * clip differ by 0.010 (half of them) to 0.028, different people by 0.013 to 0.08 (half of them above 0.041): shape alone is not enough.
 */
const sameShape = 0.02;
const sameShapeInPlace = 0.026;

/** Largest difference of skin tone within one person: parts of one clip differ by up to 0.035, half of all pairs of people by more than 0.128. */
const sameTone = 0.08;

/** Boxes that overlap by this much are in the same place. */
const samePlaceOverlap = 0.35;

/** Root mean square distance of two shapes, iod. */
export function shapeDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return Math.sqrt(sum / (a.length / 3));
}

/**
 * Gives each track the number of its person: tracks of one person are never in view at once, have like proportions and
 * like skin; a like place in the frame makes up for a little less likeness. In doubt they stay two people: joining them is one click, a
 * mouth learned from two people is spoilt. Numbers count from 0 in the order of the sights.
 *
 * @param sights tracks, the most prominent first
 * @returns      person number per sight
 */
export function matchPersons(sights: readonly PersonSight[]): number[] {
  const persons: PersonSight[][] = [];
  return sights.map((sight) => {
    let best = -1;
    let bestCost = Infinity;
    persons.forEach((known, person) => {
      const cost = personCost(sight, known);
      if (cost < bestCost) [best, bestCost] = [person, cost];
    });
    if (best === -1) best = persons.push([]) - 1;
    persons[best].push(sight);
    return best;
  });
}

/** Least distance to the person's sights relative to what is allowed; Infinity when it cannot be the person. */
function personCost(sight: PersonSight, known: readonly PersonSight[]): number {
  if (known.some((other) => sight.startFrame < other.endFrame && other.startFrame < sight.endFrame)) return Infinity;
  const costs = known.map((other) => {
    const allowed = intersectionOverUnion(sight.box, other.box) >= samePlaceOverlap ? sameShapeInPlace : sameShape;
    const tone = Math.hypot(sight.tone[0] - other.tone[0], sight.tone[1] - other.tone[1]);
    return Math.max(shapeDistance(sight.shape, other.shape) / allowed, tone / sameTone);
  });
  const least = Math.min(...costs);
  return least <= 1 ? least : Infinity;
}
