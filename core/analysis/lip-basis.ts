import { invariant } from '../errors.ts';
import { solveSymmetric } from '../tensor/linear-solve.ts';
import type { LipBasis } from './lip-motion.ts';

/** Keeps the projection defined for shapes that hardly matter; the same guard as the basis was trained with. */
const coefficientGuard = 1e-9;

/**
 * Checks the parts of a lip basis against each other and joins them.
 *
 * @param pointIndices [N] landmark indices of the lower-face points
 * @param basis        [K, N, 3] shapes
 * @param pointWeights [N] weights > 0
 */
export function makeLipBasis(
  pointIndices: readonly number[],
  basis: Float32Array,
  componentCount: number,
  pointWeights: Float32Array,
): LipBasis {
  invariant(basis.length === componentCount * pointIndices.length * 3, `lip basis of ${basis.length} numbers`);
  invariant(
    pointWeights.length === pointIndices.length,
    `${pointWeights.length} weights for ${pointIndices.length} points`,
  );
  return { pointIndices, basis, componentCount, pointWeights };
}

/** [K, 3N] least-squares projection matrices, made once per basis. */
const projectionMatrices = new WeakMap<LipBasis, Float64Array>();

function projectionMatrixOf(basis: LipBasis): Float64Array {
  const known = projectionMatrices.get(basis);
  if (known) return known;
  const size = basis.pointIndices.length * 3;
  const count = basis.componentCount;
  const gram = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let sum = 0;
      for (let i = 0; i < size; i++) {
        sum += basis.basis[a * size + i] * basis.basis[b * size + i] * basis.pointWeights[Math.floor(i / 3)];
      }
      gram[a * count + b] = sum;
    }
  }
  let trace = 0;
  for (let k = 0; k < count; k++) trace += gram[k * count + k];
  for (let k = 0; k < count; k++) gram[k * count + k] += trace * coefficientGuard;
  const weighted = new Float64Array(count * size);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < size; i++)
      weighted[k * size + i] = basis.basis[k * size + i] * basis.pointWeights[Math.floor(i / 3)];
  }
  const matrix = solveSymmetric(gram, weighted, count, size);
  projectionMatrices.set(basis, matrix);
  return matrix;
}

/**
 * The coefficients whose shape is nearest to a displacement (least squares under the point weights). Linear: a
 * displacement in iod gives coefficients in iod, one in articulation scales gives coefficients in articulation scales.
 *
 * @param displacement [N, 3] from the rest shape
 * @param out          [K], filled
 * @source training/facet_training/data/lip_shape.py, LipBasis.project
 */
export function projectToBasis(
  basis: LipBasis,
  displacement: ArrayLike<number>,
  out: Float32Array = new Float32Array(basis.componentCount),
): Float32Array {
  const size = basis.pointIndices.length * 3;
  const matrix = projectionMatrixOf(basis);
  for (let k = 0; k < basis.componentCount; k++) {
    let sum = 0;
    for (let i = 0, o = k * size; i < size; i++, o++) sum += matrix[o] * displacement[i];
    out[k] = sum;
  }
  return out;
}

/**
 * The displacement that coefficients stand for: `sum over k of coefficients[k] * basis[k]`.
 *
 * @param coefficients holds [K] from `offset` on, iod (or any unit; the result has the same)
 * @param out          [N, 3], filled
 */
export function displacementFrom(
  basis: LipBasis,
  coefficients: ArrayLike<number>,
  offset = 0,
  out: Float32Array = new Float32Array(basis.pointIndices.length * 3),
): Float32Array {
  const size = basis.pointIndices.length * 3;
  out.fill(0);
  for (let k = 0; k < basis.componentCount; k++) {
    const coefficient = coefficients[offset + k];
    for (let i = 0, o = k * size; i < size; i++, o++) out[i] += coefficient * basis.basis[o];
  }
  return out;
}
