import { describe, expect, it } from 'vitest';
import { lineDurationSec } from '../../../../core/project/dub-line.ts';
import type { DubLine } from '../../../../core/project/records.ts';
import { parseSubtitles } from '../../../../core/media/subtitles.ts';
import {
  leastLineSec,
  lineWishes,
  movedLine,
  splitLine,
  trimmedEnd,
  trimmedStart,
  withNextTake,
} from '../../../../renderer/features/timeline/model/line-edits.ts';
import { linesFromCues, readSubtitleFile } from '../../../../renderer/features/timeline/import-subtitles.ts';
import { snapTargets, snapTo } from '../../../../renderer/features/timeline/model/snapping.ts';

function aLine(change: Partial<DubLine> = {}): DubLine {
  return {
    lineId: 'a',
    faceNumber: 1,
    text: 'one two three four',
    startSec: 10,
    gainDb: 0,
    isMuted: false,
    takes: [{ takeId: 't', assetId: 'v', sourceStartSec: 2, durationSec: 4 }],
    activeTakeId: 't',
    textDurationSec: 4,
    ...change,
  };
}

describe('a dub line', () => {
  it('keeps its voice where it is in time when its start is trimmed', () => {
    const trimmed = trimmedStart(aLine(), 11.5);
    expect(trimmed.startSec).toBe(11.5);
    expect(trimmed.takes[0]).toMatchObject({ sourceStartSec: 3.5, durationSec: 2.5 });
    expect(trimmed.startSec + lineDurationSec(trimmed)).toBe(14);
  });

  it('cannot begin before its file does, nor end after it', () => {
    expect(trimmedStart(aLine(), 5).startSec).toBe(8);
    expect(lineDurationSec(trimmedEnd(aLine(), 99, 7))).toBe(5);
    expect(lineDurationSec(trimmedEnd(aLine(), 3, 7))).toBe(leastLineSec);
    expect(lineDurationSec(trimmedStart(aLine(), 99))).toBeCloseTo(leastLineSec);
  });

  it('without a voice is trimmed by its text’s length', () => {
    const silent = aLine({ takes: [], activeTakeId: null });
    expect(trimmedStart(silent, 9)).toMatchObject({ startSec: 9, textDurationSec: 5 });
    expect(trimmedEnd(silent, 12, 0).textDurationSec).toBe(2);
  });

  it('is split with every take and its words; what is heard stays the same', () => {
    const takes = [...aLine().takes, { takeId: 'u', assetId: 'w', sourceStartSec: 0, durationSec: 1 }];
    const halves = splitLine(aLine({ takes }), 12, 'b');
    expect(halves?.map(({ lineId, startSec, text }) => [lineId, startSec, text])).toEqual([
      ['a', 10, 'one two'],
      ['b', 12, 'three four'],
    ]);
    expect(halves?.[0].takes.map(({ durationSec }) => durationSec)).toEqual([2, 1]);
    expect(halves?.[1].takes).toEqual([{ takeId: 't', assetId: 'v', sourceStartSec: 4, durationSec: 2 }]);
  });

  it('whose active take does not reach the second half goes on with one that does', () => {
    const takes = [
      { takeId: 'short', assetId: 'v', sourceStartSec: 0, durationSec: 2 },
      { takeId: 'long', assetId: 'v', sourceStartSec: 0, durationSec: 4 },
    ];
    const line = aLine({ takes, activeTakeId: 'long' });
    expect(splitLine(line, 13, 'b')?.[1].activeTakeId).toBe('long');
    expect(splitLine(aLine({ takes, activeTakeId: 'short' }), 13, 'b')).toBe(null);
  });

  it('is not split at its edges or outside of itself', () => {
    expect([9, 10, 14, 15].map((at) => splitLine(aLine(), at, 'b'))).toEqual([null, null, null, null]);
  });

  it('goes through its takes', () => {
    const takes = [...aLine().takes, { takeId: 'u', assetId: 'w', sourceStartSec: 0, durationSec: 1 }];
    const second = withNextTake(aLine({ takes }));
    expect(second.activeTakeId).toBe('u');
    expect(withNextTake(second).activeTakeId).toBe('t');
    const only = aLine();
    expect(withNextTake(only)).toBe(only);
  });

  it('takes those behind it along only with ripple', () => {
    const lines = [aLine(), aLine({ lineId: 'b', startSec: 14 }), aLine({ lineId: 'c', startSec: 3 })];
    const moved = [movedLine(lines[0], 11)];
    expect(lineWishes(moved, null)).toHaveLength(1);
    const wishes = lineWishes(moved, { lines, fromSec: 14, shiftSec: 1 });
    expect(wishes.map(({ id, after }) => [id, (after as DubLine).startSec])).toEqual([
      ['a', 11],
      ['b', 15],
    ]);
  });
});

describe('snapping', () => {
  it('brings the nearer end to the nearest target within reach', () => {
    expect(snapTo([10, 14], [9.97, 14.01, 20], 0.05)).toEqual({
      shiftSec: expect.closeTo(0.01) as number,
      targetSec: 14.01,
    });
    expect(snapTo([10, 14], [11], 0.05)).toEqual({ shiftSec: 0, targetSec: null });
  });

  it('knows playhead, ends of other lines, cuts, markers and the ends of the picture', () => {
    const targets = snapTargets({
      lines: [aLine(), aLine({ lineId: 'b', startSec: 20 })],
      movedLineIds: ['a'],
      markers: [{ markerId: 'm', timeSec: 5, label: '' }],
      cutsSec: [7],
      playheadSec: 3,
      durationSec: 30,
    });
    expect(targets.sort((a, b) => a - b)).toEqual([0, 3, 5, 7, 20, 24, 30]);
  });
});

describe('subtitles', () => {
  it('become lines without a voice, as long as their text stands', () => {
    const { cues } = parseSubtitles('1\n00:00:01,000 --> 00:00:02,500\nGood morning\n');
    let count = 0;
    const [wish] = linesFromCues(cues, 2, () => `line-${++count}`);
    expect(wish).toMatchObject({
      collection: 'lines',
      id: 'line-1',
      after: { faceNumber: 2, text: 'Good morning', startSec: 1, textDurationSec: 1.5, takes: [], activeTakeId: null },
    });
  });

  it.each([
    ['UTF-8', new TextEncoder().encode('00:01.000 --> 00:02.000\nété\n')],
    ['Windows-1252', Uint8Array.from([...'00:01.000 --> 00:02.000\n\xe9t\xe9\n'].map((sign) => sign.charCodeAt(0)))],
    [
      'UTF-16',
      new Uint8Array([0xff, 0xfe, ...[...'00:01.000 --> 00:02.000\nété\n'].flatMap((sign) => [sign.charCodeAt(0), 0])]),
    ],
  ])('are read when they are %s', async (_name, bytes) => {
    const { cues } = await readSubtitleFile(new Blob([bytes]));
    expect(cues[0].text).toBe('été');
  });
});
