/**
 * The value below which a share of the numbers lies, linear between order statistics (NumPy's default); NaN when empty.
 *
 * @param values any order, not changed
 * @param share  0 (least) to 1 (largest)
 */
export function percentileOf(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const place = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** The middle value (mean of the two middle ones for an even count); NaN when empty. */
export function medianOf(values: ArrayLike<number>): number {
  return percentileOf(values, 0.5);
}
