import { describe, expect, it } from 'vitest';
import {
  makeLowerFaceMeasurement,
  measureLowerFace,
  poseFeatures,
} from '../../../../core/analysis/person-shape-measure.ts';
import { learnPersonShape } from '../../../../core/analysis/person-shape.ts';
import { isStudioError } from '../../../../core/errors.ts';
import { landmarkValues } from '../../../../core/geometry/landmarks.ts';
import {
  aCanonicalFace,
  aFaceTrack,
  aLipBasis,
  madeDriftPerYaw,
  makeNormal,
  makeRandom,
  type MadeFrame,
} from '../../../support/a-speaking-person.ts';

const face = aCanonicalFace();
const basis = aLipBasis();
const defaults = { articulationScale: 0.045, restShare: 0.12 };
const learn = (frames: readonly MadeFrame[], isSpeechAtFrame?: (frame: number) => boolean) => {
  const input = { tracks: [aFaceTrack(frames, face, basis)], face, basis, defaults };
  return learnPersonShape(isSpeechAtFrame ? { ...input, isSpeechAtFrame } : input);
};

/** Speech-like frames: the mouth opens and shuts, the head turns slowly and independently. */
function speaking(count: number, seed = 1): MadeFrame[] {
  const normal = makeNormal(seed);
  return Array.from({ length: count }, (_, t) => ({
    coefficients: [Math.max(0, 0.06 * Math.sin(t * 0.9) + 0.02 * normal()), 0.004 * normal(), 0.004 * normal()],
    yawRad: 0.25 * Math.sin(t * 0.031),
    pitchRad: 0.1 * Math.sin(t * 0.017),
  }));
}

describe('learning a person', () => {
  it('finds the closed rest shape of a speaking, turning head', () => {
    const person = learn(speaking(600));
    const wanted = basis.pointIndices.flatMap((point) => [...face.vertices.subarray(point * 3, point * 3 + 3)]);
    const distance = Math.max(...wanted.map((value, i) => Math.abs(value - person.restShape[i])));
    expect(distance).toBeLessThan(0.006);
    expect(person.restOpening).toBeGreaterThan(0.008);
    expect(person.restOpening).toBeLessThan(0.014);
  });

  it('finds how the rest shape drifts with yaw', () => {
    const { poseDrift } = learn(speaking(600));
    for (let d = 0; d < 3; d++) expect(Math.abs(poseDrift[d] - madeDriftPerYaw[d])).toBeLessThan(0.025);
  });

  it('measures the same displacement in a turned head as in a straight one', () => {
    const frames: MadeFrame[] = [
      ...speaking(600),
      { coefficients: [0.05, 0.01, 0], yawRad: 0.2 },
      { coefficients: [0.05, 0.01, 0], yawRad: -0.2 },
    ];
    const track = aFaceTrack(frames, face, basis);
    const person = learnPersonShape({ tracks: [track], face, basis, defaults });
    const openings = [600, 601].map((frame) => {
      const landmarks = new Float32Array(landmarkValues);
      track.landmarks.read(frame, landmarks);
      return measureLowerFace(
        landmarks,
        poseFeatures(track.pose, frame),
        { person, face, basis },
        makeLowerFaceMeasurement(basis),
      );
    });
    expect(Math.abs(openings[0].opening - 0.05)).toBeLessThan(0.004);
    const apart = Math.max(
      ...openings[0].displacement.map((value, i) => Math.abs(value - openings[1].displacement[i])),
    );
    expect(apart).toBeLessThan(0.015);
  });

  it('takes the articulation scale from speech only', () => {
    const talk = speaking(300);
    const still: MadeFrame[] = Array.from({ length: 300 }, () => ({ coefficients: [0, 0, 0] }));
    const openings = talk.map(({ coefficients }) => coefficients[0]);
    const mean = openings.reduce((sum, value) => sum + value, 0) / openings.length;
    const deviation = Math.sqrt(openings.reduce((sum, value) => sum + (value - mean) ** 2, 0) / openings.length);
    const person = learn([...talk, ...still], (frame) => frame < 300);
    expect(Math.abs(person.articulationScale - deviation)).toBeLessThan(0.1 * deviation);
  });

  it("keeps the pack's articulation scale for a mouth that never opens", () => {
    const normal = makeNormal(5);
    const person = learn(Array.from({ length: 200 }, () => ({ coefficients: [0.001 * normal(), 0, 0] as const })));
    expect(person.articulationScale).toBeCloseTo(defaults.articulationScale, 6);
    expect(person.hasOpenMouth).toBe(false);
    expect(person.coefficientHigh[0]).toBeGreaterThan(2.5 * defaults.articulationScale);
  });

  it('knows an open mouth and how far it opened', () => {
    const person = learn(speaking(600));
    expect(person.hasOpenMouth).toBe(true);
    expect(person.largestOpening).toBeGreaterThan(0.06);
  });

  it('is not led astray by frames whose landmarks slipped', () => {
    const clean = speaking(600);
    const random = makeRandom(9);
    const slipped = clean.map((frame, t): MadeFrame =>
      t % 40 === 0 ? { ...frame, coefficients: [-0.01, 0.3 * random(), 0.3] } : frame,
    );
    const [a, b] = [learn(clean), learn(slipped)];
    const apart = Math.max(...a.restShape.map((value, i) => Math.abs(value - b.restShape[i])));
    expect(apart).toBeLessThan(0.01);
  });

  it('reads at most 1500 frames of a long video', () => {
    const track = aFaceTrack(speaking(5000), face, basis);
    learnPersonShape({ tracks: [track], face, basis, defaults });
    expect(track.readCount()).toBeLessThanOrEqual(1500);
  });

  it('makes do with a single frame', () => {
    const person = learn([{ coefficients: [0, 0, 0] }]);
    expect(Number.isFinite(person.restShape[0])).toBe(true);
    expect(person.articulationScale).toBe(defaults.articulationScale);
  });

  it('says that there is no face when none was seen', () => {
    let failure: unknown = null;
    try {
      learn([{ coefficients: [0, 0, 0], isSeen: false }]);
    } catch (error) {
      failure = error;
    }
    expect(isStudioError(failure, 'analysis.no-face')).toBe(true);
  });
});
