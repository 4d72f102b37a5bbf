import { describe, expect, it } from 'vitest';
import { frameTimingOf } from '../../../../core/media/frame-timing.ts';
import { makeFrameRate } from '../../../../core/time/frame-rate.ts';

const film = makeFrameRate(24_000, 1001);

describe('the rate of a stream', () => {
  it('is the declared one when milliseconds round every frame', () => {
    const ticks = Array.from({ length: 500 }, (_, index) => Math.round((index * 1001 * 1000) / 24_000));
    const timing = frameTimingOf(ticks, makeFrameRate(1000), [film], null);
    expect(timing).toEqual({ frameRate: film, isVariableFrameRate: false, lastFrameTicks: 42 });
  });

  it('is the declared one when milliseconds were copied into a finer clock', () => {
    const ticks = Array.from({ length: 500 }, (_, index) => 90 * Math.round((index * 1001 * 1000) / 24_000));
    const timing = frameTimingOf(ticks, makeFrameRate(90_000), [film], null);
    expect([timing.frameRate, timing.isVariableFrameRate]).toEqual([film, false]);
  });

  it('is the exact one of two that are close', () => {
    const ticks = Array.from({ length: 20 }, (_, index) => index * 1001);
    const declared = [makeFrameRate(30), makeFrameRate(30_000, 1001)];
    expect(frameTimingOf(ticks, makeFrameRate(30_000), declared, null).frameRate).toEqual(makeFrameRate(30_000, 1001));
  });

  it('is measured when the declaration is wrong', () => {
    const ticks = Array.from({ length: 100 }, (_, index) => index * 1001);
    const timing = frameTimingOf(ticks, makeFrameRate(30_000), [makeFrameRate(25)], null);
    expect(timing.frameRate).toEqual(makeFrameRate(30_000, 1001));
    expect(timing.isVariableFrameRate).toBe(false);
  });

  it('is variable when one frame is missing, and then is the mean over the whole length', () => {
    const ticks = [0, 512, 1024, 2048, 2560];
    const timing = frameTimingOf(ticks, makeFrameRate(12_800), [makeFrameRate(25)], 512);
    expect(timing.isVariableFrameRate).toBe(true);
    expect(timing.frameRate).toEqual(makeFrameRate(5 * 12_800, 3072));
    expect(timing.lastFrameTicks).toBe(512);
  });

  it('of a single picture is what is declared, and 25 without a word', () => {
    expect(frameTimingOf([0], makeFrameRate(12_800), [film], null).lastFrameTicks).toBe(534);
    expect(frameTimingOf([0], makeFrameRate(12_800), [], null).frameRate).toEqual(makeFrameRate(25));
  });
});
