import { displacementFrom } from './lip-basis.ts';
import type { LipBasis, LipMotion, PersonShape } from './lip-motion.ts';
import { lowerFaceOpening } from './person-shape-measure.ts';

/**
 * Share of the opening error that is corrected along the person's opening direction. A full correction would fight the
 * components where both are a little wrong; .7 gave the best lip distance in the feasibility prototype.
 */
export const openingCorrection = 0.7;

/**
 * The lower face that a lip motion wants in one frame: the components' displacement, with its opening drawn toward the
 * wanted opening along the person's own opening direction.
 *
 * @param step row of the motion: frame `motion.startFrame + step`
 * @param out  [N, 3] displacement from the rest shape, canonical, iod; filled
 */
export function wantedDisplacement(
  motion: LipMotion,
  step: number,
  person: PersonShape,
  basis: LipBasis,
  out: Float32Array = new Float32Array(basis.pointIndices.length * 3),
): Float32Array {
  displacementFrom(basis, motion.coefficients, step * motion.componentCount, out);
  const drawn = new Float32Array(out.length);
  for (let i = 0; i < out.length; i++) drawn[i] = person.restShape[i] + out[i];
  const missing = motion.opening[step] - (lowerFaceOpening(drawn, basis.pointIndices) - person.restOpening);
  for (let i = 0; i < out.length; i++) out[i] += openingCorrection * missing * person.openingDirection[i];
  return out;
}
