import { openingPairs } from '../geometry/landmarks.ts';
import type { LipBasis } from './lip-motion.ts';
import type { LowerFaceSamples } from './person-shape-samples.ts';

/** Standard deviation of the opening (iod) at which the person's own direction counts as much as the basis' one. */
const openingPriorSpread = 0.01;

/** First-order change of the opening per unit of each component: lower minus upper inner lip, downwards. [K] */
function openingPerComponent(basis: LipBasis): Float64Array {
  const size = basis.pointIndices.length * 3;
  const change = new Float64Array(basis.componentCount);
  for (const [upper, lower] of openingPairs) {
    const a = basis.pointIndices.indexOf(upper) * 3 + 1;
    const b = basis.pointIndices.indexOf(lower) * 3 + 1;
    for (let k = 0; k < basis.componentCount; k++) {
      change[k] += (basis.basis[k * size + b] - basis.basis[k * size + a]) / openingPairs.length;
    }
  }
  return change;
}

/** The likeliest shape change per iod of opening for a nameless person (components of equal spread). [N, 3] */
export function defaultOpeningDirection(basis: LipBasis): Float64Array {
  const size = basis.pointIndices.length * 3;
  const change = openingPerComponent(basis);
  const energy = change.reduce((sum, value) => sum + value * value, 0);
  const direction = new Float64Array(size);
  for (let k = 0; k < basis.componentCount; k++) {
    const weight = energy > 0 ? change[k] / energy : 0;
    for (let i = 0; i < size; i++) direction[i] += weight * basis.basis[k * size + i];
  }
  return direction;
}

/** Mean change of the lower face per iod of opening: regression over the samples, drawn to the basis' direction. */
export function openingDirectionOf(samples: LowerFaceSamples, basis: LipBasis): Float32Array {
  const { count, size, shapes, openings } = samples;
  const mean = openings.reduce((sum, value) => sum + value, 0) / count;
  const direction = defaultOpeningDirection(basis);
  const prior = count * openingPriorSpread * openingPriorSpread;
  let energy = prior;
  for (let i = 0; i < size; i++) direction[i] *= prior;
  for (let t = 0; t < count; t++) {
    const weight = openings[t] - mean;
    energy += weight * weight;
    for (let i = 0; i < size; i++) direction[i] += weight * shapes[t * size + i];
  }
  return Float32Array.from(direction, (value) => value / energy);
}
