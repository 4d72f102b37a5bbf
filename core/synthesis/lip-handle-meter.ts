import { lipEdgePairs } from '../analysis/factor-measure.ts';
import type { LipBasis, PersonShape } from '../analysis/lip-motion.ts';
import { mouthCorners, openingPairs } from '../geometry/landmarks.ts';

const chin = 152;

/** What lip handles are made of, of one shape; iod, in the person's mean pose. */
export interface LipMeasures {
  opening: number;
  mouthWidth: number;
  lipThickness: number;
  /** Below the origin of the canonical face. */
  chinY: number;
}

/** Measures lower faces without building all of them: only the few points that handles look at. */
export interface LipMeter {
  /** @param row [K + 1] coefficients, then the amount of the opening direction; iod */
  measure(row: ArrayLike<number>, out: LipMeasures): void;
  /** Change of opening, mouthWidth, lipThickness, chinY per unit of each component. [4, K] */
  readonly slopes: Float64Array;
}

type Pair = readonly [number, number];

/** Makes a meter. Measures whose points the basis does not move stay as the rest shape has them. */
export function makeLipMeter(basis: LipBasis, person: PersonShape): LipMeter {
  const k = basis.componentCount;
  const size = basis.pointIndices.length * 3;
  const place = new Map(basis.pointIndices.map((landmark, n) => [landmark, n * 3]));
  const pairsOf = (pairs: readonly Pair[]): Pair[] =>
    pairs.flatMap(([a, b]) => {
      const [i, j] = [place.get(a), place.get(b)];
      return i === undefined || j === undefined ? [] : [[i, j] as const];
    });
  const openings = pairsOf(openingPairs);
  const widths = pairsOf([mouthCorners]);
  const edges = pairsOf(lipEdgePairs);
  const chinAt = place.get(chin);
  const used = [...new Set([...openings, ...widths, ...edges].flat().concat(chinAt ?? []))].flatMap((o) => [
    o,
    o + 1,
    o + 2,
  ]);
  const shape = new Float64Array(size);

  const meanLength = (pairs: readonly Pair[]): number => {
    let sum = 0;
    for (const [a, b] of pairs)
      sum += Math.hypot(shape[a] - shape[b], shape[a + 1] - shape[b + 1], shape[a + 2] - shape[b + 2]);
    return pairs.length === 0 ? 0 : sum / pairs.length;
  };
  const measure = (row: ArrayLike<number>, out: LipMeasures): void => {
    for (const o of used) {
      let value = person.restShape[o] + row[k] * person.openingDirection[o];
      for (let i = 0; i < k; i++) value += row[i] * basis.basis[i * size + o];
      shape[o] = value;
    }
    out.opening = meanLength(openings);
    out.mouthWidth = meanLength(widths);
    out.lipThickness = 2 * meanLength(edges);
    out.chinY = chinAt === undefined ? 0 : shape[chinAt + 1];
  };

  // Closed lips have no direction to part in, so the opening's slope is taken straight down.
  const slopes = new Float64Array(4 * k);
  const base: LipMeasures = { opening: 0, mouthWidth: 0, lipThickness: 0, chinY: 0 };
  const moved = { ...base };
  const row = new Float64Array(k + 1);
  measure(row, base);
  for (let i = 0; i < k; i++) {
    const step = 1e-3;
    row.fill(0)[i] = step;
    measure(row, moved);
    slopes[k + i] = (moved.mouthWidth - base.mouthWidth) / step;
    slopes[2 * k + i] = (moved.lipThickness - base.lipThickness) / step;
    slopes[3 * k + i] = (moved.chinY - base.chinY) / step;
    for (const [a, b] of openings)
      slopes[i] += (basis.basis[i * size + b + 1] - basis.basis[i * size + a + 1]) / openings.length;
  }
  return { measure, slopes };
}
