import { describe, expect, it } from 'vitest';
import { makeFrameRate } from '../../../../core/time/frame-rate.ts';
import { frameOfTimecode, timecodeOf } from '../../../../core/time/timecode.ts';

const ntsc = makeFrameRate(30_000, 1001);
const pal = makeFrameRate(25);

describe('timecode', () => {
  it('counts frames, seconds, minutes and hours', () => {
    expect([0, 24, 25, 1500, 90_000 + 7].map((frame) => timecodeOf(frame, pal))).toEqual([
      '00:00:00:00',
      '00:00:00:24',
      '00:00:01:00',
      '00:01:00:00',
      '01:00:00:07',
    ]);
  });

  it('counts 23.976 as 24 without dropping', () => {
    expect(timecodeOf(24 * 60, makeFrameRate(24_000, 1001))).toBe('00:01:00:00');
  });

  it('leaves out two numbers a minute at 29.97, but not in every tenth minute', () => {
    expect([1799, 1800, 17_981, 17_982].map((frame) => timecodeOf(frame, ntsc))).toEqual([
      '00:00:59;29',
      '00:01:00;02',
      '00:09:59;29',
      '00:10:00;00',
    ]);
  });

  it('is within a frame of the clock after an hour of drop frames', () => {
    expect(timecodeOf(107_892, ntsc)).toBe('01:00:00;00');
    expect(timecodeOf(215_784, makeFrameRate(60_000, 1001))).toBe('01:00:00;00');
  });

  it('finds the frame of what it wrote', () => {
    for (const rate of [pal, ntsc, makeFrameRate(60_000, 1001), makeFrameRate(24_000, 1001)]) {
      for (let frame = 0; frame < 40_000; frame += 7)
        expect(frameOfTimecode(timecodeOf(frame, rate), rate)).toBe(frame);
    }
  });

  it('reads short forms, and takes a left-out number for the next frame', () => {
    expect(frameOfTimecode('12:05', pal)).toBe(305);
    expect(frameOfTimecode('00:01:00;00', ntsc)).toBe(1800);
  });

  it('refuses what is no timecode', () => {
    for (const text of ['', 'abc', '1:2:3:4:5', '00:00:00:25', '1:-2']) expect(frameOfTimecode(text, pal)).toBeNull();
  });
});
