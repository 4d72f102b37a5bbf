import { describe, expect, it } from 'vitest';
import { rampFrames, strengthCurve } from '../../../main/services/strength-curve.ts';

const times = Float64Array.from({ length: 50 }, (_, frame) => frame / 25);

describe('the strength curve', () => {
  it('is the same everywhere without ranges', () => {
    expect(new Set(strengthCurve(times, 0.75, []))).toEqual(new Set([0.75]));
  });

  it('is 0 outside of the ranges and never jumps by more than a ramp step', () => {
    const curve = strengthCurve(times, 1, [{ startSec: 0.4, endSec: 1.2 }]);
    expect(curve.slice(0, 10).every((value) => value === 0)).toBe(true);
    expect(curve.slice(30).every((value) => value === 0)).toBe(true);
    expect(Math.max(...curve)).toBe(1);
    for (let frame = 1; frame < curve.length; frame++) {
      expect(Math.abs(curve[frame] - curve[frame - 1])).toBeLessThanOrEqual(1 / rampFrames + 1e-6);
    }
  });

  it('needs no ramp at the ends of the video', () => {
    const curve = strengthCurve(times, 1, [{ startSec: 0, endSec: 2 }]);
    expect([curve[0], curve[49]]).toEqual([1, 1]);
  });

  it('stays low in a range that is shorter than its ramps', () => {
    const curve = strengthCurve(times, 1, [{ startSec: 1, endSec: 1.08 }]);
    expect([...curve.slice(24, 29)].map((value) => Number(value.toFixed(2)))).toEqual([0, 0.2, 0.2, 0, 0]);
  });

  it.each([
    [-1, 2],
    [3, 3],
    [2, 1],
    [5, 9],
  ])('refuses the range %i to %i', (startSec, endSec) => {
    expect(() => strengthCurve(times, 1, [{ startSec, endSec }])).toThrow(
      expect.objectContaining({ code: 'edit.invalid-range' }),
    );
  });
});
