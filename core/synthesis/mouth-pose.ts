import { displacementFrom, projectToBasis } from '../analysis/lip-basis.ts';
import { landmarkDistance, outerEyeCorners } from '../geometry/landmarks.ts';
import { gaussianKernel } from '../tensor/blur.ts';
import { smoothstep } from '../tensor/resample.ts';
import type { AtlasPlan } from './atlas-plan.ts';
import { makeLowerFace, readLowerFace } from './lower-face.ts';
import type { MouthPlan } from './mouth-plan.ts';

/** An atlas entry and its share of the picture. */
export interface MouthSource {
  readonly entry: number;
  readonly weight: number;
}

/** Where one frame's mesh lies and where it has to go. Arrays are reused by the next frame. */
export interface MouthPose {
  /** The frame's own mesh, px. [V + R, 2] */
  readonly own: Float32Array;
  /** The mesh to draw, px. [V + R, 2] */
  readonly drawn: Float32Array;
  /** Atlas entries that are blended, weights summing to 1. */
  readonly sources: readonly MouthSource[];
  /** Distance of the outer eye corners, px. */
  readonly iodPx: number;
  /** Share of the new mouth's pixels, 0 to 1: falls to 0 with the strength, so that the original comes back untouched. */
  readonly presence: number;
  /** How much of the mouth's inside is to be drawn, 0 to 1. */
  readonly drawnInterior: number;
}

/** Shares of the neighbouring frames' choices, two before to two after: hides the change from one run of entries to another. */
const crossFade = [0.1, 0.25, 0.5, 0.25, 0.1];

/** Entries whose opening differs more than this from the frame's own choice would show a second mouth (iod). */
const crossFadeOpening = 0.06;

/** The drawn shape leans this much toward the entry that is shown: its texture fits its own shape best. */
const leanToEntry = 0.1;

/** Farthest that a point of an entry may be carried (iod); with a drawn inside nothing but skin is stretched. */
const largestWarp = 0.1;
const largestWarpDrawn = 0.22;

/** Standard deviation (frames) over which the own shape that no component describes is smoothed. */
const remainderSigma = 2;
const remainderRadius = 4;

/** Strength from which on the new mouth is shown in full. */
const fullPresence = 0.4;

/** How far outside of the jaw nothing moves any more, iod. */
const ringIod = 0.17;

/** The entries that show a frame: its own choice and the neighbours' choices carried to this frame. */
export function blendSources(plan: MouthPlan, t: number): MouthSource[] {
  const { atlas, entries } = plan;
  const frames = atlas.plan.frames;
  const main = entries[t];
  const shares = new Map<number, number>();
  for (let d = -2; d <= 2; d++) {
    const chosen = t + d < 0 || t + d >= plan.frameCount ? -1 : entries[t + d];
    if (chosen < 0) continue;
    const entry = chosen - d;
    if (entry < 0 || entry >= frames.length || atlas.isCollected[entry] === 0) continue;
    if (frames[entry].frameIndex !== frames[chosen].frameIndex - d) continue;
    if (Math.abs(atlas.openings[entry] - atlas.openings[main]) > crossFadeOpening) continue;
    shares.set(entry, (shares.get(entry) ?? 0) + crossFade[d + 2]);
  }
  let total = 0;
  for (const share of shares.values()) total += share;
  return [...shares].map(([entry, share]) => ({ entry, weight: share / total }));
}

/** Places the mesh of each frame of a plan. Make one per plan; frames in order are cheapest. */
export interface MouthPoser {
  /** @returns null where the frame stays as it is */
  poseAt(frameIndex: number): MouthPose | null;
}

/** Smoothed own shape beyond the components, from a small cache of measured frames. */
function makeRemainder(plan: MouthPlan): (frameIndex: number, out: Float32Array) => void {
  const context = plan.atlas.plan;
  const { basis } = context;
  const kernel = gaussianKernel(remainderSigma, remainderRadius);
  const cache = new Map<number, Float32Array | null>();
  const lowerFace = makeLowerFace(basis);
  const coefficients = new Float32Array(basis.componentCount);
  const read = (frameIndex: number): Float32Array | null => {
    const known = cache.get(frameIndex);
    if (known !== undefined) return known;
    let remainder: Float32Array | null = null;
    if (readLowerFace(context, frameIndex, lowerFace)) {
      projectToBasis(basis, lowerFace.displacement, coefficients);
      remainder = displacementFrom(basis, coefficients);
      for (let o = 0; o < remainder.length; o++) remainder[o] = lowerFace.displacement[o] - remainder[o];
    }
    if (cache.size > 4 * remainderRadius) cache.delete(cache.keys().next().value ?? -1);
    cache.set(frameIndex, remainder);
    return remainder;
  };
  return (frameIndex, out) => {
    out.fill(0);
    let total = 0;
    for (let d = -remainderRadius; d <= remainderRadius; d++) {
      const remainder = read(frameIndex + d);
      if (remainder === null) continue;
      total += kernel[d + remainderRadius];
      for (let o = 0; o < out.length; o++) out[o] += kernel[d + remainderRadius] * remainder[o];
    }
    if (total > 0) for (let o = 0; o < out.length; o++) out[o] /= total;
  };
}

/** Keeps the inner lips from passing through each other (in place): crossing pairs meet in the middle. */
function keepLipsApart(
  pairs: readonly (readonly [number, number])[],
  rest: Float32Array,
  displacement: Float32Array,
): void {
  for (const [upper, lower] of pairs) {
    const gap = rest[lower + 1] + displacement[lower + 1] - rest[upper + 1] - displacement[upper + 1];
    if (gap >= 0) continue;
    displacement[upper + 1] += gap / 2;
    displacement[lower + 1] -= gap / 2;
  }
}

