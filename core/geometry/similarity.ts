import { invariant } from '../errors.ts';

/**
 * A 3-D similarity `q = scale * R p + t`.
 * rotation is row-major [3, 3] with determinant +1; translation is [3], in the units of q.
 */
export interface Similarity {
  readonly scale: number;
  readonly rotation: Float64Array;
  readonly translation: Float64Array;
}

/** Dominant eigenvector of a symmetric 4x4 matrix (cyclic Jacobi; exact to rounding). */
function dominantEigenvector4(matrix: number[][]): [number, number, number, number] {
  const a = matrix.map((row) => [...row]);
  const v: number[][] = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 24; sweep++) {
    let off = 0;
    for (let p = 0; p < 3; p++) for (let q = p + 1; q < 4; q++) off += a[p][q] * a[p][q];
    if (off < 1e-22) break;
    for (let p = 0; p < 3; p++) {
      for (let q = p + 1; q < 4; q++) {
        if (Math.abs(a[p][q]) < 1e-300) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < 4; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < 4; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < 4; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
    }
  }
  let best = 0;
  for (let i = 1; i < 4; i++) if (a[i][i] > a[best][best]) best = i;
  return [v[0][best], v[1][best], v[2][best], v[3][best]];
}

/**
 * The least-squares similarity that carries the chosen points of `from` onto those of `to`.
 *
 * @param from    [N, 3] point cloud, any unit
 * @param to      [N, 3] point cloud; the result's units
 * @param indices which points to use; at least 3 that do not lie on one line
 * @source Horn 1987, closed-form absolute orientation by unit quaternions; scale by Umeyama 1991
 */
export function fitSimilarity(from: ArrayLike<number>, to: ArrayLike<number>, indices: ArrayLike<number>): Similarity {
  const n = indices.length;
  invariant(n >= 3, 'a similarity needs at least three points');
  const cf = [0, 0, 0];
  const ct = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const o = indices[k] * 3;
    for (let d = 0; d < 3; d++) {
      cf[d] += from[o + d] / n;
      ct[d] += to[o + d] / n;
    }
  }
  const s = new Float64Array(9);
  let fromEnergy = 0;
  for (let k = 0; k < n; k++) {
    const o = indices[k] * 3;
    for (let i = 0; i < 3; i++) {
      const f = from[o + i] - cf[i];
      fromEnergy += f * f;
      for (let j = 0; j < 3; j++) s[i * 3 + j] += f * (to[o + j] - ct[j]);
    }
  }
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s;
  const [w, x, y, z] = dominantEigenvector4([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ]);
  const rotation = Float64Array.of(
    w * w + x * x - y * y - z * z,
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    w * w - x * x + y * y - z * z,
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    w * w - x * x - y * y + z * z,
  );
  let cross = 0;
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) cross += rotation[j * 3 + i] * s[i * 3 + j];
  const scale = cross / Math.max(fromEnergy, 1e-12);
  const translation = new Float64Array(3);
  for (let i = 0; i < 3; i++) {
    translation[i] =
      ct[i] - scale * (rotation[i * 3] * cf[0] + rotation[i * 3 + 1] * cf[1] + rotation[i * 3 + 2] * cf[2]);
  }
  return { scale, rotation, translation };
}

/** The similarity that undoes the given one. */
export function invertSimilarity({ scale, rotation: r, translation: t }: Similarity): Similarity {
  const inverse = 1 / scale;
  const rotation = Float64Array.of(r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]);
  const translation = new Float64Array(3);
  for (let i = 0; i < 3; i++) {
    translation[i] = -inverse * (rotation[i * 3] * t[0] + rotation[i * 3 + 1] * t[1] + rotation[i * 3 + 2] * t[2]);
  }
  return { scale: inverse, rotation, translation };
}

/**
 * Applies the similarity to points.
 *
 * @param points [N, 3]
 * @param out    [N, 3], filled; may be `points` itself
 */
export function applySimilarity(similarity: Similarity, points: ArrayLike<number>, out: Float32Array): Float32Array {
  const { scale, rotation: r, translation: t } = similarity;
  for (let o = 0; o + 2 < points.length; o += 3) {
    const x = points[o];
    const y = points[o + 1];
    const z = points[o + 2];
    out[o] = scale * (r[0] * x + r[1] * y + r[2] * z) + t[0];
    out[o + 1] = scale * (r[3] * x + r[4] * y + r[5] * z) + t[1];
    out[o + 2] = scale * (r[6] * x + r[7] * y + r[8] * z) + t[2];
  }
  return out;
}
