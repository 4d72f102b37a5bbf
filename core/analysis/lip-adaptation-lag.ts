import { correlationOf } from '../tensor/correlation.ts';
import { lipsAt, type MeasuredLips } from './lip-adaptation-pairs.ts';
import type { VoicePrediction } from './voice/voice-prediction.ts';

/** How the video's own sound lies against its picture. */
export interface SoundLag {
  /** Seconds by which the sound is late (negative: early); 0 when it cannot be told. */
  readonly lagSec: number;
  /** Correlation of predicted and measured opening at that lag. */
  readonly correlation: number;
  /** True when the lag was clear enough to be corrected. */
  readonly isClear: boolean;
}

/** Steps (25 Hz) searched on each side: sound that is off by more than half a second is not this face's. */
const reachSteps = 12;

/** Independent looks at the mouth in a second of speech: openings vary up to about 3 Hz, twice that counts. */
const looksPerSec = 6;

/** Lags of real files: within about a tenth of a second as a rule, sometimes far off (width of a Cauchy prior, seconds). */
const usualLagSec = 0.12;

/** A lag is corrected when its correlation is at least this and ... */
const leastPeak = 0.25;

/** ... it is this much likelier (natural logarithm) than no lag, and than every other peak of the curve. */
const leastEvidence = 1.5;
const leastMargin = 1;

/** Peaks nearer than this belong together; syllables repeat about 6 steps apart. */
const sidePeakSteps = 4;

/** Rows that a correlation needs: 4 seconds. */
const leastRows = 100;

/**
 * Estimates the lag of the own sound by cross-correlating predicted and measured opening over the speech.
 *
 * @returns lag 0, correlation 0 when there is less than 4 s of speech with a visible mouth
 */
export function estimateSoundLag(prediction: VoicePrediction, lips: MeasuredLips): SoundLag {
  const steps = Array.from({ length: 2 * reachSteps + 1 }, (_, i) => i - reachSteps);
  const curve = steps.map((lagSteps) => correlationAtLag(prediction, lips, lagSteps));
  const speechSec = prediction.isSpeech.reduce((sum, value) => sum + value, 0) / prediction.rateHz;
  const evidence = curve.map((r, i) => {
    const fit = -0.5 * looksPerSec * speechSec * Math.log(1 - Math.min(0.99, Math.max(0, r)) ** 2);
    return fit - Math.log(1 + (steps[i] / prediction.rateHz / usualLagSec) ** 2);
  });
  const best = evidence.indexOf(Math.max(...evidence));
  const others = evidence.filter((_, i) => Math.abs(i - best) > sidePeakSteps);
  const isClear =
    best > 0 &&
    best < curve.length - 1 &&
    curve[best] >= leastPeak &&
    evidence[best] - evidence[reachSteps] >= leastEvidence &&
    evidence[best] - Math.max(...others) >= leastMargin;
  if (!isClear) return { lagSec: 0, correlation: curve[reachSteps], isClear: false };
  const bend = curve[best - 1] - 2 * curve[best] + curve[best + 1];
  const shift = bend < 0 ? (0.5 * (curve[best - 1] - curve[best + 1])) / bend : 0;
  const fine = Math.min(0.5, Math.max(-0.5, shift));
  return { lagSec: (steps[best] + fine) / prediction.rateHz, correlation: curve[best], isClear: true };
}

function correlationAtLag(prediction: VoicePrediction, lips: MeasuredLips, lagSteps: number): number {
  const predicted: number[] = [];
  const measured: number[] = [];
  const values = new Float64Array(lips.valueCount);
  for (let t = 0; t < prediction.stepCount; t++) {
    if (prediction.isSpeech[t] !== 1) continue;
    const timeSec = prediction.startSec + (t - lagSteps) / prediction.rateHz;
    if (!lipsAt(lips, timeSec, values)) continue;
    predicted.push(prediction.opening[t]);
    measured.push(values[lips.valueCount - 1]);
  }
  return measured.length < leastRows ? 0 : correlationOf(predicted, measured);
}
