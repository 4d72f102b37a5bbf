import { orientConsistently } from './orientation.ts';
import { applyStencils, refineSurface, type Refinement } from './subdivision.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import type { SampleFactors } from '../sample-factors.ts';
import { deformEyes, fitEyeball, keepOutsideEyeball, openEyesAtRest, type Eyeball } from './eye-deformer.ts';
import {
  eyeContour,
  faceOval,
  leftEyeRows,
  lipRows,
  mouthContour,
  rightEyeRows,
  type EyeRows,
} from './landmark-rows.ts';
import { makeMouthDeformer } from './mouth-deformer.ts';

/** What a triangle of the head is made of. */
export const headMaterials = { skin: 0, lining: 1 } as const;

/** The skin of the head as a smooth surface that follows the factors. Head space: canonical, iod. */
export interface HeadSurface {
  /** [N=468, 3] lips closed, eyes awake. */
  readonly rest: Float32Array;
  /** [P, 2] place of each fine point on the undeformed face seen from the front, iod: the coordinates of the skin texture. */
  readonly textureXy: Float32Array;
  readonly triangles: Uint32Array;
  /** [F] one of {@link headMaterials} for each triangle. */
  readonly materials: Uint8Array;
  readonly eyeballs: { readonly right: Eyeball; readonly left: Eyeball };
  /** Fine points along each upper lid's edge, corner to corner, where lashes grow. */
  readonly lashRoots: { readonly right: readonly number[]; readonly left: readonly number[] };
  /** Fills `out` [P, 3] for the factors (pose and gaze direction do not matter) and returns the coarse mesh [N=468, 3]. */
  pose(factors: SampleFactors, out: Float32Array): Float32Array;
}

interface Extra {
  readonly anchor: number;
  readonly follow: number;
  readonly at: readonly [number, number, number];
}

interface Cage {
  readonly extras: Extra[];
  readonly triangles: number[];
  readonly materials: number[];
}

/** Builds the head's skin around the reference face: mouth and eye holes with turned-in edges, and a skull behind the outline. */
export function makeHeadSurface(face: CanonicalFace): HeadSurface {
  const rest = restShapeOf(face.vertices);
  const cage = cutHoles(face.triangles);
  addMouthLining(cage, rest);
  addLidEdge(cage, rest, rightEyeRows);
  addLidEdge(cage, rest, leftEyeRows);
  addSkull(cage, rest);
  orientConsistently(cage.triangles);
  const pointCount = rest.length / 3 + cage.extras.length;
  const refined = refineSurface(pointCount, cage.triangles, 2);
  const mouth = makeMouthDeformer(rest);
  const eyeballs = { right: fitEyeball(rest, rightEyeRows), left: fitEyeball(rest, leftEyeRows) };
  const cagePoints = new Float32Array(pointCount * 3);
  const coarse = new Float32Array(rest.length);
  const textureXy = textureCoordinates(face, cage, refined);
  const lids = { right: pointsNear(textureXy, eyeballs.right), left: pointsNear(textureXy, eyeballs.left) };
  return {
    rest,
    textureXy,
    triangles: refined.triangles,
    materials: Uint8Array.from(refined.parents, (parent) => cage.materials[parent]),
    eyeballs,
    lashRoots: { right: lidEdge(refined, pointCount, rightEyeRows), left: lidEdge(refined, pointCount, leftEyeRows) },
    pose(factors, out) {
      coarse.set(rest);
      deformEyes(coarse, rest, factors);
      mouth.deform(coarse, factors);
      fillCage(coarse, rest, cage.extras, cagePoints);
      applyStencils(refined.stencils, cagePoints, 3, out);
      keepOutsideEyeball(out, lids.right, eyeballs.right);
      keepOutsideEyeball(out, lids.left, eyeballs.left);
      return coarse;
    },
  };
}

