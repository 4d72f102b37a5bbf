import { describe, expect, it } from 'vitest';
import { learnLipAdaptation } from '../../../../core/analysis/lip-adaptation.ts';
import { lipCurveFrom } from '../../../../core/analysis/lip-curve.ts';
import { learnPersonShape } from '../../../../core/analysis/person-shape.ts';
import { correlationOf } from '../../../../core/tensor/correlation.ts';
import {
  aCanonicalFace,
  aFaceTrack,
  aLipBasis,
  aVoicePrediction,
  makeNormal,
  type MadeFrame,
} from '../../../support/a-speaking-person.ts';

const face = aCanonicalFace();
const basis = aLipBasis();
const hiddenSize = 12;

/** A voice whose features vary smoothly, and a person whose opening follows feature 0 and 1 although the network knows only feature 0. */
function aVoiceAndPerson(stepCount: number, options: { lagSteps?: number; isForeign?: boolean } = {}) {
  const { lagSteps = 0, isForeign = false } = options;
  const normal = makeNormal(3);
  const hidden = new Float32Array(stepCount * hiddenSize);
  for (let d = 0; d < hiddenSize; d++) {
    for (let t = 0, value = 0; t < stepCount; t++) {
      value = 0.75 * value + 0.66 * normal();
      hidden[t * hiddenSize + d] = value;
    }
  }
  const feature = (t: number, d: number) => hidden[Math.min(stepCount - 1, Math.max(0, t)) * hiddenSize + d];
  const prediction = aVoicePrediction(stepCount, { opening: (t) => 1 + 0.6 * feature(t, 0), hidden, hiddenSize });
  const frames: MadeFrame[] = Array.from({ length: stepCount }, (_, t) => {
    const heard = t + lagSteps;
    const opening = isForeign ? 1 + normal() : 1.5 + 0.6 * feature(heard, 0) + 0.8 * feature(heard, 1);
    return { coefficients: [0.05 * Math.max(0, opening), 0, 0] };
  });
  const tracks = [aFaceTrack(frames, face, basis)];
  const frameTimesSec = Float64Array.from(frames, (_, t) => t / 25);
  const person = learnPersonShape({ tracks, face, basis, defaults: { articulationScale: 0.05, restShare: 0.12 } });
  return { prediction, frames, input: { prediction, tracks, frameTimesSec, person, face, basis } };
}

describe("learning from the person's own speech", () => {
  it('recovers a person who speaks by a linear rule', () => {
    const { input, prediction, frames } = aVoiceAndPerson(600);
    const adaptation = learnLipAdaptation(input);
    expect(adaptation.isUsed).toBe(true);
    expect(adaptation.scoreBefore!).toBeLessThan(0.75);
    expect(adaptation.scoreAfter!).toBeGreaterThan(0.93);
    const truth = frames.map(({ coefficients }) => coefficients[0]);
    const openingAfter = (learned: typeof adaptation | null) => {
      const curve = lipCurveFrom(prediction, input.person, learned);
      return Array.from(
        { length: curve.stepCount },
        (_, t) => curve.values[t * curve.valueCount + curve.valueCount - 1],
      );
    };
    expect(correlationOf(openingAfter(adaptation), truth)).toBeGreaterThan(
      correlationOf(openingAfter(null), truth) + 0.15,
    );
  });

  it('finds by how much the own sound is late, and learns in spite of it', () => {
    const adaptation = learnLipAdaptation(aVoiceAndPerson(600, { lagSteps: 5 }).input);
    expect(Math.abs(adaptation.lagSec - 5 / 25)).toBeLessThan(0.02);
    expect(adaptation.scoreAfter!).toBeGreaterThan(0.9);
  });

  it('learns nothing from a sound that does not go with the lips', () => {
    const adaptation = learnLipAdaptation(aVoiceAndPerson(600, { isForeign: true }).input);
    expect(adaptation.isUsed).toBe(false);
    expect(adaptation.lagSec).toBe(0);
    expect(adaptation.correction).toBeNull();
  });

  it('learns nothing from three seconds, and says how much it needs', () => {
    const adaptation = learnLipAdaptation(aVoiceAndPerson(75).input);
    expect(adaptation.isUsed).toBe(false);
    expect(adaptation.sentence).toContain('4 s are needed');
  });

  it('counts in part below ten seconds', () => {
    const adaptation = learnLipAdaptation(aVoiceAndPerson(160).input);
    expect(adaptation.share).toBeGreaterThan(0.2);
    expect(adaptation.share).toBeLessThan(0.9);
  });
});
