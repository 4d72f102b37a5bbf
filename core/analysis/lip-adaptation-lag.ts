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

/** A lag is believed when the correlation is this high at its peak ... */
const leastPeak = 0.3;

/** ... and this much above the correlation without correction. Below it lag 0 is as good, and far more common. */
const leastGain = 0.04;

/** ... and above every other peak by this much: speech repeats itself at the rate of syllables, about 6 steps apart. */
const leastMargin = 0.06;
const sidePeakSteps = 4;

/** Rows that a correlation needs: 4 seconds. */
const leastRows = 100;

/**
 * Estimates the lag of the own sound by cross-correlating predicted and measured opening over the speech.
 *
 * @returns lag 0, correlation 0 when there is less than 4 s of speech with a visible mouth
 */
export function estimateSoundLag(prediction: VoicePrediction, lips: MeasuredLips): SoundLag {
  const at = (lagSteps: number) => correlationAtLag(prediction, lips, lagSteps);
  const steps = Array.from({ length: 2 * reachSteps + 1 }, (_, i) => i - reachSteps);
  const curve = steps.map(at);
  const best = curve.indexOf(Math.max(...curve));
  const correlationHere = curve[reachSteps];
  const others = curve.filter((_, i) => Math.abs(i - best) > sidePeakSteps);
  const isInside = best > 0 && best < curve.length - 1;
  const isClear =
    isInside &&
    curve[best] >= leastPeak &&
    curve[best] - correlationHere >= leastGain &&
    curve[best] - Math.max(...others) >= leastMargin;
  if (!isClear) return { lagSec: 0, correlation: correlationHere, isClear: false };
  const bend = curve[best - 1] - 2 * curve[best] + curve[best + 1];
  const shift = bend < 0 ? (0.5 * (curve[best - 1] - curve[best + 1])) / bend : 0;
  return { lagSec: (steps[best] + shift) / prediction.rateHz, correlation: curve[best], isClear: true };
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