function restShapeOf(vertices: Float32Array): Float32Array {
  const rest = vertices.slice();
  lipRows.upper[3].forEach((u, column) => {
    const l = lipRows.lower[3][column];
    if (u === l) return;
    const seam = rest[u * 3 + 1] * 0.55 + rest[l * 3 + 1] * 0.45;
    const seamZ = (rest[u * 3 + 2] + rest[l * 3 + 2]) / 2;
    const shift = [seam - rest[u * 3 + 1], seam - rest[l * 3 + 1]];
    [lipRows.upper, lipRows.lower].forEach((rows, side) => {
      rows.forEach((row, r) => (rest[row[column] * 3 + 1] += shift[side] * [0.45, 0.7, 0.9, 1][r]));
      rest[rows[3][column] * 3 + 2] = seamZ;
    });
  });
  openEyesAtRest(rest);
  return rest;
}

function cutHoles(triangles: ArrayLike<number>): Cage {
  const holes = [new Set(mouthContour), new Set(eyeContour(rightEyeRows)), new Set(eyeContour(leftEyeRows))];
  const kept: number[] = [];
  for (let f = 0; f < triangles.length; f += 3) {
    const corners = [triangles[f], triangles[f + 1], triangles[f + 2]];
    if (holes.some((hole) => corners.every((i) => hole.has(i)))) continue;
    kept.push(...corners);
  }
  return { extras: [], triangles: kept, materials: Array.from({ length: kept.length / 3 }, () => headMaterials.skin) };
}

/** Joins two rings of equal length with quads. */
function bridge(cage: Cage, outer: readonly number[], inner: readonly number[], material: number): void {
  for (let k = 0; k < outer.length; k++) {
    const next = (k + 1) % outer.length;
    cage.triangles.push(outer[k], outer[next], inner[next], outer[k], inner[next], inner[k]);
    cage.materials.push(material, material);
  }
}

function addRing(cage: Cage, extras: readonly Extra[]): number[] {
  return extras.map((extra) => cage.extras.push(extra) - 1 + 468);
}

/** Lips are thick: two rings turn the inner edge back into the mouth, the others close the dark bag behind the teeth. */
function addMouthLining(cage: Cage, rest: Float32Array): void {
  const steps = [
    { inward: 0.011, depth: 0.04, shrink: 1 },
    { inward: -0.035, depth: 0.075, shrink: 1.04 },
    { inward: -0.14, depth: 0.2, shrink: 1.1 },
    { inward: -0.1, depth: 0.34, shrink: 0.8 },
    { inward: 0, depth: 0.4, shrink: 0.05 },
  ];
  let outer: readonly number[] = mouthContour;
  steps.forEach((step, s) => {
    const ring = addRing(
      cage,
      mouthContour.map((i, k): Extra => {
        const isUpper = k > 0 && k < 10 ? 1 : k > 10 ? -1 : 0;
        const at = [
          rest[i * 3] * step.shrink,
          rest[i * 3 + 1] + isUpper * step.inward,
          rest[i * 3 + 2] + step.depth,
        ] as const;
        return { anchor: i, follow: [1, 1, 0.9, 0.5, 0.4][s], at };
      }),
    );
    bridge(cage, outer, ring, headMaterials.lining);
    outer = ring;
  });
}

function addLidEdge(cage: Cage, rest: Float32Array, eye: EyeRows): void {
  const contour = eyeContour(eye);
  const ring = addRing(
    cage,
    contour.map((i): Extra => ({ anchor: i, follow: 1, at: [rest[i * 3], rest[i * 3 + 1], rest[i * 3 + 2] + 0.03] })),
  );
  bridge(cage, contour, ring, headMaterials.skin);
}

