import { describe, expect, it } from 'vitest';
import { factorHandles, type FactorName, type FactorTrack } from '../../../core/analysis/factor.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import {
  faceEditMotionOf,
  mouthMotionOf,
  voiceStrength,
  type MotionRequest,
} from '../../../main/services/scene/scene-motion.ts';
import type { HeardPassage } from '../../../main/services/scene/scene-voices.ts';
import {
  aCanonicalFace,
  aFaceTrack,
  aLipBasis,
  aPersonShape,
  aVoicePrediction,
} from '../../support/a-speaking-person.ts';

const face = aCanonicalFace();
const basis = aLipBasis();
const frameCount = 200;
const frameTimesSec = Float64Array.from({ length: frameCount }, (_, frame) => frame / 25);
const restShape = Float32Array.from(basis.pointIndices.flatMap((p) => [...face.vertices.subarray(p * 3, p * 3 + 3)]));
const shape = aPersonShape({ restShape, openingDirection: basis.basis.slice(0, restShape.length) });
const rest = { opening: 0.01, mouthWidth: 0.9, lipThickness: 0.2, chinY: 0.5 };
const person: MotionRequest['person'] = { shape, basis, adaptation: null, rest };

/** A track of 200 frames whose own lips are open by .02 all the time, and whose other factors are 0. */
function aTrack(): FaceTrack {
  const track = aFaceTrack(
    Array.from({ length: frameCount }, () => ({ coefficients: [0.02, 0, 0] as const })),
    face,
    basis,
  );
  const factor = (name: FactorName): FactorTrack => {
    const handles = factorHandles[name];
    const values = new Float32Array(frameCount * handles.length);
    if (name === 'lip') for (let t = 0; t < frameCount; t++) values[t * handles.length] = 0.02;
    return { factor: name, handles, startFrame: 0, values };
  };
  const factors = {
    lip: factor('lip'),
    eye: factor('eye'),
    headPose: factor('headPose'),
    expression: factor('expression'),
  };
  return { ...track, factors };
}

function aPassage(startSec: number, endSec: number): HeardPassage {
  const prediction = aVoicePrediction(Math.round((endSec - startSec) * 25), { opening: (t) => 1 + Math.sin(t) });
  return { startSec, endSec, voices: [], prediction };
}

function anEdit(changes: Partial<Extract<FactorEdit, { kind: 'offset' }>> = {}): FactorEdit {
  return {
    editId: 'e',
    faceNumber: 1,
    factor: 'lip',
    handle: 'open',
    kind: 'offset',
    amount: 0.05,
    startSec: 6,
    endSec: 7,
    rampInSec: 0,
    rampOutSec: 0,
    isEnabled: true,
    position: 1,
    ...changes,
  };
}

const request = (passages: readonly HeardPassage[], edits: readonly FactorEdit[]): MotionRequest => ({
  person,
  passages,
  edits,
  frameTimesSec,
  sourceOf: () => null,
});

describe('how much voices drive', () => {
  it('is all inside of a passage, nothing away from it, and never changes by more than a fifth a frame', () => {
    const strength = voiceStrength([aPassage(2, 4)], frameTimesSec);
    expect(strength[75]).toBe(1);
    expect(strength[40]).toBe(0);
    expect(strength[110]).toBe(0);
    for (let t = 1; t < frameCount; t++)
      expect(Math.abs(strength[t] - strength[t - 1])).toBeLessThanOrEqual(0.2 + 1e-6);
  });

  it('has no ramp where the picture begins or ends', () => {
    const strength = voiceStrength([aPassage(0, 8)], frameTimesSec);
    expect(strength.every((value) => value === 1)).toBe(true);
  });

  it('is nothing for voices that lie behind the picture', () => {
    expect(voiceStrength([aPassage(20, 22)], frameTimesSec).every((value) => value === 0)).toBe(true);
  });
});

describe('the lip motion of a track', () => {
  it('is null without voices and edits', () => {
    expect(mouthMotionOf(request([], []), aTrack())).toBeNull();
  });

  it('follows the voice only where it is', () => {
    const motion = mouthMotionOf(request([aPassage(2, 4)], []), aTrack());
    expect(motion?.strength[75]).toBe(1);
    expect(motion?.opening[75]).toBeGreaterThan(0);
    expect(motion?.strength[150]).toBe(0);
    expect(motion?.change).toBeUndefined();
  });

  it('starts from the own lips where an edit acts without a voice', () => {
    const motion = mouthMotionOf(request([aPassage(2, 4)], [anEdit()]), aTrack());
    expect(motion?.ownShare?.[162]).toBe(1);
    expect(motion?.strength[162]).toBe(1);
    expect(motion?.change?.opening[162]).toBeCloseTo(0.05, 5);
    expect(motion?.strength[149]).toBe(0);
    expect(motion?.strength[175]).toBe(0);
  });

  it('adds an edit to the voice where one speaks, and leaves the strength', () => {
    const motion = mouthMotionOf(request([aPassage(2, 4)], [anEdit({ startSec: 2.5, endSec: 3 })]), aTrack());
    expect(motion?.ownShare?.[68]).toBe(0);
    expect(motion?.strength[68]).toBe(1);
    expect(motion?.change?.opening[68]).toBeCloseTo(0.05, 5);
    expect(motion?.change?.opening[80]).toBe(0);
  });

  it('is blended to the original pixels by a blend, also under an edit', () => {
    const blend: FactorEdit = {
      ...anEdit(),
      kind: 'blend',
      share: 0,
      handle: null,
      startSec: 2.4,
      endSec: 3.2,
      position: 2,
    };
    const motion = mouthMotionOf(request([aPassage(2, 4)], [anEdit({ startSec: 2.5, endSec: 3 }), blend]), aTrack());
    expect(motion?.strength[70]).toBe(0);
    expect(motion?.strength[85]).toBe(1);
  });

  it('is null when an edit asks for what is there already', () => {
    expect(mouthMotionOf(request([], [anEdit({ amount: 0 })]), aTrack())).toBeNull();
  });

  it('ignores disabled edits', () => {
    expect(mouthMotionOf(request([], [anEdit({ isEnabled: false })]), aTrack())).toBeNull();
  });
});

describe('the change of the other factors', () => {
  it('is what an edit adds, in its range, and nothing of another factor', () => {
    const motion = faceEditMotionOf(request([], [anEdit({ factor: 'eye', handle: 'gazeYaw', amount: 0.1 })]), aTrack());
    expect(motion?.eye[160 * 4 + 2]).toBeCloseTo(0.1, 6);
    expect(motion?.eye[100 * 4 + 2]).toBe(0);
    expect(motion?.headPose.every((value) => value === 0)).toBe(true);
    expect(motion?.expression.every((value) => value === 0)).toBe(true);
  });

  it('is null when only lips are edited', () => {
    expect(faceEditMotionOf(request([], [anEdit()]), aTrack())).toBeNull();
  });
});
