import { describe, expect, it } from 'vitest';
import { curveValueAt, makePeak } from '../../../../core/edit/keyframe-curve.ts';
import type { Keyframe } from '../../../../core/edit/factor-edit.ts';

const keyframes = (interpolation: Keyframe['interpolation']): readonly Keyframe[] => [
  { timeSec: 1, value: 0, interpolation },
  { timeSec: 2, value: 10, interpolation },
  { timeSec: 4, value: 4, interpolation },
];

describe('a keyframe curve', () => {
  it('holds its first value before and its last value after', () => {
    expect(curveValueAt(keyframes('linear'), 0)).toBe(0);
    expect(curveValueAt(keyframes('linear'), 9)).toBe(4);
  });

  it('goes straight between linear keyframes', () => {
    expect(curveValueAt(keyframes('linear'), 1.25)).toBeCloseTo(2.5);
    expect(curveValueAt(keyframes('linear'), 3)).toBeCloseTo(7);
  });

  it('stays and jumps at hold keyframes', () => {
    expect(curveValueAt(keyframes('hold'), 1.999)).toBe(0);
    expect(curveValueAt(keyframes('hold'), 2)).toBe(10);
  });

  it('leaves and reaches ease keyframes without speed', () => {
    const ease = keyframes('ease');
    expect(curveValueAt(ease, 1.5)).toBeCloseTo(5);
    expect(curveValueAt(ease, 1.01)).toBeLessThan(0.01);
    expect(curveValueAt(ease, 1.99)).toBeGreaterThan(9.99);
  });

  it('passes through its own keyframes', () => {
    for (const { timeSec, value } of keyframes('ease')) expect(curveValueAt(keyframes('ease'), timeSec)).toBe(value);
  });

  it('makes a peak that starts and ends at its base', () => {
    const blink = makePeak({ startSec: 1, peakSec: 1.1, endSec: 1.3 }, 1);
    expect([0.9, 1.1, 1.3, 2].map((timeSec) => curveValueAt(blink, timeSec))).toEqual([0, 1, 0, 0]);
  });
});
