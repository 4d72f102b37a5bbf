/** Rows of numbers, one a frame: `values` is [T, width], a row whose first number is NaN was not seen. */
export interface TimedRows {
  readonly values: Float32Array;
  readonly width: number;
  /** Time of row t, seconds; ascends. */
  readonly timeOf: (t: number) => number;
}

/** How far a Gaussian looks, in standard deviations. */
export const smoothReach = 3;

/**
 * Gaussian mean over the seen rows around, by their times: also right where frames are unevenly spaced.
 *
 * @param from, to rows to smooth, end exclusive
 * @param columns  which numbers of a row to smooth
 * @returns [to - from, width]; other columns are 0, and a row with nothing seen around is NaN
 */
export function smoothedRows(
  { values, width, timeOf }: TimedRows,
  from: number,
  to: number,
  columns: readonly number[],
  sigmaSec: number,
): Float64Array {
  const rowCount = values.length / width;
  const means = new Float64Array((to - from) * width);
  const sums = new Float64Array(width);
  let low = 0;
  for (let t = from; t < to; t++) {
    while (low < t && timeOf(low) < timeOf(t) - smoothReach * sigmaSec) low++;
    let total = 0;
    sums.fill(0);
    for (let near = low; near < rowCount && timeOf(near) <= timeOf(t) + smoothReach * sigmaSec; near++) {
      if (Number.isNaN(values[near * width])) continue;
      const weight = Math.exp(-0.5 * ((timeOf(near) - timeOf(t)) / sigmaSec) ** 2);
      total += weight;
      for (const column of columns) sums[column] += weight * values[near * width + column];
    }
    for (const column of columns) means[(t - from) * width + column] = sums[column] / total;
  }
  return means;
}
