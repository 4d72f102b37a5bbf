import type { LipBasis } from '../analysis/lip-motion.ts';
import type { CanonicalFace } from '../geometry/canonical-face.ts';
import { smoothstep } from '../tensor/resample.ts';

/** The face's outline (landmark indices) from the subject's right temple over the chin to the left one, in order. */
const jawOutline = [
  234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454,
] as const;

/** Border of the mouth layer: nose base, nasolabial fold, jaw inside the outline, chin; then mirrored. */
const matteOutline = [
  2, 97, 206, 207, 214, 210, 169, 170, 140, 171, 175, 396, 369, 395, 394, 430, 434, 427, 426, 326,
] as const;

/** Outer border of the red of the lips, clockwise from the subject's right corner. */
const outerLips = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146] as const;

/** Inner border of the lips, upper from corner to corner, then lower in the same direction. */
const innerUpper = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308] as const;
const innerLower = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308] as const;

/** All lip points that the search for a similar mouth compares. */
export const lipPoints = [...new Set<number>([...outerLips, ...innerUpper, ...innerLower])];

/** Lip points on the inner border. */
export const innerLipPoints: ReadonlySet<number> = new Set<number>([...innerUpper, ...innerLower]);

const noseBase = 2;

/**
 * The part of the face mesh that the dub moves: surface triangles of the lower face and a strip of triangles between
 * the jaw outline and a ring outside of it that never moves. Vertices are numbered locally: `vertexLandmarks` first
 * (V of them), then one ring vertex for each `ringRoots` entry (R).
 */
export interface MouthMesh {
  /** Landmark index of each surface vertex. [V] */
  readonly vertexLandmarks: Uint16Array;
  /** Local vertex of the outline from which each ring vertex is pushed outward. [R] */
  readonly ringRoots: Uint16Array;
  /** [F, 3] local vertex indices; the ring's triangles come first, so that the face is drawn over them. */
  readonly triangles: Uint16Array;
  /** How many of the triangles belong to the ring. */
  readonly ringTriangleCount: number;
  /** Local vertex of each basis point, -1 where it is not in the mesh. [N] */
  readonly vertexOfPoint: Int16Array;
  /** How far each basis point follows the wanted shape, 0 to 1: all of it near the mouth, nothing at nose base and ears. [N] */
  readonly follow: Float32Array;
  /** Local vertices of the mouth layer's border, the outer and the inner border of the lips. */
  readonly matteOutline: Uint16Array;
  readonly outerLips: Uint16Array;
  readonly innerUpper: Uint16Array;
  readonly innerLower: Uint16Array;
}

/** Weight of one basis point: by its canonical distance to the lips, and fading out toward the nose base. */
function followWeights(face: CanonicalFace, basis: LipBasis): Float32Array {
  const v = face.vertices;
  return Float32Array.from(basis.pointIndices, (p) => {
    let nearest = Infinity;
    for (const lip of outerLips) {
      nearest = Math.min(nearest, Math.hypot(v[p * 3] - v[lip * 3], v[p * 3 + 1] - v[lip * 3 + 1]));
    }
    const belowNose = v[p * 3 + 1] - v[noseBase * 3 + 1];
    return (1 - smoothstep(0.35, 0.7, nearest)) * smoothstep(0, 0.12, belowNose);
  });
}

/**
 * Cuts the moving part out of the canonical mesh.
 *
 * @param basis its points are the ones that move; points outside of the face's 468 surface points are not allowed
 */
export function makeMouthMesh(face: CanonicalFace, basis: LipBasis): MouthMesh {
  const moving = new Set(basis.pointIndices);
  const surface: number[][] = [];
  for (let t = 0; t < face.triangles.length; t += 3) {
    const corners = [...face.triangles.subarray(t, t + 3)];
    if (corners.some((corner) => moving.has(corner))) surface.push(corners);
  }
  const vertices = [...new Set([...surface.flat(), ...matteOutline, ...lipPoints])].sort((a, b) => a - b);
  const local = new Map(vertices.map((landmark, index) => [landmark, index]));
  const localOf = (landmarks: readonly number[]): Uint16Array =>
    Uint16Array.from(landmarks, (landmark) => local.get(landmark) ?? 0);
  const outline = jawOutline.filter((landmark) => local.has(landmark));
  const ring: number[] = [];
  for (let k = 0; k + 1 < outline.length; k++) {
    const [a, b] = [local.get(outline[k]) ?? 0, local.get(outline[k + 1]) ?? 0];
    const [ra, rb] = [vertices.length + k, vertices.length + k + 1];
    ring.push(a, b, rb, a, rb, ra);
  }
  return {
    vertexLandmarks: Uint16Array.from(vertices),
    ringRoots: localOf(outline),
    triangles: Uint16Array.from([...ring, ...surface.flat().map((landmark) => local.get(landmark) ?? 0)]),
    ringTriangleCount: ring.length / 3,
    vertexOfPoint: Int16Array.from(basis.pointIndices, (landmark) => local.get(landmark) ?? -1),
    follow: followWeights(face, basis),
    matteOutline: localOf(matteOutline),
    outerLips: localOf(outerLips),
    innerUpper: localOf(innerUpper),
    innerLower: localOf(innerLower),
  };
}
