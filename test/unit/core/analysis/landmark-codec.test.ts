import { describe, expect, test } from 'vitest';
import { decodeLandmarks, encodeLandmarks, landmarkRecordBytes } from '../../../../core/analysis/landmark-codec.ts';
import { landmarkValues } from '../../../../core/geometry/landmarks.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

describe('stored landmarks', () => {
  test('come back to within 0.02 px for faces up to 1200 px, wherever they are', () => {
    const random = makeRandom(8);
    for (const sizePx of [20, 200, 1200]) {
      const landmarks = Float32Array.from(
        { length: landmarkValues },
        (_, i) => [3400, 1900, 0][i % 3] + (random() - 0.5) * sizePx,
      );
      const record = new Uint8Array(landmarkRecordBytes);
      encodeLandmarks(landmarks, record);
      const back = new Float32Array(landmarkValues);
      expect(decodeLandmarks(record, back)).toBe(true);
      const worst = Math.max(...landmarks.map((value, i) => Math.abs(value - back[i])));
      expect(worst).toBeLessThan(0.02);
    }
  });

  test('an empty record says that no face was there and touches nothing', () => {
    const out = new Float32Array(landmarkValues).fill(7);
    expect(decodeLandmarks(new Uint8Array(landmarkRecordBytes), out)).toBe(false);
    expect(out.every((value) => value === 7)).toBe(true);
  });

  test('a mesh shrunk to one point is still a face', () => {
    const record = new Uint8Array(landmarkRecordBytes);
    encodeLandmarks(new Float32Array(landmarkValues).fill(5), record);
    const out = new Float32Array(landmarkValues);
    expect(decodeLandmarks(record, out)).toBe(true);
    expect(out[100]).toBeCloseTo(5, 3);
  });
});
