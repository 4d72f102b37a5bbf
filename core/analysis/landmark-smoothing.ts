import { landmarkValues } from '../geometry/landmarks.ts';
import { meanLandmarkDistance } from './face-linking.ts';

/** Longest run of frames without a face that is filled by interpolation. */
export const longestFilledGap = 5;

/** Frames under the smoothing window, and how many lie on each side. */
const windowLength = 5;
const halfWindow = 2;

/** Weights of the Savitzky-Golay filter (window 5, order 2) for the value at each place of the window, row by row, over 35. */
const savitzkyGolay: readonly (readonly number[])[] = [
  [31, 9, -3, -5, 3],
  [9, 13, 12, 6, -5],
  [-3, 12, 17, 12, -3],
  [-5, 6, 12, 13, 9],
  [3, -5, -3, 9, 31],
];
const weightSum = 35;

/** A jump of the whole face between neighbouring frames (iod) that no head makes: an unseen cut. Nothing is smoothed across it. */
const jumpDistance = 0.35;

/** Reads one frame's raw landmarks; false where no face was seen. */
export type RawLandmarks = (frameIndex: number, out: Float32Array) => boolean;

/** Receives one frame's final landmarks; the array is reused. */
export type SmoothLandmarks = (frameIndex: number, landmarks: Float32Array, isInterpolated: boolean) => void;

/**
 * Smooths a track in time without lag: a parabola through five frames around each (fewer than five frames in a row stay as they are), short
 * gaps filled along a straight line first. Streams: holds a dozen frames at most, however long the track.
 *
 * @param startFrame inclusive
 * @param endFrame   exclusive
 * @param emit       is called in frame order for every frame that has a face after filling
 */
export function smoothLandmarks(startFrame: number, endFrame: number, read: RawLandmarks, emit: SmoothLandmarks): void {
  let run: RunFrame[] = [];
  let runStart = 0;
  let emitted = 0;
  const flush = () => {
    for (; emitted < run.length; emitted++) emitSmoothed(run, emitted, runStart, emit);
    runStart += run.length;
    run = [];
    emitted = 0;
  };
  const add = (frame: RunFrame) => {
    run.push(frame);
    // Everything up to the middle of the newest window is settled; drop what no later window needs.
    while (emitted + halfWindow < run.length && run.length >= windowLength)
      emitSmoothed(run, emitted++, runStart, emit);
    while (emitted > 2 * halfWindow) {
      run.shift();
      runStart++;
      emitted--;
    }
  };
  let gap = 0;
  let last: RunFrame | null = null;
  for (let frameIndex = startFrame; frameIndex < endFrame; frameIndex++) {
    const landmarks = new Float32Array(landmarkValues);
    if (!read(frameIndex, landmarks)) {
      gap++;
      continue;
    }
    const isFarAway = last !== null && meanLandmarkDistance(last.landmarks, landmarks) > jumpDistance * (gap + 1);
    if (last === null || gap > longestFilledGap || isFarAway) {
      flush();
      runStart = frameIndex;
    } else {
      for (let i = 1; i <= gap; i++)
        add({ landmarks: between(last.landmarks, landmarks, i / (gap + 1)), isInterpolated: true });
    }
    last = { landmarks, isInterpolated: false };
    add(last);
    gap = 0;
  }
  flush();
}

interface RunFrame {
  readonly landmarks: Float32Array;
  readonly isInterpolated: boolean;
}

function between(a: Float32Array, b: Float32Array, share: number): Float32Array {
  return a.map((value, i) => value + share * (b[i] - value));
}

const smoothed = new Float32Array(landmarkValues);

/** `index` counts within `run`; the run's ends use the parabola of the first or last five frames. */
function emitSmoothed(run: readonly RunFrame[], index: number, runStart: number, emit: SmoothLandmarks): void {
  if (run.length < windowLength) {
    emit(runStart + index, run[index].landmarks, run[index].isInterpolated);
    return;
  }
  const first = Math.min(Math.max(0, index - halfWindow), run.length - windowLength);
  const weights = savitzkyGolay[index - first];
  smoothed.fill(0);
  for (let k = 0; k < windowLength; k++) {
    const weight = weights[k] / weightSum;
    const { landmarks } = run[first + k];
    for (let i = 0; i < landmarkValues; i++) smoothed[i] += weight * landmarks[i];
  }
  emit(runStart + index, smoothed, run[index].isInterpolated);
}
