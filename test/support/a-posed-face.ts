import { rotationFromPose } from '../../core/analysis/head-pose.ts';
import type { CanonicalFace } from '../../core/geometry/canonical-face.ts';
import { landmarkCount } from '../../core/geometry/landmarks.ts';

/** Where and how a made face stands in the frame. */
export interface MadePose {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  /** Place of the canonical origin, px. */
  readonly x?: number;
  readonly y?: number;
  /** px per iod */
  readonly scale?: number;
}

/** The canonical face carried into a frame, [478, 3] px; the ten iris points lie at the eyes' middles. */
export function aPosedFace(face: CanonicalFace, pose: MadePose = {}): Float32Array {
  const { yaw = 0, pitch = 0, roll = 0, x = 0, y = 0, scale = 100 } = pose;
  const r = rotationFromPose(yaw, pitch, roll);
  const out = new Float32Array(landmarkCount * 3);
  const place = (source: ArrayLike<number>, from: number, to: number) => {
    for (let d = 0; d < 3; d++) {
      const turned = r[d * 3] * source[from] + r[d * 3 + 1] * source[from + 1] + r[d * 3 + 2] * source[from + 2];
      out[to + d] = scale * turned + [x, y, 0][d];
    }
  };
  for (let i = 0; i < 468; i++) place(face.vertices, i * 3, i * 3);
  for (const [first, inner, outer] of [
    [468, 33, 133],
    [473, 263, 362],
  ]) {
    const middle = [0, 1, 2].map((d) => (face.vertices[inner * 3 + d] + face.vertices[outer * 3 + d]) / 2);
    for (let i = 0; i < 5; i++) place(middle, 0, (first + i) * 3);
  }
  return out;
}
