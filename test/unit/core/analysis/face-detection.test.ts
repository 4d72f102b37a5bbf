import { describe, expect, test } from 'vitest';
import {
  boxOfLandmarks,
  mergeDetections,
  regionFromDetection,
  regionFromLandmarks,
  type FaceDetection,
} from '../../../../core/analysis/face-detection.ts';
import { isPlausibleMesh } from '../../../../core/analysis/landmark-plausibility.ts';
import { aCanonicalFace, makeRandom } from '../../../support/a-speaking-person.ts';
import { aPosedFace } from '../../../support/a-posed-face.ts';

function aDetection(x: number, y: number, sizePx: number, score: number): FaceDetection {
  const eyeY = y + sizePx * 0.4;
  const keypoints = [x + sizePx * 0.3, eyeY, x + sizePx * 0.7, eyeY, 0, 0, 0, 0, 0, 0, 0, 0];
  return { box: { x, y, widthPx: sizePx, heightPx: sizePx }, score, keypoints };
}

describe('face detections', () => {
  test('of one face are merged, weighted by score; other faces stay', () => {
    const merged = mergeDetections([
      aDetection(10, 10, 100, 0.6),
      aDetection(300, 10, 90, 0.7),
      aDetection(20, 10, 100, 0.9),
    ]);
    expect(merged).toHaveLength(2);
    expect(merged[0].score).toBe(0.9);
    expect(merged[0].box.x).toBeCloseTo((10 * 0.6 + 20 * 0.9) / 1.5, 5);
    expect(merged[1].box.x).toBe(300);
  });

  test('give a region one and a half times as large, level with the eyes', () => {
    const tilted = { ...aDetection(100, 100, 100, 1), keypoints: [130, 130, 170, 170, 0, 0, 0, 0, 0, 0, 0, 0] };
    expect(regionFromDetection(tilted)).toEqual({ centreX: 150, centreY: 150, sizePx: 150, angleRad: Math.PI / 4 });
  });
});

describe('landmarks', () => {
  const face = aCanonicalFace();

  test('give the region for the next frame: around all points, level with the outer eye corners', () => {
    const landmarks = aPosedFace(face, { roll: 0.3, x: 200, y: 100 });
    const region = regionFromLandmarks(landmarks);
    const box = boxOfLandmarks(landmarks);
    expect(region.angleRad).toBeCloseTo(0.3, 5);
    expect(region.sizePx).toBeCloseTo(1.5 * Math.max(box.widthPx, box.heightPx), 3);
    expect(region.centreX).toBeCloseTo(box.x + box.widthPx / 2, 3);
  });

  test('are a face when they are a moved canonical face in the middle of where the net looked', () => {
    const landmarks = aPosedFace(face, { yaw: 0.5, pitch: 0.2, x: 200, y: 100 });
    const region = regionFromLandmarks(landmarks);
    expect(isPlausibleMesh(landmarks, region, face)).toBe(true);
    expect(isPlausibleMesh(landmarks, { ...region, centreX: region.centreX + region.sizePx }, face)).toBe(false);
    expect(isPlausibleMesh(landmarks, { ...region, sizePx: region.sizePx * 4 }, face)).toBe(false);
  });

  test('are none when the bones do not fit together', () => {
    const random = makeRandom(6);
    const landmarks = aPosedFace(face, { x: 200, y: 100 }).map((value) => value + (random() - 0.5) * 80);
    expect(isPlausibleMesh(landmarks, regionFromLandmarks(landmarks), face)).toBe(false);
    expect(isPlausibleMesh(landmarks.fill(Number.NaN), regionFromLandmarks(aPosedFace(face)), face)).toBe(false);
  });
});