/** Fills the own mesh from landmarks; the ring is pushed outward from the mouth and kept inside the picture. */
function placeOwnMesh(
  own: Float32Array,
  landmarks: Float32Array,
  iodPx: number,
  { mesh, frameWidthPx, frameHeightPx }: AtlasPlan,
): void {
  const surfaceCount = mesh.vertexLandmarks.length;
  for (let v = 0; v < surfaceCount; v++) {
    own[v * 2] = landmarks[mesh.vertexLandmarks[v] * 3];
    own[v * 2 + 1] = landmarks[mesh.vertexLandmarks[v] * 3 + 1];
  }
  const [a, b] = [mesh.outerLips[0] * 2, mesh.outerLips[10] * 2];
  const [cx, cy] = [(own[a] + own[b]) / 2, (own[a + 1] + own[b + 1]) / 2];
  mesh.ringRoots.forEach((root, r) => {
    const [x, y] = [own[root * 2], own[root * 2 + 1]];
    const length = Math.hypot(x - cx, y - cy) || 1;
    const o = (surfaceCount + r) * 2;
    own[o] = Math.min(frameWidthPx - 1, Math.max(0, x + ((x - cx) / length) * ringIod * iodPx));
    own[o + 1] = Math.min(frameHeightPx - 1, Math.max(0, y + ((y - cy) / length) * ringIod * iodPx));
  });
}

/** Prepares {@link MouthPoser}. */
export function makeMouthPoser(plan: MouthPlan): MouthPoser {
  const { atlas } = plan;
  const { mesh, basis, person } = atlas.plan;
  const size = basis.pointIndices.length * 3;
  const vertexCount = mesh.vertexLandmarks.length + mesh.ringRoots.length;
  const own = new Float32Array(vertexCount * 2);
  const drawn = new Float32Array(vertexCount * 2);
  const shape = new Float32Array(size);
  const remainder = new Float32Array(size);
  const shown = new Float32Array(size);
  const lowerFace = makeLowerFace(basis);
  const remainderAt = makeRemainder(plan);
  const pointOfVertex = new Map(Array.from(mesh.vertexOfPoint, (vertex, n) => [vertex, n]));
  const innerPairs = Array.from(mesh.innerUpper, (vertex, k) => [vertex, mesh.innerLower[k]])
    .filter(([a, b]) => a !== b && pointOfVertex.has(a) && pointOfVertex.has(b))
    .map(([a, b]) => [(pointOfVertex.get(a) ?? 0) * 3, (pointOfVertex.get(b) ?? 0) * 3] as const);

  /** The lower face to draw, as displacement from rest. */
  const shapeAt = (t: number, sources: readonly MouthSource[]): void => {
    const k = basis.componentCount;
    displacementFrom(basis, plan.coefficients, t * (k + 1), shape);
    const opener = plan.coefficients[t * (k + 1) + k];
    remainderAt(plan.startFrame + t, remainder);
    shown.fill(0);
    for (const { entry, weight } of sources) {
      for (let o = 0; o < size; o++) shown[o] += weight * atlas.displacements[entry * size + o];
    }
    const limit = largestWarp + plan.drawnInterior[t] * (largestWarpDrawn - largestWarp);
    for (let o = 0; o < size; o += 3) {
      let length = 0;
      for (let d = o; d < o + 3; d++) {
        shape[d] += opener * person.openingDirection[d] + remainder[d];
        shape[d] += leanToEntry * (shown[d] - shape[d]);
        length += (shape[d] - shown[d]) ** 2;
      }
      length = Math.sqrt(length);
      if (length <= limit) continue;
      for (let d = o; d < o + 3; d++) shape[d] = shown[d] + (shape[d] - shown[d]) * (limit / length);
    }
    keepLipsApart(innerPairs, lowerFace.rest, shape);
  };

  return {
    poseAt(frameIndex) {
      const t = frameIndex - plan.startFrame;
      if (t < 0 || t >= plan.frameCount || plan.entries[t] < 0 || plan.strength[t] <= 0) return null;
      if (!readLowerFace(atlas.plan, frameIndex, lowerFace)) return null;
      const sources = blendSources(plan, t);
      shapeAt(t, sources);
      const iodPx = landmarkDistance(lowerFace.landmarks, ...outerEyeCorners);
      placeOwnMesh(own, lowerFace.landmarks, iodPx, atlas.plan);
      drawn.set(own);
      const { scale, rotation: r } = lowerFace.similarity;
      for (let n = 0; n < mesh.vertexOfPoint.length; n++) {
        const vertex = mesh.vertexOfPoint[n];
        if (vertex < 0) continue;
        const weight = (plan.strength[t] * mesh.follow[n]) / scale;
        const dx = weight * (shape[n * 3] - lowerFace.displacement[n * 3]);
        const dy = weight * (shape[n * 3 + 1] - lowerFace.displacement[n * 3 + 1]);
        const dz = weight * (shape[n * 3 + 2] - lowerFace.displacement[n * 3 + 2]);
        // Canonical back to picture: the transpose of the rotation.
        drawn[vertex * 2] += r[0] * dx + r[3] * dy + r[6] * dz;
        drawn[vertex * 2 + 1] += r[1] * dx + r[4] * dy + r[7] * dz;
      }
      return {
        own,
        drawn,
        sources,
        iodPx,
        presence: smoothstep(0, fullPresence, plan.strength[t]),
        drawnInterior: plan.drawnInterior[t],
      };
    },
  };
}
