import { invariant } from '../errors.ts';
import { solveSymmetric } from './linear-solve.ts';

/** Sums from which a ridge regression is solved; sums of parts may be added and subtracted. All float64. */
export interface RidgeSums {
  /** Features of a row, and targets of a row. */
  readonly featureCount: number;
  readonly targetCount: number;
  rowCount: number;
  /** [D] and [K] */
  readonly featureSum: Float64Array;
  readonly targetSum: Float64Array;
  /** [D, D] sum of x x^T (lower triangle) and [D, K] sum of x y^T */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
}

/** A linear map with an offset: y = offset + (x - featureMean) weights. */
export interface RidgeSolution {
  readonly featureMean: Float64Array;
  /** [K] mean of the targets. */
  readonly offset: Float64Array;
  /** [D, K] */
  readonly weights: Float64Array;
}

/** Empty sums. */
export function makeRidgeSums(featureCount: number, targetCount: number): RidgeSums {
  return {
    featureCount,
    targetCount,
    rowCount: 0,
    featureSum: new Float64Array(featureCount),
    targetSum: new Float64Array(targetCount),
    gram: new Float64Array(featureCount * featureCount),
    cross: new Float64Array(featureCount * targetCount),
  };
}

/** Adds one row: features [D] and targets [K]. */
export function addRidgeRow(sums: RidgeSums, features: ArrayLike<number>, targets: ArrayLike<number>): void {
  const { featureCount: d, targetCount: k } = sums;
  for (let i = 0; i < d; i++) {
    const x = features[i];
    sums.featureSum[i] += x;
    const row = i * d;
    for (let j = 0; j <= i; j++) sums.gram[row + j] += x * features[j];
    for (let j = 0; j < k; j++) sums.cross[i * k + j] += x * targets[j];
  }
  for (let j = 0; j < k; j++) sums.targetSum[j] += targets[j];
  sums.rowCount++;
}

/** Adds `sign` times the other sums (1 joins, -1 takes a part away again). */
export function addRidgeSums(sums: RidgeSums, other: RidgeSums, sign: 1 | -1): void {
  const add = (to: Float64Array, from: Float64Array) => {
    for (let i = 0; i < to.length; i++) to[i] += sign * from[i];
  };
  add(sums.featureSum, other.featureSum);
  add(sums.targetSum, other.targetSum);
  add(sums.gram, other.gram);
  add(sums.cross, other.cross);
  sums.rowCount += sign * other.rowCount;
}

/**
 * Closed-form ridge regression with an unpenalised offset, as if every feature were divided by (its standard deviation +
 * `spreadGuard`): features that hardly vary cannot gain large weights.
 *
 * @param penalty per row: `penalty * rows` is added to the diagonal of the scaled gram matrix, > 0
 */
export function solveRidge(sums: RidgeSums, penalty: number, spreadGuard: number): RidgeSolution {
  const { featureCount: d, targetCount: k, rowCount: n } = sums;
  invariant(n > 0 && penalty > 0, `a ridge of penalty ${penalty} over ${n} rows`);
  const featureMean = sums.featureSum.map((sum) => sum / n);
  const offset = sums.targetSum.map((sum) => sum / n);
  const gram = new Float64Array(d * d);
  const cross = new Float64Array(d * k);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) gram[i * d + j] = sums.gram[i * d + j] - sums.featureSum[i] * featureMean[j];
    const spread = Math.sqrt(Math.max(0, gram[i * d + i]) / n) + spreadGuard;
    gram[i * d + i] += penalty * n * spread * spread;
    for (let j = 0; j < k; j++) cross[i * k + j] = sums.cross[i * k + j] - sums.featureSum[i] * offset[j];
  }
  return { featureMean, offset, weights: solveSymmetric(gram, cross, d, k) };
}

/** Adds the map's result for features [D] that start at `at`, times `share`, to `out` [K]. */
export function applyRidge(
  solution: RidgeSolution,
  features: ArrayLike<number>,
  at: number,
  share: number,
  out: Float64Array,
): void {
  const k = solution.offset.length;
  for (let j = 0; j < k; j++) out[j] += share * solution.offset[j];
  for (let i = 0; i < solution.featureMean.length; i++) {
    const x = share * (features[at + i] - solution.featureMean[i]);
    const row = i * k;
    for (let j = 0; j < k; j++) out[j] += x * solution.weights[row + j];
  }
}
