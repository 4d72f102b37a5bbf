import { sayingOf } from '../saying.ts';
import type { Saying } from '../saying.ts';
import type { CanonicalFace } from '../geometry/canonical-face.ts';
import { correlationOf } from '../tensor/correlation.ts';
import {
  addRidgeRow,
  addRidgeSums,
  applyRidge,
  makeRidgeSums,
  solveRidge,
  type RidgeSolution,
  type RidgeSums,
} from '../tensor/ridge-regression.ts';
import type { FaceTrack } from './face-track.ts';
import { estimateSoundLag, type SoundLag } from './lip-adaptation-lag.ts';
import { lipsAt, measureLips, type MeasuredLips } from './lip-adaptation-pairs.ts';
import type { LipBasis, PersonShape } from './lip-motion.ts';
import type { VoicePrediction } from './voice/voice-prediction.ts';

/** Input of {@link learnLipAdaptation}. */
export interface LipAdaptationInput {
  /** Prediction for the video's own sound, on the video's time. */
  readonly prediction: VoicePrediction;
  /** The person's tracks in the same video. */
  readonly tracks: readonly FaceTrack[];
  /** Time of every frame of the video. */
  readonly frameTimesSec: Float64Array;
  readonly person: PersonShape;
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
}

/** What the own speech of a person taught beyond the general predictor, and whether it helps. */
export interface LipAdaptation {
  readonly isUsed: boolean;
  /** Why it is used or not, in words. */
  readonly sentence: string;
  /** The sentence for other languages. */
  readonly saying: Saying;
  /** Correlation of predicted and measured opening on speech kept aside, without and with; null when not measured. */
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
  /** Own speech with a visible mouth, seconds. */
  readonly speechSec: number;
  /** How late the own sound was found to be, seconds; 0 when unclear. */
  readonly lagSec: number;
  /** Share of the correction to apply, 0 to 1. */
  readonly share: number;
  /** Hidden features to what is to be added to coefficients and opening, articulation scales; null when not used. */
  readonly correction: RidgeSolution | null;
}

/** Own speech below which nothing is learned, and from which on the correction counts in full, seconds. */
const leastSpeechSec = 4;
const fullSpeechSec = 10;

/** More rows (10 minutes) teach nothing new and cost time. */
const maximumRows = 15_000;

/** Penalties of the ridge that are tried, per row of standardised features; training found .3 best. */
const penalties = [0.05, 0.15, 0.5, 1.5];

/** A penalty that leaves only the mean of the residuals. */
const averageOnly = 1e9;

/** Keeps features that hardly vary from being blown up; the pack's hidden features vary by at most .08. */
const spreadGuard = 0.1;

/** Contiguous parts that are kept aside in turn, and steps dropped at their borders (the network's context overlaps). */
const foldCount = 5;
const foldGapSteps = 8;

/** Correlation below which the sound is taken for somebody else's (off-screen speech, music). */
const leastCorrelation = 0.12;

/**
 * Gain in correlation on speech kept aside that makes the correction worth its risk, times seconds of speech: .02 at
 * 10 s, less where more speech makes the trial surer.
 */
const leastGainSeconds = 0.2;

/** Pairs of sound and lips of one part of the video. */
interface Fold {
  readonly steps: Int32Array;
  /** [rows, K + 1] measured minus predicted. */
  readonly residuals: Float64Array;
  readonly measuredOpening: Float64Array;
  readonly sums: RidgeSums;
}

/**
 * Learns from the video's own speech how this person's lips differ from the general prediction: a ridge regression from
 * the network's features to the residual of the measured coefficients and opening, with the sound's lag corrected where
 * it is clear. It is tried on parts kept aside and used only where it helps.
 *
 * @source dub-recipe section 1, few-shot adaptation
 */
