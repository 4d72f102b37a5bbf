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
  return { valueCount, runs: runs.sort((a, b) => a.timesSec[0] - b.timesSec[0]) };
}

/**
 * The measured lips at a time, linear between the two nearest frames.
 *
 * @param out [K + 1], filled
 * @returns false where the face is not seen on both sides (out is then undefined)
 */
export function lipsAt({ runs, valueCount }: MeasuredLips, timeSec: number, out: Float64Array): boolean {
  for (const { timesSec, values } of runs) {
    const last = timesSec.length - 1;
    if (last < 1 || timeSec < timesSec[0] || timeSec > timesSec[last]) continue;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (timesSec[middle] <= timeSec) low = middle;
      else high = middle;
    }
    const stepSec = timesSec[high] - timesSec[low];
    if (!(stepSec > 0) || stepSec > longestGapSec) return false;
    const share = (timeSec - timesSec[low]) / stepSec;
    for (let k = 0; k < valueCount; k++) {
      out[k] = (1 - share) * values[low * valueCount + k] + share * values[high * valueCount + k];
    }
    return Number.isFinite(out[0]);
  }
  return false;
}
