import { medianOf } from '../tensor/order-statistics.ts';
import { innerLipPoints, lipPoints } from './mouth-mesh.ts';
import type { MouthAtlas } from './mouth-atlas.ts';
import { thumbnailDifference, thumbnailLength } from './frame-look.ts';

/** Weight of the depth of a lip point against its place in the picture: depth is guessed by the landmark model. */
const depthWeight = 0.5;

/** Prices of the search, in squared iod (see the recipe's step 3). */
const price = {
  opening: 0.5,
  pose: 0.0175,
  blur: 0.002,
  blurMargin: 0.15,
  distrust: 0.001,
  jump: 0.001,
  appearance: 0.06,
};

/** What the search for a mouth in one frame looks for. */
export interface MouthQuery {
  /** Wanted displacement of the basis points. [N, 3] iod */
  readonly displacement: Float32Array;
  /** Wanted opening above rest, iod. */
  readonly opening: number;
  readonly yawRad: number;
  readonly pitchRad: number;
  /** Fine detail of the frame that the mouth goes into; 0 = not known. */
  readonly detail: number;
}

/** Prices atlas entries for queries. Holds a compact copy of the atlas's lip shapes. */
export interface MouthSearch {
  readonly entryCount: number;
  /** Price of showing each entry for the query; Infinity for entries not collected. `out` [A] is filled. */
  priceAll(query: MouthQuery, out: Float32Array): void;
  /** Price of one entry. */
  priceOne(query: MouthQuery, entry: number): number;
  /** The entry that shows the frame after the given one, or -1. */
  nextOf(entry: number): number;
  /** Price of showing `to` after `from`: 0 when that is how it was filmed. */
  transition(from: number, to: number): number;
  /** The least that a transition can cost that is not a continuation. */
  readonly jumpPrice: number;
}

/** How unlike the entries of similar opening each entry looks, 0 to 1: a hand or a microphone before the mouth. */
function occlusionSuspicion(atlas: MouthAtlas): Float32Array {
  const entries = atlas.plan.frames.map((_, entry) => entry).filter((entry) => atlas.isCollected[entry] === 1);
  const suspicion = new Float32Array(atlas.plan.frames.length);
  if (entries.length < 12) return suspicion;
  const ordered = [...entries].sort((a, b) => atlas.openings[a] - atlas.openings[b]);
  const groups = Math.min(8, Math.floor(ordered.length / 6));
  for (let g = 0; g < groups; g++) {
    const group = ordered.slice(
      Math.floor((g * ordered.length) / groups),
      Math.floor(((g + 1) * ordered.length) / groups),
    );
    const mean = new Float32Array(thumbnailLength);
    for (const entry of group) {
      for (let o = 0; o < thumbnailLength; o++) mean[o] += atlas.thumbnails[entry * thumbnailLength + o] / group.length;
    }
    const distances = group.map((entry) => {
      let sum = 0;
      for (let o = 0; o < thumbnailLength; o++) sum += (atlas.thumbnails[entry * thumbnailLength + o] - mean[o]) ** 2;
      return sum / thumbnailLength;
    });
    const median = medianOf(distances);
    group.forEach((entry, i) => {
      suspicion[entry] = Math.min(1, Math.max(0, distances[i] / (4 * median + 0.002) - 1));
    });
  }
  return suspicion;
}

/** Prepares the search over the collected entries of an atlas. */
export function makeMouthSearch(atlas: MouthAtlas): MouthSearch {
  const { frames, basis } = atlas.plan;
  const size = basis.pointIndices.length * 3;
  const points = basis.pointIndices.flatMap((landmark, n) =>
    lipPoints.includes(landmark) ? [{ n, weight: innerLipPoints.has(landmark) ? 2 : 1 }] : [],
  );
  const totalWeight = points.reduce((sum, { weight }) => sum + weight, 0);
  const dims = points.length * 3;
  const place = Int32Array.from({ length: dims }, (_, d) => points[(d / 3) | 0].n * 3 + (d % 3));
  const factor = Float32Array.from({ length: dims }, (_, d) =>
    Math.sqrt((points[(d / 3) | 0].weight * (d % 3 === 2 ? depthWeight : 1)) / totalWeight),
  );
  const table = new Float32Array(frames.length * dims);
  for (let a = 0; a < frames.length; a++)
    for (let d = 0; d < dims; d++) table[a * dims + d] = atlas.displacements[a * size + place[d]] * factor[d];
  const suspicion = occlusionSuspicion(atlas);
  const fixed = Float32Array.from(frames, ({ weight }, a) => price.distrust * (1 - weight + 4 * suspicion[a]));
  const logDetail = Float32Array.from(frames, (_, a) => Math.log(Math.max(atlas.detail[a], 1e-3)));
  // Entries that are collected later have no place in the tables above.
  const isCollected = atlas.isCollected.slice();
  const lips = new Float32Array(dims);

  const gather = (query: MouthQuery): void => {
    for (let d = 0; d < dims; d++) lips[d] = query.displacement[place[d]] * factor[d];
  };
  const priceGathered = (query: MouthQuery, a: number): number => {
    if (isCollected[a] === 0) return Infinity;
    let shape = 0;
    for (let d = 0, o = a * dims; d < dims; d++, o++) {
      const difference = table[o] - lips[d];
      shape += difference * difference;
    }
    const opening = atlas.openings[a] - query.opening;
    const yaw = atlas.pose[a * 2] - query.yawRad;
    const pitch = atlas.pose[a * 2 + 1] - query.pitchRad;
    const blur = query.detail > 0 ? Math.max(0, Math.log(query.detail) - logDetail[a] - price.blurMargin) : 0;
    return (
      shape +
      price.opening * opening * opening +
      price.pose * (yaw * yaw + pitch * pitch) +
      price.blur * blur +
      fixed[a]
    );
  };
  const nextOf = (entry: number): number =>
    entry + 1 < frames.length &&
    frames[entry + 1].frameIndex === frames[entry].frameIndex + 1 &&
    isCollected[entry + 1] === 1
      ? entry + 1
      : -1;

  return {
    entryCount: frames.length,
    jumpPrice: price.jump,
    priceAll(query, out) {
      gather(query);
      for (let a = 0; a < frames.length; a++) out[a] = priceGathered(query, a);
    },
    priceOne(query, entry) {
      gather(query);
      return priceGathered(query, entry);
    },
    nextOf,
    transition(from, to) {
      const next = nextOf(from);
      if (next === to) return 0;
      return price.jump + price.appearance * thumbnailDifference(atlas.thumbnails, next < 0 ? from : next, to);
    },
  };
}
