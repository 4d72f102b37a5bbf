import { applyRidge } from '../tensor/ridge-regression.ts';
import type { LipAdaptation } from './lip-adaptation.ts';
import type { PersonShape } from './lip-motion.ts';
import type { VoicePrediction } from './voice/voice-prediction.ts';
import { speechGate } from './voice/speech-gate.ts';

/** What a voice makes one person's lips do, at the predictor's own rate: everything in iod. */
export interface LipCurve {
  readonly rateHz: number;
  /** Time of step 0 from the start of the voice, seconds. */
  readonly startSec: number;
  readonly stepCount: number;
  /** Coefficients and then the opening above rest. */
  readonly valueCount: number;
  /** [T, K + 1] iod */
  readonly values: Float32Array;
  /** [T] in [0, 1] */
  readonly closedProbability: Float32Array;
  /** [T] 1 while speaking, 0 at rest, smooth between. */
  readonly gate: Float32Array;
}

/**
 * Spread of the opening that the lips are given, as a share of the person's own. A least-squares network answers with
 * less than the person shows (its r, about .6), which looks like mumbling; .95 of the person's spread reads as natural
 * speech, and the error grows by less than a tenth (dub-recipe section 1: gain .85 to 1.1 at r .61).
 */
const articulation = 0.95;

/** The expansion stays within these bounds: a voice may be calmer or livelier than the person usually is. */
const leastExpansion = 1;
const mostExpansion = 1.8;

/** Closed probability from which lips are drawn together, and at which they touch. */
const closingBegins = 0.5;
const closingEnds = 0.85;

/** Share of the range beyond which values bend toward the limit instead of being cut: a cut shows as a held pose. */
const kneeShare = 0.8;

/**
 * Makes the lip curve of a person from a voice: adapted, in the person's own measure, spread as wide as the person
 * speaks, pressed where lips touch, at rest in silence, within what the person can do.
 */
export function lipCurveFrom(prediction: VoicePrediction, person: PersonShape, adaptation: LipAdaptation | null): LipCurve {
  const valueCount = prediction.componentCount + 1;
  const values = adaptedValues(prediction, adaptation, valueCount);
  const gate = speechGate(prediction.isSpeech, prediction.rateHz);
  expandSpread(values, valueCount, prediction.isSpeech);
  for (let t = 0; t < prediction.stepCount; t++) {
    const press = 1 - smoothstep(closingBegins, closingEnds, prediction.closedProbability[t]);
    const factor = person.articulationScale * press * gate[t];
    for (let k = 0; k < valueCount; k++) {
      const place = t * valueCount + k;
      values[place] = withinReach(values[place] * factor, ...reachOf(person, k, valueCount));
    }
  }
  const { rateHz, startSec, stepCount, closedProbability } = prediction;
  return { rateHz, startSec, stepCount, valueCount, values, closedProbability, gate };
}

/** Coefficients and opening of every step, with what was learned of the person, in articulation scales. [T, K + 1] */
function adaptedValues(prediction: VoicePrediction, adaptation: LipAdaptation | null, valueCount: number): Float32Array {
  const { stepCount, componentCount, hiddenSize, hidden } = prediction;
  const values = new Float32Array(stepCount * valueCount);
  const correction = new Float64Array(valueCount);
  for (let t = 0; t < stepCount; t++) {
    correction.fill(0);
    if (adaptation?.correction) applyRidge(adaptation.correction, hidden, t * hiddenSize, adaptation.share, correction);
    for (let k = 0; k < componentCount; k++) {
      values[t * valueCount + k] = prediction.coefficients[t * componentCount + k] + correction[k];
    }
    values[t * valueCount + componentCount] = prediction.opening[t] + correction[componentCount];
  }
  return values;
}

/**
 * Spreads the values about their mean over the speech so that the opening varies as the person's does (in place).
 * Spreading about the mean instead of about rest keeps the mean opening and deepens the closures.
 */
function expandSpread(values: Float32Array, valueCount: number, isSpeech: Uint8Array): void {
  const mean = new Float64Array(valueCount);
  let square = 0;
  let count = 0;
  for (let t = 0; t < isSpeech.length; t++) {
    if (isSpeech[t] !== 1) continue;
    for (let k = 0; k < valueCount; k++) mean[k] += values[t * valueCount + k];
    square += values[t * valueCount + valueCount - 1] ** 2;
    count++;
  }
  if (count === 0) return;
  for (let k = 0; k < valueCount; k++) mean[k] /= count;
  const spread = Math.sqrt(Math.max(0, square / count - mean[valueCount - 1] ** 2));
  const expansion = Math.min(mostExpansion, Math.max(leastExpansion, articulation / Math.max(spread, 1e-6)));
  for (let i = 0; i < values.length; i++) values[i] = mean[i % valueCount] + expansion * (values[i] - mean[i % valueCount]);
}

/** Lower and upper limit of a value, iod. The lips cannot open less than touching. */
function reachOf(person: PersonShape, k: number, valueCount: number): readonly [number, number] {
  if (k < valueCount - 1) return [person.coefficientLow[k], person.coefficientHigh[k]];
  return [-person.restOpening, Math.max(person.largestOpening, 3 * person.articulationScale)];
}

/** Bends a value so that it stays within [low, high] (low <= 0 <= high), unchanged within the inner part. */
function withinReach(value: number, low: number, high: number): number {
  const limit = value < 0 ? -low : high;
  const size = Math.abs(value);
  const knee = kneeShare * limit;
  if (size <= knee) return value;
  const room = limit - knee;
  const bent = room > 0 ? knee + room * Math.tanh((size - knee) / room) : limit;
  return value < 0 ? -bent : bent;
}

/** 0 below `from`, 1 above `to`, smooth between. */
function smoothstep(from: number, to: number, value: number): number {
  const x = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return x * x * (3 - 2 * x);
}
