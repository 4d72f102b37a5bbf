import type { FactorHandle } from '../../../../core/analysis/factor.ts';

/** What a lane's height means: from `least` at its bottom to `most` at its top. */
export interface CurveScale {
  readonly least: number;
  readonly most: number;
}

/** Smallest span of each unit, so that noise does not fill the lane. */
const leastSpan = { iod: 0.12, rad: 0.35, ratio: 1, px: 40 } as const;

/** The scale of a handle's values: all of them with a little air, zero and the neutral value included where the unit has one. */
export function scaleOf(values: ArrayLike<number>, { unit, neutral }: FactorHandle): CurveScale {
  if (unit === 'ratio') return { least: 0, most: 1 };
  let least = unit === 'px' ? Number.POSITIVE_INFINITY : neutral;
  let most = unit === 'px' ? Number.NEGATIVE_INFINITY : neutral;
  for (let at = 0; at < values.length; at++) {
    if (values[at] < least) least = values[at];
    if (values[at] > most) most = values[at];
  }
  if (least > most) return { least: 0, most: 1 };
  const missing = Math.max(0, leastSpan[unit] - (most - least));
  const isOneSided = least >= neutral && unit === 'iod';
  const air = (most - least + missing) * 0.08;
  return {
    least: least - (isOneSided ? air / 2 : missing / 2 + air),
    most: most + (isOneSided ? missing : missing / 2) + air,
  };
}

/** Air above and below the curve, px. */
const marginPx = 5;

/** Place of a value, px from the lane's top. */
export function yOf({ least, most }: CurveScale, value: number, heightPx: number): number {
  return heightPx - marginPx - ((value - least) / (most - least)) * (heightPx - 2 * marginPx);
}

/** Value at a place, px from the lane's top; may lie outside the scale. */
export function valueAt({ least, most }: CurveScale, y: number, heightPx: number): number {
  return least + ((heightPx - marginPx - y) / (heightPx - 2 * marginPx)) * (most - least);
}
