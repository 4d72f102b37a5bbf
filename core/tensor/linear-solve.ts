import { invariant } from '../errors.ts';

/**
 * Cholesky factor L of a symmetric positive definite matrix, A = L L^T.
 *
 * @param matrix [n, n] float64, row-major; only the lower triangle is read
 * @returns      [n, n], lower triangle (the rest is 0)
 */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  invariant(matrix.length === n * n, `a matrix of ${matrix.length} numbers is not ${n} x ${n}`);
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (i === j) {
        invariant(sum > 0, `the matrix is not positive definite (row ${i})`);
        factor[i * n + i] = Math.sqrt(sum);
      } else {
        factor[i * n + j] = sum / factor[j * n + j];
      }
    }
  }
  return factor;
}

/**
 * Solves A X = B for a symmetric positive definite A.
 *
 * @param matrix [n, n] float64
 * @param right  [n, columns] float64
 * @returns      X, [n, columns] float64
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, n: number, columns: number): Float64Array {
  invariant(right.length === n * columns, `a right side of ${right.length} numbers is not ${n} x ${columns}`);
  const factor = choleskyFactor(matrix, n);
  const out = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) addRow(out, i, k, -factor[i * n + k], columns);
    scaleRow(out, i, 1 / factor[i * n + i], columns);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) addRow(out, i, k, -factor[k * n + i], columns);
    scaleRow(out, i, 1 / factor[i * n + i], columns);
  }
  return out;
}

function addRow(rows: Float64Array, target: number, source: number, weight: number, columns: number): void {
  const t = target * columns;
  const s = source * columns;
  for (let c = 0; c < columns; c++) rows[t + c] += weight * rows[s + c];
}

function scaleRow(rows: Float64Array, row: number, weight: number, columns: number): void {
  const o = row * columns;
  for (let c = 0; c < columns; c++) rows[o + c] *= weight;
}
