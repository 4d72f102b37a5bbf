import { describe, expect, test } from 'vitest';
import { fromCanonical, headPoseFrom, poseValues } from '../../../../core/analysis/head-pose.ts';
import { toCanonical } from '../../../../core/geometry/canonical-face.ts';
import { aCanonicalFace, makeRandom } from '../../../support/a-speaking-person.ts';
import { aPosedFace, type MadePose } from '../../../support/a-posed-face.ts';

const face = aCanonicalFace();

function poseOf(pose: MadePose): Float32Array {
  const landmarks = aPosedFace(face, pose);
  const out = new Float32Array(poseValues);
  headPoseFrom(toCanonical(landmarks, face), landmarks, out);
  return out;
}

describe('head pose', () => {
  test('gives back yaw, pitch, roll and scale of a posed head', () => {
    const random = makeRandom(3);
    for (let i = 0; i < 50; i++) {
      const [yaw, pitch, roll] = [random() * 2 - 1, random() * 1.4 - 0.7, random() * 2 - 1];
      const found = poseOf({ yaw, pitch, roll, x: 300, y: 200, scale: 80 });
      expect(found[0]).toBeCloseTo(yaw, 4);
      expect(found[1]).toBeCloseTo(pitch, 4);
      expect(found[2]).toBeCloseTo(roll, 4);
      expect(found[5]).toBeCloseTo(80, 2);
    }
  });

  test('has the signs that the studio shows: yaw to image right, pitch down, roll clockwise', () => {
    // A nose tip that sticks out toward the camera moves right with yaw and down with pitch.
    const nose = { ...face, vertices: Float32Array.from(face.vertices) };
    nose.vertices.set([0, 0, -1], 1 * 3);
    const tipOf = (pose: MadePose) => aPosedFace(nose, pose).subarray(3, 6);
    expect(tipOf({ yaw: 0.3 })[0]).toBeGreaterThan(20);
    expect(tipOf({ pitch: 0.3 })[1]).toBeGreaterThan(20);
    const rolled = aPosedFace(face, { roll: 0.3 });
    expect(rolled[263 * 3 + 1]).toBeGreaterThan(rolled[33 * 3 + 1]);
  });

  test('places the head at its nose bridge', () => {
    const landmarks = aPosedFace(face, { x: 50, y: 70 });
    const found = poseOf({ x: 50, y: 70 });
    expect(found[3]).toBe(landmarks[168 * 3]);
    expect(found[4]).toBe(landmarks[168 * 3 + 1]);
  });

  test('canonical points carried back into the frame are the landmarks again', () => {
    const landmarks = aPosedFace(face, { yaw: 0.4, pitch: -0.2, roll: 0.1, x: 640, y: 360, scale: 120 });
    const canonical = new Float32Array(landmarks.length);
    const similarity = toCanonical(landmarks, face, canonical);
    const back = fromCanonical(similarity, canonical, new Float32Array(landmarks.length));
    back.forEach((value, i) => expect(value).toBeCloseTo(landmarks[i], 2));
  });
});
