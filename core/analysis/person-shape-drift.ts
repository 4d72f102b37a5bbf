import { solveSymmetric } from '../tensor/linear-solve.ts';
import { lowerFaceOpening, poseFeatureCount } from './person-shape-measure.ts';
import type { LowerFaceSamples } from './person-shape-samples.ts';

/** How a person's measured lower face changes with head pose alone. */
export interface PoseDrift {
  /** [5, N, 3] iod per unit of the feature. */
  readonly drift: Float32Array;
  /** [5] the features' means, at which the drift is 0. */
  readonly mean: Float32Array;
}

/**
 * Spread of each pose feature (rad, rad^2) at which half of the measured drift is believed: 3 degrees. Smaller head
 * motion goes along with speech (nods on stressed, open vowels) and would carry mouth motion off as drift.
 */
const featurePriorSpread = [0.05, 0.05, 0.05, 0.02, 0.02];

/** Columns of the regression: the pose features, then opening and opening squared, which are partialled out. */
const columnCount = poseFeatureCount + 2;

/** Regression columns of every sample, centred. */
function centredColumns({ count, poses, openings }: LowerFaceSamples): { columns: Float64Array; mean: Float64Array } {
  const columns = new Float64Array(count * columnCount);
  const mean = new Float64Array(columnCount);
  for (let t = 0; t < count; t++) {
    const row = columns.subarray(t * columnCount, (t + 1) * columnCount);
    row.set(poses.subarray(t * poseFeatureCount, (t + 1) * poseFeatureCount));
    row[poseFeatureCount] = openings[t];
    row[poseFeatureCount + 1] = openings[t] * openings[t];
    for (let c = 0; c < columnCount; c++) mean[c] += row[c] / count;
  }
  for (let i = 0; i < columns.length; i++) columns[i] -= mean[i % columnCount];
  return { columns, mean };
}

/**
 * Fits shape = constant + drift * pose features + (opening, opening^2) by ridge regression and returns the pose part.
 *
 * @source dub-recipe: ridge on yaw, pitch, roll, yaw^2, pitch^2 with the opening partialled out
 */
export function fitPoseDrift(samples: LowerFaceSamples): PoseDrift {
  const { count, size, shapes } = samples;
  const { columns, mean } = centredColumns(samples);
  const gram = new Float64Array(columnCount * columnCount);
  const cross = new Float64Array(columnCount * size);
  const centre = new Float64Array(size);
  for (let t = 0; t < count; t++) for (let i = 0; i < size; i++) centre[i] += shapes[t * size + i] / count;
  for (let t = 0; t < count; t++) {
    for (let a = 0; a < columnCount; a++) {
      const weight = columns[t * columnCount + a];
      for (let b = 0; b < columnCount; b++) gram[a * columnCount + b] += weight * columns[t * columnCount + b];
      for (let i = 0; i < size; i++) cross[a * size + i] += weight * (shapes[t * size + i] - centre[i]);
    }
  }
  for (let c = 0; c < columnCount; c++) {
    const prior = c < poseFeatureCount ? featurePriorSpread[c] : 1e-4;
    gram[c * columnCount + c] += Math.max(count, 1) * prior * prior;
  }
  const solution = solveSymmetric(gram, cross, columnCount, size);
  return {
    drift: Float32Array.from(solution.subarray(0, poseFeatureCount * size)),
    mean: Float32Array.from(mean.subarray(0, poseFeatureCount)),
  };
}

/** Takes the drift off every sample and measures its opening again (both in place). */
export function removePoseDrift(samples: LowerFaceSamples, { drift, mean }: PoseDrift): void {
  const { count, size, shapes, poses, openings } = samples;
  for (let t = 0; t < count; t++) {
    const shape = shapes.subarray(t * size, (t + 1) * size);
    for (let f = 0; f < poseFeatureCount; f++) {
      const weight = poses[t * poseFeatureCount + f] - mean[f];
      for (let i = 0, o = f * size; i < size; i++, o++) shape[i] -= weight * drift[o];
    }
    openings[t] = lowerFaceOpening(shape, samples.pointIndices);
  }
}
