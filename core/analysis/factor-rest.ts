import { medianOf, percentileOf } from '../tensor/order-statistics.ts';
import { measureCount, measureIndex, type MeasureName } from './factor-measure.ts';

/** A person's own neutral: what every factor handle is measured against. */
export interface FactorRest {
  /** Mouth opening of closed lips, iod. */
  readonly opening: number;
  /** Values with closed lips, iod. */
  readonly mouthWidth: number;
  readonly lipThickness: number;
  readonly chinY: number;
  /** Openness of the open eye. */
  readonly eyeOpenLeft: number;
  readonly eyeOpenRight: number;
  readonly irisX: number;
  readonly irisY: number;
  readonly browY: number;
  readonly browGap: number;
  readonly cornerY: number;
  readonly cheekY: number;
  /** How corners and cheeks move per iod of opening when nobody smiles. */
  readonly cornerPerOpening: number;
  readonly cheekPerOpening: number;
}

/** Lips open by less than this above the person's least count as closed, iod. */
const closedMargin = 0.02;

/** Share of frames below which the least opening (and above which the open eye) is taken: robust to single bad frames. */
const leastShare = 0.05;
const openEyeShare = 0.7;

/** Slope of y on x by least squares; 0 when x hardly varies. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const mx = x.reduce((sum, value) => sum + value, 0) / x.length;
  const my = y.reduce((sum, value) => sum + value, 0) / y.length;
  let xx = 0;
  let xy = 0;
  x.forEach((value, i) => {
    xx += (value - mx) * (value - mx);
    xy += (value - mx) * (y[i] - my);
  });
  return xx / x.length < 1e-5 ? 0 : xy / xx;
}

/**
 * Finds the rest of one person from all frames in which the person is seen well.
 *
 * @param measures one array [T, measureCount] a track; NaN rows (no face) are left out
 * @returns null when there is no frame at all
 */
export function restFromMeasures(measures: readonly Float32Array[]): FactorRest | null {
  const rows: Float32Array[] = [];
  for (const track of measures) {
    for (let o = 0; o < track.length; o += measureCount)
      if (!Number.isNaN(track[o])) rows.push(track.subarray(o, o + measureCount));
  }
  if (rows.length === 0) return null;
  const column = (name: MeasureName, from: readonly Float32Array[] = rows) =>
    from.map((row) => row[measureIndex(name)]);
  const openings = column('opening');
  const opening = percentileOf(openings, leastShare);
  const closed = rows.filter((row) => row[measureIndex('opening')] <= opening + closedMargin);
  return {
    opening,
    mouthWidth: medianOf(column('mouthWidth', closed)),
    lipThickness: medianOf(column('lipThickness', closed)),
    chinY: medianOf(column('chinY', closed)),
    eyeOpenLeft: percentileOf(column('eyeOpenLeft'), openEyeShare),
    eyeOpenRight: percentileOf(column('eyeOpenRight'), openEyeShare),
    irisX: medianOf(column('irisX')),
    irisY: medianOf(column('irisY')),
    browY: medianOf(column('browY')),
    browGap: medianOf(column('browGap')),
    cornerY: medianOf(column('cornerY', closed)),
    cheekY: medianOf(column('cheekY', closed)),
    cornerPerOpening: slopeOf(openings, column('cornerY')),
    cheekPerOpening: slopeOf(openings, column('cheekY')),
  };
}
