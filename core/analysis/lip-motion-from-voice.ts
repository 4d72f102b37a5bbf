import { invariant } from '../errors.ts';
import type { LipAdaptation } from './lip-adaptation.ts';
import { lipCurveFrom, type LipCurve } from './lip-curve.ts';
import type { LipMotion, PersonShape } from './lip-motion.ts';
import type { VoicePrediction } from './voice/voice-prediction.ts';

/** What the mouth does where the voice is silent: 'rest' closes it, 'original' lets the video's own mouth show. */
export type SilencePolicy = 'rest' | 'original';

/** Input of {@link lipMotionFrom}. */
export interface LipMotionRequest {
  readonly prediction: VoicePrediction;
  readonly person: PersonShape;
  readonly adaptation?: LipAdaptation | null;
  /** Presentation time of every frame of the video, ascending; need not be evenly spaced. */
  readonly frameTimesSec: Float64Array;
  /** Frames wanted: `startFrame` (inclusive) to `endFrame` (exclusive). */
  readonly startFrame: number;
  readonly endFrame: number;
  /** Seconds by which the voice starts later than the picture; default 0. */
  readonly voiceOffsetSec?: number;
  /** Length of the voice that is heard; default all of it. Outside the mouth rests. */
  readonly voiceDurationSec?: number;
  /** Per frame of the video [frame count], or one number for all; default 1. */
  readonly strength?: Float32Array | number;
  /** Default 'rest'. */
  readonly silencePolicy?: SilencePolicy;
}

/** Fewest frames in which the strength goes from 0 to 1. */
const rampFrames = 4;

/** Curves already made for a prediction: a video of many shots asks for the same one again and again. */
const knownCurves = new WeakMap<
  VoicePrediction,
  { person: PersonShape; adaptation: LipAdaptation | null; curve: LipCurve }
>();

function curveOf(prediction: VoicePrediction, person: PersonShape, adaptation: LipAdaptation | null): LipCurve {
  const known = knownCurves.get(prediction);
  if (known?.person === person && known.adaptation === adaptation) return known.curve;
  const curve = lipCurveFrom(prediction, person, adaptation);
  knownCurves.set(prediction, { person, adaptation, curve });
  return curve;
}

/**
 * The lip motion of one person over frames of a video, from a voice. Frames are sampled at their own times (cubic
 * between the predictor's steps), so variable frame rates need nothing special and nothing lags.
 *
 * @returns motion of `endFrame - startFrame` frames; values before and after the voice are rest (0)
 */
export function lipMotionFrom(request: LipMotionRequest): LipMotion {
  const { prediction, person, adaptation = null, frameTimesSec, startFrame, endFrame } = request;
  const { voiceOffsetSec = 0, voiceDurationSec = prediction.durationSec, silencePolicy = 'rest' } = request;
  invariant(
    startFrame >= 0 && startFrame <= endFrame && endFrame <= frameTimesSec.length,
    `frames ${startFrame} to ${endFrame} of ${frameTimesSec.length}`,
  );
  const curve = curveOf(prediction, person, adaptation);
  const frameCount = endFrame - startFrame;
  const componentCount = prediction.componentCount;
  const coefficients = new Float32Array(frameCount * componentCount);
  const opening = new Float32Array(frameCount);
  const closedProbability = new Float32Array(frameCount).fill(1);
  const gate = new Float32Array(frameCount);
  const values = new Float64Array(curve.valueCount);
  for (let t = 0; t < frameCount; t++) {
    const voiceSec = frameTimesSec[startFrame + t] - voiceOffsetSec;
    const inside = voiceEnvelope(voiceSec, voiceDurationSec);
    if (inside === 0) continue;
    const place = (voiceSec - curve.startSec) * curve.rateHz;
    sampleCubic(curve, place, values);
    for (let k = 0; k < componentCount; k++) coefficients[t * componentCount + k] = inside * values[k];
    opening[t] = inside * values[componentCount];
    closedProbability[t] = 1 - inside * (1 - sampleLinear(curve.closedProbability, place));
    gate[t] = inside * sampleLinear(curve.gate, place);
  }
  const strength = strengthOf(request.strength ?? 1, startFrame, frameCount);
  if (silencePolicy === 'original') limitSteps(strength, gate);
  return { startFrame, frameCount, componentCount, coefficients, opening, closedProbability, strength };
}

/** Time (seconds) in which the mouth goes to rest at a cut end of the voice, and comes from it at a cut start. */
const edgeSec = 0.12;

/** 1 inside the voice, 0 outside it, with a short linear way down just outside, so that nothing jumps. */
function voiceEnvelope(voiceSec: number, durationSec: number): number {
  const outside = Math.max(-voiceSec, voiceSec - durationSec, 0);
  return Math.max(0, 1 - outside / edgeSec);
}

/** Catmull-Rom between the curve's steps; held at its ends. */
function sampleCubic({ values, valueCount, stepCount }: LipCurve, place: number, out: Float64Array): void {
  const at = Math.min(stepCount - 1, Math.max(0, place));
  const low = Math.min(stepCount - 1, Math.floor(at));
  const x = at - low;
  const row = (offset: number) => Math.min(stepCount - 1, Math.max(0, low + offset)) * valueCount;
  const [r0, r1, r2, r3] = [row(-1), row(0), row(1), row(2)];
  for (let k = 0; k < valueCount; k++) {
    const [a, b, c, d] = [values[r0 + k], values[r1 + k], values[r2 + k], values[r3 + k]];
    out[k] = b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
  }
}

function sampleLinear(series: Float32Array, place: number): number {
  const at = Math.min(series.length - 1, Math.max(0, place));
  const low = Math.floor(at);
  const high = Math.min(series.length - 1, low + 1);
  return series[low] + (at - low) * (series[high] - series[low]);
}

function strengthOf(strength: Float32Array | number, startFrame: number, frameCount: number): Float32Array {
  if (typeof strength === 'number') return new Float32Array(frameCount).fill(strength);
  return strength.slice(startFrame, startFrame + frameCount);
}

/** Lowers the strength to the gate (in place), and keeps every change of it to at most 1 / 4 a frame by lowering the higher side. */
function limitSteps(strength: Float32Array, gate: Float32Array): void {
  const step = 1 / rampFrames;
  for (let t = 0; t < strength.length; t++) strength[t] = Math.min(strength[t], gate[t]);
  for (let t = 1; t < strength.length; t++) strength[t] = Math.min(strength[t], strength[t - 1] + step);
  for (let t = strength.length - 2; t >= 0; t--) strength[t] = Math.min(strength[t], strength[t + 1] + step);
}
