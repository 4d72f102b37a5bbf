import { describe, expect, test } from 'vitest';
import { makeCropPath } from '../../../../core/analysis/crop-path.ts';
import type { LandmarkSource } from '../../../../core/analysis/face-track.ts';
import { landmarkValues } from '../../../../core/geometry/landmarks.ts';

const rightEye = [33, 160, 158, 133, 153, 144];
const leftEye = [362, 385, 387, 263, 373, 380];
const innerMouth = [78, 82, 13, 312, 308, 317, 14, 87];

/** A face twice as large as the crop wants it and turned by 0.2, moving by 3 px a frame; not seen in frame 7. */
function aMovingFace(): LandmarkSource {
  const places: readonly [readonly number[], number, number][] = [
    [rightEye, 87, 59],
    [leftEye, 137, 59],
    [innerMouth, 112, 120],
  ];
  return {
    startFrame: 5,
    endFrame: 25,
    read(frame, out) {
      if (frame === 12) return false;
      out.fill(0, 0, landmarkValues);
      for (const [indices, x, y] of places) {
        const [c, s] = [2 * Math.cos(0.2), 2 * Math.sin(0.2)];
        for (const index of indices) out.set([c * x - s * y + 400 + 3 * frame, s * x + c * y + 100, 0], index * 3);
      }
      return true;
    },
  };
}

describe('the crop path', () => {
  test('brings eyes and mouth to the places that the networks expect, whatever the size and turn of the face', () => {
    const { affines, startFrame } = makeCropPath(aMovingFace());
    expect(startFrame).toBe(5);
    const landmarks = new Float32Array(landmarkValues);
    aMovingFace().read(5, landmarks);
    const at = (index: number) => {
      const [x, y] = [landmarks[index * 3], landmarks[index * 3 + 1]];
      return [affines[0] * x + affines[1] * y + affines[2], affines[3] * x + affines[4] * y + affines[5]];
    };
    [
      [33, 87, 59],
      [263, 137, 59],
      [13, 112, 120],
    ].forEach(([index, x, y]) => {
      expect(at(index)[0]).toBeCloseTo(x, 2);
      expect(at(index)[1]).toBeCloseTo(y, 2);
    });
  });

  test("follows a moving mouth to within a quarter of one frame's motion", () => {
    const { affines } = makeCropPath(aMovingFace());
    const landmarks = new Float32Array(landmarkValues);
    aMovingFace().read(20, landmarks);
    const o = 15 * 6;
    const mouthX = affines[o] * landmarks[13 * 3] + affines[o + 1] * landmarks[13 * 3 + 1] + affines[o + 2];
    // 3 px of the frame are 1.5 px of the crop; the smoothing's lag is 0.2 / 0.8 of that.
    expect(Math.abs(mouthX - 112)).toBeLessThan(0.4);
  });

  test('takes up the mouth where it is after the face was lost, not on the way from where it was', () => {
    const { affines } = makeCropPath(aMovingFace());
    const landmarks = new Float32Array(landmarkValues);
    aMovingFace().read(13, landmarks);
    const o = 8 * 6;
    const mouth = innerMouth.map((index) => [landmarks[index * 3], landmarks[index * 3 + 1]]);
    const [x, y] = [0, 1].map((d) => mouth.reduce((sum, point) => sum + point[d], 0) / mouth.length);
    expect(affines[o] * x + affines[o + 1] * y + affines[o + 2]).toBeCloseTo(112, 2);
    expect(affines[o + 3] * x + affines[o + 4] * y + affines[o + 5]).toBeCloseTo(120, 2);
  });

  test('aligns a single picture', () => {
    const { affines } = makeCropPath({ ...aMovingFace(), endFrame: 6 });
    expect(affines).toHaveLength(6);
    // Half as large and turned back by 0.2.
    expect(Math.hypot(affines[0], affines[3])).toBeCloseTo(0.5, 4);
    expect(Math.atan2(affines[3], affines[0])).toBeCloseTo(-0.2, 4);
  });

  test('knows no crop of a face that is never seen', () => {
    const { affines } = makeCropPath({ startFrame: 0, endFrame: 3, read: () => false });
    expect([...affines].every(Number.isNaN)).toBe(true);
  });

  test('says nothing of frames without the face', () => {
    expect(makeCropPath(aMovingFace()).affines[7 * 6]).toBeNaN();
  });
});
