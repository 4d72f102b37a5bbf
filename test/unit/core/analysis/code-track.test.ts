import { describe, expect, test } from 'vitest';
import {
  averageCodes,
  bouncedTime,
  codeRowAt,
  codeSpotAt,
  codeTimesOf,
  emptyCodeTrack,
  readCodeAt,
  type CodeTrack,
} from '../../../../core/analysis/code-track.ts';
import { frameTimes } from '../../../support/a-project.ts';

/** Codes of two numbers: the frame, and ten times the frame; NaN in `unseen`. */
function aTrack(startFrame: number, frameCount: number, unseen: readonly number[] = []): CodeTrack {
  const values = new Float32Array(frameCount * 2);
  for (let t = 0; t < frameCount; t++) {
    const frame = startFrame + t;
    values.set(unseen.includes(frame) ? [Number.NaN, Number.NaN] : [frame, 10 * frame], t * 2);
  }
  return { factor: 'eye', width: 2, startFrame, values };
}

function seenExcept(frameCount: number, unseen: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: frameCount }, (_, frame) => (unseen.includes(frame) ? 0 : 1));
}

function valueAt(track: CodeTrack, timeSec: number, unseen: readonly number[] = [], frameCount = 10): number {
  const times = codeTimesOf(frameTimes(frameCount), seenExcept(frameCount, unseen));
  if (times === null) return Number.NaN;
  const out = new Float32Array(2);
  return readCodeAt(track, codeSpotAt(times, timeSec), out) ? out[0] : Number.NaN;
}

describe('reading codes at a time', () => {
  test("gives a frame's own code at its own time and goes straight between frames", () => {
    expect(valueAt(aTrack(0, 10), 3 / 25)).toBe(3);
    expect(valueAt(aTrack(0, 10), 3.25 / 25)).toBeCloseTo(3.25, 5);
  });

  test('runs to and fro beyond both ends instead of jumping', () => {
    const track = aTrack(0, 10);
    const read = (frame: number) => valueAt(track, frame / 25);
    expect([9, 10, 11, 17, 18, 19, 27].map(read)).toEqual(
      [9, 8, 7, 1, 0, 1, 9].map((value) => expect.closeTo(value, 4)),
    );
    expect([-1, -3, -9, -10].map(read)).toEqual([1, 3, 9, 8].map((value) => expect.closeTo(value, 4)));
  });

  test('bridges frames without the face, and turns at the first and last that have it', () => {
    const unseen = [0, 1, 5, 6, 9];
    const track = aTrack(0, 10, unseen);
    expect(valueAt(track, 5.5 / 25, unseen)).toBeCloseTo(5.5, 5);
    expect(valueAt(track, 5 / 25, unseen)).toBeCloseTo(5, 5);
    expect(valueAt(track, 1 / 25, unseen)).toBeCloseTo(3, 5);
    expect(valueAt(track, 9 / 25, unseen)).toBeCloseTo(7, 5);
  });

  test('holds the code of a single picture for ever', () => {
    expect(valueAt(aTrack(0, 1), 7, [], 1)).toBe(0);
  });

  test('says where a face is never seen, and where a part of a track lacks the rows', () => {
    expect(codeTimesOf(frameTimes(4), new Uint8Array(4))).toBeNull();
    expect(valueAt(aTrack(0, 4), 8 / 25)).toBeNaN();
    expect(codeRowAt(aTrack(4, 2), 3)).toBeNull();
    expect(codeRowAt(aTrack(4, 2), 6)).toBeNull();
    expect(codeRowAt(emptyCodeTrack('lip', 3, { startFrame: 0, endFrame: 2 }), 1)).toBeNull();
  });

  test('mirrors times into a stretch', () => {
    expect(bouncedTime(5, 1, 3)).toBe(1);
    expect(bouncedTime(4.5, 1, 3)).toBe(1.5);
    expect(bouncedTime(0.5, 1, 3)).toBe(1.5);
    expect(bouncedTime(9, 2, 2)).toBe(2);
  });
});

describe('the mean over a window', () => {
  test('is that of the frames that are there', () => {
    const averaged = averageCodes(aTrack(100, 20, [107]), 5);
    const at = (frame: number) => codeRowAt(averaged, frame)?.[0] ?? Number.NaN;
    expect(at(102)).toBe(102);
    expect(at(100)).toBe(101);
    expect(at(119)).toBe(118);
    expect(at(106)).toBeCloseTo((104 + 105 + 106 + 108) / 4, 5);
    expect(at(107)).toBeNaN();
  });

  test('of one frame is the track itself', () => {
    const track = aTrack(0, 5);
    expect(averageCodes(track, 1)).toBe(track);
  });

  test('is the same for a part with margin as for the whole', () => {
    const whole = averageCodes(aTrack(0, 60), 13);
    const part = averageCodes(aTrack(14, 32), 13);
    for (let frame = 20; frame < 40; frame++) expect(codeRowAt(part, frame)).toEqual(codeRowAt(whole, frame));
  });
});
