import type { CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkCount } from '../geometry/landmarks.ts';

/** The outline of the face mesh from the forehead's middle round to it again, clockwise in the picture of a frontal face. */
export const faceOutline = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
] as const;

/** Rings outside of the outline: how far out (iod), and how much of the outline's displacement they share. Hair and ears follow the head, the background stays. */
export const outerRings = [
  { reachIod: 0.25, share: 0.97 },
  { reachIod: 0.45, share: 0.78 },
  { reachIod: 0.68, share: 0.4 },
  { reachIod: 0.92, share: 0.12 },
  { reachIod: 1.2, share: 0 },
] as const;

/**
 * The whole face mesh with rings round it. Vertices: the 478 landmarks, then each ring's vertices in the order of
 * {@link faceOutline}. Triangles of the rings come first, so that the face is drawn over them.
 */
export interface FaceEditMesh {
  readonly vertexCount: number;
  /** [F, 3] */
  readonly triangles: Uint16Array;
  readonly ringTriangleCount: number;
}

/** Local vertex of a ring. */
export function ringVertex(ring: number, place: number): number {
  return landmarkCount + ring * faceOutline.length + place;
}

/** Joins the canonical triangles with the rings. */
export function makeFaceEditMesh(face: CanonicalFace): FaceEditMesh {
  const count = faceOutline.length;
  const rings: number[] = [];
  for (let ring = outerRings.length - 1; ring >= 0; ring--) {
    for (let k = 0; k < count; k++) {
      const next = (k + 1) % count;
      const inner = ring === 0 ? faceOutline[k] : ringVertex(ring - 1, k);
      const innerNext = ring === 0 ? faceOutline[next] : ringVertex(ring - 1, next);
      rings.push(inner, innerNext, ringVertex(ring, next), inner, ringVertex(ring, next), ringVertex(ring, k));
    }
  }
  return {
    vertexCount: landmarkCount + outerRings.length * count,
    triangles: Uint16Array.from([...rings, ...face.triangles]),
    ringTriangleCount: rings.length / 3,
  };
}
