import { describe, expect, it } from 'vitest';
import { faceBoxOf, loupeSourceOf, mouthPlaceOf } from '../../../../renderer/features/viewer/face-places.ts';

const frontal = { yaw: 0, pitch: 0, roll: 0, x: 500, y: 300, scale: 100 };

describe('places of a face', () => {
  it('finds the mouth straight below the nose bridge of a frontal face', () => {
    expect(mouthPlaceOf(frontal)).toEqual({ x: 500, y: 385 });
  });

  it('follows a head that is tilted to its side', () => {
    const mouth = mouthPlaceOf({ ...frontal, roll: Math.PI / 2 });
    expect(mouth.x).toBeCloseTo(415);
    expect(mouth.y).toBeCloseTo(300);
  });

  it('puts bridge and mouth inside the box, in proportion to the face', () => {
    const box = faceBoxOf({ ...frontal, scale: 50 });
    expect(box.x).toBeLessThan(500);
    expect(box.x + box.widthPx).toBeGreaterThan(500);
    expect(box.y).toBeLessThan(300);
    expect(box.y + box.heightPx).toBeGreaterThan(342.5);
    expect(box.heightPx).toBeCloseTo(faceBoxOf(frontal).heightPx / 2);
  });

  it('centres the loupe on the mouth with the shape of its window', () => {
    const source = loupeSourceOf({ x: 500, y: 385 }, 100, 2);
    expect(source.x + source.widthPx / 2).toBeCloseTo(500);
    expect(source.y + source.heightPx / 2).toBeCloseTo(385);
    expect(source.widthPx / source.heightPx).toBeCloseTo(2);
  });
});
