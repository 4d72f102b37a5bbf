import { smoothstep } from '../tensor/resample.ts';
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

/**
 * Fast motion is raised by this share of what lies above {@link slowSigmaSec}: a least-squares network blurs short
 * closures. On held-out people of the training clips it closes 74 instead of 68 % of the true closures on time, with no
 * more false ones and .008 less r.
 */
const detailShare = 0.5;
const slowSigmaSec = 0.08;

/**
 * A pause as long as the first leaves the mouth as open as the network has it on average there, one as long as the
 * second or longer closes it: people do not close in short pauses (closing in all of them costs .03 r on held-out
 * people, this .01). Before the first and after the last speech a pause counts double.
 */
const openPauseSec = 0.25;
const closedPauseSec = 1.2;

/** Closed probability from which lips are drawn together, and at which they touch. */
const closingBegins = 0.5;
const closingEnds = 0.85;

/** Share of the range beyond which values bend toward the limit instead of being cut: a cut shows as a held pose. */
const kneeShare = 0.8;

/**
 * Makes the lip curve of a person from a voice: adapted, in the person's own measure, spread as wide as the person
 * speaks, pressed where lips touch, still in pauses and closed in long ones, within what the person can do.
 * Every filter is symmetric in time: nothing lags.
 */
export function lipCurveFrom(
  prediction: VoicePrediction,
  person: PersonShape,
  adaptation: LipAdaptation | null,
): LipCurve {
  const valueCount = prediction.componentCount + 1;
  const { rateHz, startSec, stepCount, closedProbability, isSpeech } = prediction;
  const values = raiseDetail(adaptedValues(prediction, adaptation, valueCount), valueCount, rateHz);
  expandSpread(values, valueCount, isSpeech);
  for (let t = 0; t < stepCount; t++) {
    const press = 1 - smoothstep(closingBegins, closingEnds, closedProbability[t]);
    for (let k = 0; k < valueCount; k++) values[t * valueCount + k] *= press;
  }
  const gate = speechGate(isSpeech, rateHz);
  calmPauses(values, valueCount, isSpeech, gate, rateHz);
  const reach = Array.from({ length: valueCount }, (_, k) => reachOf(person, k, valueCount));
  for (let i = 0; i < values.length; i++) {
    const [low, high] = reach[i % valueCount];
    values[i] = withinReach(values[i] * person.articulationScale, low, high);
  }
  return { rateHz, startSec, stepCount, valueCount, values, closedProbability, gate };
}

/** Adds a share of what is left after smoothing over time. Returns new values. */
function raiseDetail(values: Float32Array, valueCount: number, rateHz: number): Float32Array {
  const sigma = slowSigmaSec * rateHz;
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const stepCount = values.length / valueCount;
  const out = new Float32Array(values.length);
  for (let t = 0; t < stepCount; t++) {
    for (let k = 0; k < valueCount; k++) {
      let slow = 0;
      for (let i = -reach; i <= reach; i++) {
        const near = Math.min(stepCount - 1, Math.max(0, t + i));
        slow += (kernel[i + reach] / total) * values[near * valueCount + k];
      }
      const value = values[t * valueCount + k];
      out[t * valueCount + k] = value + detailShare * (value - slow);
    }
  }
  return out;
}

/** Draws the mouth in each pause to one still shape: its mean there in short ones, rest in long ones (in place). */
function calmPauses(
  values: Float32Array,
  valueCount: number,
  isSpeech: Uint8Array,
  gate: Float32Array,
  rateHz: number,
): void {
  const still = new Float64Array(valueCount);
  for (let start = 0; start < isSpeech.length;) {
    let end = start;
    while (end < isSpeech.length && isSpeech[end] !== 1) end++;
    const isInside = start > 0 && end < isSpeech.length;
    const lengthSec = ((end - start) / rateHz) * (isInside ? 1 : 2);
    const share = (1 - smoothstep(openPauseSec, closedPauseSec, lengthSec)) / Math.max(1, end - start);
    still.fill(0);
    for (let t = start; t < end; t++)
      for (let k = 0; k < valueCount; k++) still[k] += share * values[t * valueCount + k];
    for (let t = start; t < end; t++) {
      for (let k = 0; k < valueCount; k++) {
        const place = t * valueCount + k;
        values[place] = gate[t] * values[place] + (1 - gate[t]) * still[k];
      }
    }
    start = Math.max(end, start + 1);
  }
}

/** Coefficients and opening of every step, with what was learned of the person, in articulation scales. [T, K + 1] */
function adaptedValues(
  prediction: VoicePrediction,
  adaptation: LipAdaptation | null,
  valueCount: number,
): Float32Array {
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
  for (let i = 0; i < values.length; i++)
    values[i] = mean[i % valueCount] + expansion * (values[i] - mean[i % valueCount]);
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
