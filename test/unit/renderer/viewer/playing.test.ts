import { describe, expect, it } from 'vitest';
import { evenFrameTimes } from '../../../../renderer/features/viewer/frame-identification.ts';
import { frameAfterReverse, shuttled } from '../../../../renderer/features/viewer/shuttle.ts';
import { correctionFor } from '../../../../renderer/features/viewer/sound-sync.ts';

describe('the shuttle keys', () => {
  it('goes faster with every L up to eight times', () => {
    const rates = [0];
    for (let press = 0; press < 5; press++) rates.push(shuttled(rates[press], 1));
    expect(rates).toEqual([0, 1, 2, 4, 8, 8]);
  });

  it('slows down, stops and turns round with J', () => {
    const rates = [4];
    for (let press = 0; press < 5; press++) rates.push(shuttled(rates[press], -1));
    expect(rates).toEqual([4, 2, 1, 0, -1, -2]);
  });

  it('steps backward in real time whatever the frame times are', () => {
    const times = evenFrameTimes(250, { num: 25, den: 1 });
    expect(frameAfterReverse(times, 4, 1, 1)).toBe(75);
    expect(frameAfterReverse(times, 4, 2, 1)).toBe(50);
    expect(frameAfterReverse(times, 4, 8, 1)).toBe(0);
  });
});

describe('a sound that follows the picture', () => {
  it('is left alone while nobody can hear the drift', () => {
    expect(correctionFor(0.005)).toEqual({ kind: 'none' });
  });

  it('is slowed when it is ahead and hurried when it is behind', () => {
    const ahead = correctionFor(0.03);
    const behind = correctionFor(-0.03);
    expect(ahead.kind === 'bend' && ahead.rate).toBeLessThan(1);
    expect(behind.kind === 'bend' && behind.rate).toBeGreaterThan(1);
  });

  it('comes back within 40 ms for any drift that is bent away', () => {
    let drift = 0.119;
    for (let step = 0; step < 100; step++) {
      const correction = correctionFor(drift);
      if (correction.kind === 'bend') drift += (correction.rate - 1) * 0.1;
    }
    expect(Math.abs(drift)).toBeLessThan(0.04);
  });

  it('jumps when it is far off', () => {
    expect(correctionFor(0.5)).toEqual({ kind: 'jump' });
    expect(correctionFor(-3)).toEqual({ kind: 'jump' });
  });
});
