/** One triangular filter: weights of the FFT bins from `firstBin` on. */
export interface TriangularFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/**
 * Overlapping triangles of peak 1 on the bins of a spectrum: filter m rises from edge m to edge m + 1 and falls to edge m + 2.
 *
 * @param edgesHz [M + 2], rising
 * @param binHz   distance of two bins
 * @param lastBin highest bin of the spectrum
 * @returns       [M]
 */
export function triangularFilters(edgesHz: Float64Array, binHz: number, lastBin: number): readonly TriangularFilter[] {
  return Array.from({ length: edgesHz.length - 2 }, (_, m) => {
    const [low, middle, high] = edgesHz.subarray(m, m + 3);
    const firstBin = Math.ceil(low / binHz);
    const endBin = Math.min(lastBin, Math.floor(high / binHz)) + 1;
    const weights = Float64Array.from({ length: Math.max(0, endBin - firstBin) }, (_, i) => {
      const hz = (firstBin + i) * binHz;
      const rise = (hz - low) / (middle - low);
      const fall = (high - hz) / (high - middle);
      return Math.max(0, Math.min(rise, fall));
    });
    return { firstBin, weights };
  });
}

/** What a filter lets through of a spectrum of magnitudes. */
export function filteredSum({ firstBin, weights }: TriangularFilter, magnitudes: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * magnitudes[firstBin + i];
  return sum;
}
