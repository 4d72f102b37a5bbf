import { describe, expect, test } from 'vitest';
import { longestFilledGap, smoothLandmarks } from '../../../../core/analysis/landmark-smoothing.ts';
import { aCanonicalFace, makeNormal } from '../../../support/a-speaking-person.ts';
import { aPosedFace } from '../../../support/a-posed-face.ts';

const base = aPosedFace(aCanonicalFace(), { x: 300, y: 200 });

/** A face whose every point is shifted by `shift(t)` px along x. */
function faceAt(shift: number): Float32Array {
  return base.map((value, i) => (i % 3 === 0 ? value + shift : value));
}

interface Smoothed {
  readonly shifts: Map<number, number>;
  readonly interpolated: number[];
}

function smooth(
  frameCount: number,
  shift: (t: number) => number,
  isSeen: (t: number) => boolean = () => true,
  point = 0,
): Smoothed {
  const shifts = new Map<number, number>();
  const interpolated: number[] = [];
  smoothLandmarks(
    100,
    100 + frameCount,
    (frame, out) => {
      if (!isSeen(frame - 100)) return false;
      out.set(faceAt(shift(frame - 100)));
      return true;
    },
    (frame, landmarks, isInterpolated) => {
      shifts.set(frame - 100, landmarks[point * 3] - base[point * 3]);
      if (isInterpolated) interpolated.push(frame - 100);
    },
  );
  return { shifts, interpolated };
}

describe('landmark smoothing', () => {
  test('keeps parabolic motion exactly, at the ends too: no lag', () => {
    const motion = (t: number) => 0.02 * t * t - 0.7 * t + 3;
    const { shifts } = smooth(30, motion);
    expect([...shifts.keys()]).toEqual(Array.from({ length: 30 }, (_, t) => t));
    for (const [t, value] of shifts) expect(value).toBeCloseTo(motion(t), 2);
  });

  test('takes about half of white noise away', () => {
    const normal = makeNormal(5);
    const noise = Float64Array.from({ length: 500 }, () => normal() * 0.5);
    const { shifts } = smooth(500, (t) => noise[t]);
    const power = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value * value, 0);
    // The filter's own figure: the sum of its squared weights, 17/35.
    expect(power(shifts.values()) / power(noise)).toBeCloseTo(17 / 35, 1);
  });

  test(`fills gaps of up to ${longestFilledGap} frames along the motion and says so`, () => {
    const { shifts, interpolated } = smooth(
      30,
      (t) => 2 * t,
      (t) => t < 10 || t >= 10 + longestFilledGap,
    );
    expect(interpolated).toEqual(Array.from({ length: longestFilledGap }, (_, i) => 10 + i));
    expect(shifts.get(12)).toBeCloseTo(24, 2);
  });

  test('leaves longer gaps open and smooths nothing across them', () => {
    const { shifts, interpolated } = smooth(
      40,
      (t) => (t < 20 ? 0 : 10),
      (t) => t < 15 || t > 20,
    );
    expect(interpolated).toEqual([]);
    expect(shifts.has(17)).toBe(false);
    expect(shifts.get(14)).toBeCloseTo(0, 3);
    expect(shifts.get(21)).toBeCloseTo(10, 3);
  });

  test('smooths nothing across a jump of the whole face: an unseen cut', () => {
    const { shifts } = smooth(20, (t) => (t < 10 ? 0 : 60));
    expect(shifts.get(9)).toBeCloseTo(0, 3);
    expect(shifts.get(10)).toBeCloseTo(60, 3);
  });

  test('leaves runs of fewer than five frames as they are', () => {
    const wobble = [0, 3, -1, 2];
    const { shifts } = smooth(4, (t) => wobble[t]);
    wobble.forEach((value, t) => expect(shifts.get(t)).toBeCloseTo(value, 3));
  });
});
