import { describe, expect, it } from 'vitest';
import { evenFrameTimes, frameShownAt, seekTimeOf } from '../../../../renderer/features/viewer/frame-identification.ts';

const ntsc = evenFrameTimes(3000, { num: 30000, den: 1001 });

describe('identifying the frame that a video element shows', () => {
  it('finds every frame of a 29.97 video from a time rounded to microseconds', () => {
    const wrong = [...ntsc.keys()].filter((frame) => frameShownAt(ntsc, Math.round(ntsc[frame] * 1e6) / 1e6) !== frame);
    expect(wrong).toEqual([]);
  });

  it('finds every frame of a video with uneven frame times', () => {
    const uneven = Float64Array.from([0, 0.02, 0.1, 0.101, 0.5, 2]);
    expect([...uneven].map((time) => frameShownAt(uneven, time))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('gives the first and the last frame for times outside the video', () => {
    expect(frameShownAt(ntsc, -1)).toBe(0);
    expect(frameShownAt(ntsc, 1e6)).toBe(2999);
  });

  it('seeks inside the time of the frame, never at its border', () => {
    for (const frame of [0, 1, 17, 2998]) {
      const time = seekTimeOf(ntsc, frame);
      expect(time).toBeGreaterThan(ntsc[frame] + 0.001);
      expect(time).toBeLessThan(ntsc[frame + 1] - 0.001);
    }
  });

  it('seeks to the last frame without reaching the end of the video', () => {
    const time = seekTimeOf(ntsc, 2999);
    expect(time).toBeGreaterThan(ntsc[2999]);
    expect(time).toBeLessThan(ntsc[2999] + 1001 / 30000);
  });

  it('can seek in a video of one frame', () => {
    expect(seekTimeOf(Float64Array.of(0), 5)).toBe(0);
  });
});
