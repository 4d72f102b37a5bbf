import type { CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import type { FaceTrack } from './face-track.ts';
import { projectToBasis } from './lip-basis.ts';
import type { LipBasis, PersonShape } from './lip-motion.ts';
import { makeLowerFaceMeasurement, measureLowerFace, poseFeatureCount, poseFeatures } from './person-shape-measure.ts';

/** The person's measured lips at every frame of their tracks, in articulation scales. */
export interface MeasuredLips {
  /** Coefficients and then the opening. */
  readonly valueCount: number;
  /** One run for each track, ascending in time. */
  readonly runs: readonly MeasuredRun[];
}

/** Measured lips of one track. */
interface MeasuredRun {
  readonly timesSec: Float64Array;
  /** [T, K + 1]; NaN where the face was not seen. */
  readonly values: Float32Array;
}

/** Two neighbours farther apart than this (seconds) are not joined: there was a gap. */
const longestGapSec = 0.11;

/** Measures the lips of one person in the video itself. */
export function measureLips(
  tracks: readonly FaceTrack[],
  frameTimesSec: Float64Array,
  context: { readonly person: PersonShape; readonly face: CanonicalFace; readonly basis: LipBasis },
): MeasuredLips {
  const { person, basis } = context;
  const valueCount = basis.componentCount + 1;
  const landmarks = new Float32Array(landmarkValues);
  const measurement = makeLowerFaceMeasurement(basis);
  const coefficients = new Float32Array(basis.componentCount);
  const features = new Float64Array(poseFeatureCount);
  const runs = tracks.map((track) => {
    const count = track.endFrame - track.startFrame;
    const values = new Float32Array(count * valueCount).fill(Number.NaN);
    for (let t = 0; t < count; t++) {
      if (track.isDrivable[t] !== 1 || !track.landmarks.read(track.startFrame + t, landmarks)) continue;
      measureLowerFace(landmarks, poseFeatures(track.pose, t, features), context, measurement);
      projectToBasis(basis, measurement.displacement, coefficients);
      for (let k = 0; k < basis.componentCount; k++)
        values[t * valueCount + k] = coefficients[k] / person.articulationScale;
      values[t * valueCount + basis.componentCount] = measurement.opening / person.articulationScale;
    }
    return { timesSec: frameTimesSec.subarray(track.startFrame, track.endFrame), values };
  });
  return {
    valueCount,
    runs: runs.filter(({ timesSec }) => timesSec.length > 0).sort((a, b) => a.timesSec[0] - b.timesSec[0]),
  };
}

/**
 * The measured lips at a time, linear between the two nearest frames.
 *
 * @param out [K + 1], filled
 * @returns false where the face is not seen on both sides (out is then undefined)
 */
export function lipsAt({ runs, valueCount }: MeasuredLips, timeSec: number, out: Float64Array): boolean {
  const run = runs[lastAtOrBefore(runs.length, (index) => runs[index].timesSec[0], timeSec)];
  if (!run) return false;
  const { timesSec, values } = run;
  const low = Math.min(
    timesSec.length - 2,
    lastAtOrBefore(timesSec.length, (index) => timesSec[index], timeSec),
  );
  if (low < 0 || timeSec > timesSec[timesSec.length - 1]) return false;
  const stepSec = timesSec[low + 1] - timesSec[low];
  if (!(stepSec > 0) || stepSec > longestGapSec) return false;
  const share = (timeSec - timesSec[low]) / stepSec;
  for (let k = 0; k < valueCount; k++) {
    out[k] = (1 - share) * values[low * valueCount + k] + share * values[(low + 1) * valueCount + k];
  }
  return Number.isFinite(out[0]);
}

/** Index of the last of `count` ascending values that is at most `limit`; -1 when all are larger. */
function lastAtOrBefore(count: number, valueAt: (index: number) => number, limit: number): number {
  let low = -1;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
