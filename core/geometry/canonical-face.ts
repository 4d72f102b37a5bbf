import { landmarkValues, stablePoints } from './landmarks.ts';
import { applySimilarity, fitSimilarity, type Similarity } from './similarity.ts';

/**
 * The reference face: MediaPipe's canonical mesh in image convention (x right, y down, z smaller toward the camera),
 * scaled so that the outer eye corners are 1 apart (unit "iod"). Read from the pinned package at start
 * (`main/engine/models`); the training package has its own copy of the vertices, held to the package's by a test.
 */
export interface CanonicalFace {
  /** [N=468, 3] vertices, iod. */
  readonly vertices: Float32Array;
  /** [F, 3] vertex indices of the surface triangles. */
  readonly triangles: Uint16Array;
  /** [N=468, 2] texture coordinates in [0, 1]. */
  readonly uv: Float32Array;
  /** Vertices and weights of MediaPipe's own pose fit. */
  readonly procrustes: readonly { readonly index: number; readonly weight: number }[];
}

/** The similarity that carries a frame's landmarks (px) into canonical space (iod), fitted on the stable points. */
export function fitCanonicalFrame(landmarksPx: Float32Array, face: CanonicalFace): Similarity {
  return fitSimilarity(landmarksPx, face.vertices, stablePoints);
}

/**
 * Carries landmarks into canonical space.
 *
 * @param landmarksPx [N=478, 3], px
 * @param out         [N=478, 3], iod; filled
 * @returns the similarity used (px to canonical)
 */
export function toCanonical(
  landmarksPx: Float32Array,
  face: CanonicalFace,
  out: Float32Array = new Float32Array(landmarkValues),
): Similarity {
  const similarity = fitCanonicalFrame(landmarksPx, face);
  applySimilarity(similarity, landmarksPx, out);
  return similarity;
}