/** From the outline back over the skull (mostly under the hair) and, below, under the jaw towards the neck. */
function addSkull(cage: Cage, rest: Float32Array): void {
  let outer: readonly number[] = faceOval;
  [0.16, 0.4, 0.7].forEach((t, s) => {
    const ring = addRing(
      cage,
      faceOval.map((i): Extra => {
        const [x, y, z] = [rest[i * 3], rest[i * 3 + 1], rest[i * 3 + 2]];
        const low = Math.max(0, Math.min(1, (y - 0.15) / 0.6));
        const swell = 1 + 0.22 * Math.sin(Math.PI * t) * (1 - low);
        const skull: [number, number, number] = [
          x * swell * (1 - 0.4 * t * t),
          (y + 0.3) * swell * (1 - 0.35 * t * t) - 0.3,
          z + (1.5 - z) * t * 0.8,
        ];
        const under: [number, number, number] = [
          x * (1 - 0.55 * t),
          y - 0.12 * t + 0.1 * Math.min(1, t * 4),
          z + 0.95 * t,
        ];
        return {
          anchor: i,
          follow: low * [0.8, 0.35, 0][s],
          at: [0, 1, 2].map((d) => skull[d] * (1 - low) + under[d] * low) as [number, number, number],
        };
      }),
    );
    bridge(cage, outer, ring, headMaterials.skin);
    outer = ring;
  });
}

function fillCage(coarse: Float32Array, rest: Float32Array, extras: readonly Extra[], out: Float32Array): void {
  out.set(coarse);
  extras.forEach((extra, e) => {
    for (let d = 0; d < 3; d++) {
      const moved = coarse[extra.anchor * 3 + d] - rest[extra.anchor * 3 + d];
      out[coarse.length + e * 3 + d] = extra.at[d] + extra.follow * moved;
    }
  });
}

function textureCoordinates(face: CanonicalFace, cage: Cage, refined: Refinement): Float32Array {
  const coarse = new Float32Array((468 + cage.extras.length) * 2);
  for (let i = 0; i < 468; i++) coarse.set([face.vertices[i * 3], face.vertices[i * 3 + 1]], i * 2);
  cage.extras.forEach((extra, e) => {
    const anchor = extra.anchor * 3;
    const isRim = Math.hypot(extra.at[0] - face.vertices[anchor], extra.at[1] - face.vertices[anchor + 1]) < 0.06;
    const from = isRim ? face.vertices.subarray(anchor, anchor + 2) : extra.at;
    coarse.set([from[0], from[1]], (468 + e) * 2);
  });
  const fine = new Float32Array(refined.stencils.rowCount * 2);
  applyStencils(refined.stencils, coarse, 2, fine);
  return fine;
}

function pointsNear(textureXy: Float32Array, ball: Eyeball): Uint32Array {
  const near: number[] = [];
  for (let i = 0; i < textureXy.length / 2; i++) {
    if (Math.hypot(textureXy[i * 2] - ball.centre[0], textureXy[i * 2 + 1] - ball.centre[1]) < 0.2) near.push(i);
  }
  return Uint32Array.from(near);
}

/** The fine points of the upper lid's edge: the coarse ones and the new points between neighbours, in order. */
function lidEdge(refined: Refinement, coarseCount: number, eye: EyeRows): number[] {
  const { starts, indices, weights } = refined.stencils;
  const path: number[] = [eye.upper[0]];
  for (let j = 0; j + 1 < eye.upper.length; j++) {
    const [a, b] = [eye.upper[j], eye.upper[j + 1]];
    const between: { point: number; share: number }[] = [];
    for (let r = coarseCount; r < refined.stencils.rowCount; r++) {
      let [wa, wb] = [0, 0];
      for (let k = starts[r]; k < starts[r + 1]; k++) {
        if (indices[k] === a) wa = weights[k];
        if (indices[k] === b) wb = weights[k];
      }
      if (wa > 0.13 && wb > 0.13 && wa + wb > 0.6) between.push({ point: r, share: wb / (wa + wb) });
    }
    between.sort((p, q) => p.share - q.share);
    path.push(...between.map((entry) => entry.point), b);
  }
  return path;
}
