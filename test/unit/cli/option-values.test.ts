import { describe, expect, it } from 'vitest';
import { parseFaceChoice, parseTimeRanges } from '../../../main/cli/option-values.ts';
import { byteText, durationText, timecodeText } from '../../../main/cli/time-text.ts';

describe('--face', () => {
  it('takes a number, several, a point, or all', () => {
    expect(parseFaceChoice('2')).toEqual({ kind: 'numbers', faceNumbers: [2] });
    expect(parseFaceChoice('1+3+1')).toEqual({ kind: 'numbers', faceNumbers: [1, 3] });
    expect(parseFaceChoice('640,360.5')).toEqual({ kind: 'point', x: 640, y: 360.5 });
    expect(parseFaceChoice('all')).toEqual({ kind: 'all' });
  });
});

describe('--range', () => {
  it('takes seconds, minutes and hours, and several ranges', () => {
    expect(parseTimeRanges('3-7.5')).toEqual([{ startSec: 3, endSec: 7.5 }]);
    expect(parseTimeRanges('.3-0:.75')).toEqual([{ startSec: 0.3, endSec: 0.75 }]);
    expect(parseTimeRanges('1:02-1:10.5,1:00:00-1:00:01')).toEqual([
      { startSec: 62, endSec: 70.5 },
      { startSec: 3600, endSec: 3601 },
    ]);
  });
});

describe('texts for people', () => {
  it('rounds lengths of time, with hours only where there are any', () => {
    expect([0.4, 59.4, 59.6, 3599.6, 7384].map(durationText)).toEqual(['0 s', '59 s', '1:00', '1:00:00', '2:03:04']);
    expect([null, Infinity].map(durationText)).toEqual(['-', '-']);
  });

  it('writes places in a video to the hundredth', () => {
    expect([0, 4.321, 61.999, 3725.5].map(timecodeText)).toEqual(['0:00.00', '0:04.32', '1:02.00', '1:02:05.50']);
  });

  it('writes sizes in decimal units', () => {
    expect([999, 1500, 123_456, 3_400_000_000].map(byteText)).toEqual(['999 B', '1.5 kB', '123 kB', '3.4 GB']);
  });
});