export function learnLipAdaptation(input: LipAdaptationInput): LipAdaptation {
  const { prediction } = input;
  const lips = measureLips(input.tracks, input.frameTimesSec, input);
  const lag = estimateSoundLag(prediction, lips);
  const folds = makeFolds(prediction, lips, lag);
  const speechSec = folds.reduce((sum, { steps }) => sum + steps.length, 0) / prediction.rateHz;
  const refuse = (
    saying: Saying,
    sentence: string,
    before: number | null = null,
    after: number | null = null,
  ): LipAdaptation => ({
    isUsed: false,
    sentence,
    saying,
    scoreBefore: before,
    scoreAfter: after,
    speechSec,
    lagSec: lag.lagSec,
    share: 0,
    correction: null,
  });
  if (speechSec < leastSpeechSec)
    return refuse(
      sayingOf('adaptation.little-speech', { speechSec, neededSec: leastSpeechSec }),
      `Only ${speechSec.toFixed(1)} s of the person's own speech can be seen and heard; ${leastSpeechSec} s are needed to learn from it.`,
    );
  if (lag.correlation < leastCorrelation)
    return refuse(
      sayingOf('adaptation.no-match', {}),
      "The video's own sound does not go with this person's lips, so nothing is learned from it.",
      lag.correlation,
    );
  const trial = (penalty: number) => ({
    penalty,
    ...tryOnFolds(prediction, folds, (fold) => solveRidge(joinedSums(folds, fold), penalty, spreadGuard)),
  });
  const before = tryOnFolds(prediction, folds, () => null);
  const best = penalties.map(trial).reduce((a, b) => (b.correlation > a.correlation ? b : a));
  const average = trial(averageOnly);
  const follows = best.correlation >= before.correlation + leastGainSeconds / speechSec;
  const used = follows ? best : average;
  if (!follows && average.squaredError >= before.squaredError) {
    return refuse(
      sayingOf('adaptation.no-gain', {}),
      "Learning from the person's own speech did not bring the lips nearer on speech kept aside, so the general prediction is used.",
      before.correlation,
      best.correlation,
    );
  }
  const share = Math.min(1, (speechSec - leastSpeechSec + 1) / (fullSpeechSec - leastSpeechSec + 1));
  const seconds = `${speechSec.toFixed(1)} s of the person's own speech`;
  return {
    isUsed: true,
    sentence: follows
      ? `Learned from ${seconds}: on speech kept aside the mouth follows with r ${best.correlation.toFixed(2)} instead of ${before.correlation.toFixed(2)}.`
      : `Learned the person's average mouth from ${seconds}; more did not help on speech kept aside.`,
    saying: follows
      ? sayingOf('adaptation.learned', { speechSec, before: before.correlation, after: best.correlation })
      : sayingOf('adaptation.average', { speechSec }),
    scoreBefore: before.correlation,
    // A constant cannot change a correlation; the folds' different constants would only blur it.
    scoreAfter: follows ? used.correlation : before.correlation,
    speechSec,
    lagSec: lag.lagSec,
    share,
    correction: solveRidge(joinedSums(folds, null), used.penalty, spreadGuard),
  };
}

/** Speech steps with a measured mouth, cut into contiguous parts. */
function makeFolds(prediction: VoicePrediction, lips: MeasuredLips, lag: SoundLag): readonly Fold[] {
  const { componentCount, hiddenSize } = prediction;
  const values = new Float64Array(lips.valueCount);
  const rows: { step: number; measured: Float64Array }[] = [];
  for (let t = 0; t < prediction.stepCount; t++) {
    if (prediction.isSpeech[t] !== 1) continue;
    if (!lipsAt(lips, prediction.startSec + t / prediction.rateHz - lag.lagSec, values)) continue;
    rows.push({ step: t, measured: values.slice() });
  }
  const kept = rows.slice(0, maximumRows);
  return Array.from({ length: foldCount }, (_, f) => {
    const first = Math.floor((f * kept.length) / foldCount);
    const part = kept.slice(first, Math.floor(((f + 1) * kept.length) / foldCount));
    const sums = makeRidgeSums(hiddenSize, lips.valueCount);
    const residuals = new Float64Array(part.length * lips.valueCount);
    part.forEach(({ step, measured }, row) => {
      const residual = residuals.subarray(row * lips.valueCount, (row + 1) * lips.valueCount);
      for (let k = 0; k < componentCount; k++)
        residual[k] = measured[k] - prediction.coefficients[step * componentCount + k];
      residual[componentCount] = measured[componentCount] - prediction.opening[step];
      addRidgeRow(sums, prediction.hidden.subarray(step * hiddenSize, (step + 1) * hiddenSize), residual);
    });
    return {
      steps: Int32Array.from(part, ({ step }) => step),
      residuals,
      measuredOpening: Float64Array.from(part, ({ measured }) => measured[componentCount]),
      sums,
    };
  });
}

function joinedSums(folds: readonly Fold[], without: Fold | null): RidgeSums {
  const { featureCount, targetCount } = folds[0].sums;
  const sums = makeRidgeSums(featureCount, targetCount);
  for (const fold of folds) if (fold !== without) addRidgeSums(sums, fold.sums, 1);
  return sums;
}

/** How a correction does on speech that it did not see. */
interface TrialScore {
  /** Of the opening. */
  readonly correlation: number;
  /** Mean over coefficients and opening, articulation scales squared. */
  readonly squaredError: number;
}

/** Scores each part with what the other parts taught (`solutionFor`; null = the general prediction). */
function tryOnFolds(
  prediction: VoicePrediction,
  folds: readonly Fold[],
  solutionFor: (fold: Fold) => RidgeSolution | null,
): TrialScore {
  const predicted: number[] = [];
  const measured: number[] = [];
  const { componentCount, hidden, hiddenSize } = prediction;
  const out = new Float64Array(componentCount + 1);
  let squares = 0;
  for (const fold of folds) {
    const solution = solutionFor(fold);
    for (let row = foldGapSteps; row < fold.steps.length - foldGapSteps; row++) {
      const step = fold.steps[row];
      out.fill(0);
      if (solution) applyRidge(solution, hidden, step * hiddenSize, 1, out);
      predicted.push(prediction.opening[step] + out[componentCount]);
      measured.push(fold.measuredOpening[row]);
      for (let k = 0; k < out.length; k++) squares += (out[k] - fold.residuals[row * out.length + k]) ** 2;
    }
  }
  return {
    correlation: correlationOf(predicted, measured),
    squaredError: squares / Math.max(1, measured.length * out.length),
  };
}
