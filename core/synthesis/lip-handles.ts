import { factorHandles, type FactorTrack } from '../analysis/factor.ts';
import { measureCount, measureFace, measureIndex } from '../analysis/factor-measure.ts';
import { restFromMeasures } from '../analysis/factor-rest.ts';
import type { FaceTrack } from '../analysis/face-track.ts';
import type { LipBasis, LipMotion, PersonShape } from '../analysis/lip-motion.ts';
import { openingCorrection } from '../analysis/lip-motion-shape.ts';
import { toCanonical, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import { makeLipMeter, type LipMeasures } from './lip-handle-meter.ts';

/** Numbers of a frame's lip handles: open, wideRound, press, jaw. */
export const lipHandleCount = factorHandles.lip.length;

/** What the handles of one person's lips are measured against; the analysis' own rest. All iod. */
export interface LipHandleRest {
  readonly opening: number;
  readonly mouthWidth: number;
  readonly lipThickness: number;
  readonly chinY: number;
}

/** Frames looked at: the rest is a median or a low percentile, which more frames do not change. */
const sampleCount = 400;

/**
 * Finds the rest that the analysis measured a person's lip handles against. Handles that are plain differences give it away exactly;
 * the lips' thickness is measured again.
 *
 * @returns null when the face is seen in no frame
 */
export function learnLipHandleRest(tracks: readonly FaceTrack[], face: CanonicalFace): LipHandleRest | null {
  const seen = tracks.flatMap((track) =>
    Array.from(track.isPresent, (isPresent, t) => ({ track, t, isPresent })).filter(({ isPresent }) => isPresent === 1),
  );
  const step = Math.max(1, seen.length / sampleCount);
  const landmarks = new Float32Array(landmarkValues);
  const canonical = new Float32Array(landmarkValues);
  const rows: Float32Array[] = [];
  const differences: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < seen.length; at += step) {
    const { track, t } = seen[Math.floor(at)];
    if (!track.landmarks.read(track.startFrame + t, landmarks)) continue;
    toCanonical(landmarks, face, canonical);
    const row = new Float32Array(measureCount);
    measureFace(canonical, row, 0);
    rows.push(row);
    const handles = track.factors.lip.values.subarray(t * lipHandleCount, (t + 1) * lipHandleCount);
    if (!(handles.length > 0) || Number.isNaN(handles[0])) continue;
    differences[0].push(row[measureIndex('opening')] - handles[0]);
    differences[1].push(row[measureIndex('mouthWidth')] - handles[1]);
    differences[2].push(row[measureIndex('chinY')] - handles[3]);
  }
  const measured = restFromMeasures(rows);
  if (measured === null) return null;
  const [opening, mouthWidth, chinY] = differences.map(middleOf);
  return {
    opening: opening ?? measured.opening,
    mouthWidth: mouthWidth ?? measured.mouthWidth,
    lipThickness: measured.lipThickness,
    chinY: chinY ?? measured.chinY,
  };
}

function middleOf(values: number[]): number | null {
  return values.length === 0 ? null : values.sort((a, b) => a - b)[values.length >> 1];
}

/** What stays the same for all frames of a person. */
export interface LipHandleContext {
  readonly person: PersonShape;
  readonly basis: LipBasis;
  readonly rest: LipHandleRest;
}

/** Only touching lips can press: the press fades out up to this opening above rest, iod; as in the analysis. */
const pressOpening = 0.05;
const hardestPress = 0.5;

/** The analysis' measure of pressed lips: how much thinner than at rest they are, where they touch. */
export function pressOf(lipThickness: number, open: number, rest: LipHandleRest): number {
  const ratio = (value: number): number => Math.min(1, Math.max(0, value));
  return ratio((1 - lipThickness / rest.lipThickness) / hardestPress) * ratio(1.4 - open / (pressOpening / 1.4));
}

/**
 * The handles of a lip motion, in the analysis' sense: what a re-analysis of its rendering is meant to measure.
 *
 * @returns [T, 4] open, wideRound (iod), press (ratio), jaw (iod)
 */
export function lipHandlesFrom(motion: LipMotion, { person, basis, rest }: LipHandleContext): FactorTrack {
  const meter = makeLipMeter(basis, person);
  const values = new Float32Array(motion.frameCount * lipHandleCount);
  const k = motion.componentCount;
  const row = new Float64Array(k + 1);
  const measures: LipMeasures = { opening: 0, mouthWidth: 0, lipThickness: 0, chinY: 0 };
  for (let t = 0; t < motion.frameCount; t++) {
    for (let i = 0; i < k; i++) row[i] = motion.coefficients[t * k + i];
    row[k] = 0;
    meter.measure(row, measures);
    row[k] = openingCorrection * (motion.opening[t] + person.restOpening - measures.opening);
    meter.measure(row, measures);
    const open = motion.opening[t] + person.restOpening - rest.opening;
    values.set(
      [
        open,
        measures.mouthWidth - rest.mouthWidth,
        pressOf(measures.lipThickness, open, rest),
        measures.chinY - rest.chinY,
      ],
      t * lipHandleCount,
    );
  }
  return { factor: 'lip', handles: factorHandles.lip, startFrame: motion.startFrame, values };
}
