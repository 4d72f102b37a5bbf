import { describe, expect, it } from 'vitest';
import { gapsBetween } from '../../../../renderer/features/timeline/model/gaps.ts';
import { placePeaks } from '../../../../renderer/features/timeline/model/dub-peaks.ts';
import { scaleOf, valueAt, yOf } from '../../../../renderer/features/timeline/model/curve-scale.ts';
import { ticksBetween } from '../../../../renderer/features/timeline/model/ticks.ts';
import { itemsWithin, pxOf, secOf } from '../../../../renderer/features/timeline/model/time-window.ts';
import { levelFor, makePyramid } from '../../../../renderer/features/timeline/model/value-pyramid.ts';

const pal = { num: 25, den: 1 };
const ntsc = { num: 30000, den: 1001 };

describe('the time axis', () => {
  it('gives back the time of a place', () => {
    const window = { pxPerSec: 133.7, widthPx: 1000, scrollPx: 4711 };
    expect(secOf(window, pxOf(window, 42.5))).toBeCloseTo(42.5);
  });

  it('finds what touches a range in a list of any length', () => {
    const items = Array.from({ length: 5000 }, (_, index) => ({ startSec: index }));
    const found = itemsWithin(items, ({ startSec }) => startSec, 2, { startSec: 100.5, endSec: 103 });
    expect(found.map(({ startSec }) => startSec)).toEqual([99, 100, 101, 102]);
    expect(itemsWithin([], () => 0, 0, { startSec: 0, endSec: 1 })).toEqual([]);
  });

  it('has gaps where a face is not seen', () => {
    expect(
      gapsBetween(
        [
          { startSec: 1, endSec: 4 },
          { startSec: 6, endSec: 9 },
        ],
        10,
      ),
    ).toEqual([
      { startSec: 0, endSec: 1 },
      { startSec: 4, endSec: 6 },
      { startSec: 9, endSec: 10 },
    ]);
    expect(gapsBetween([], 5)).toEqual([{ startSec: 0, endSec: 5 }]);
    expect(gapsBetween([{ startSec: 0, endSec: 5 }], 5)).toEqual([]);
  });
});

describe('the ruler', () => {
  const labels = (pxPerSec: number, rate: typeof pal, endSec = 1000 / pxPerSec) =>
    ticksBetween(0, endSec, pxPerSec, rate).filter(({ label }) => label !== '');

  it.each([0.2, 1, 7, 33, 120, 480, 2000])('leaves room for each label at %f px a second', (pxPerSec) => {
    for (const rate of [pal, ntsc]) {
      const places = labels(pxPerSec, rate).map(({ timeSec }) => timeSec * pxPerSec);
      const gaps = places.slice(1).map((place, index) => place - places[index]);
      expect(places.length).toBeGreaterThan(0);
      expect(Math.min(200, ...gaps)).toBeGreaterThan(100);
    }
  });

  it('labels whole seconds, each on its frame', () => {
    expect(labels(120, pal, 3).map(({ timeSec, label }) => [timeSec, label])).toEqual([
      [0, '00:00:00:00'],
      [1, '00:00:01:00'],
      [2, '00:00:02:00'],
      [3, '00:00:03:00'],
    ]);
  });

  it('counts drop frames: a minute of timecode begins later than a minute of the clock', () => {
    const minute = ticksBetween(0, 130, 2, ntsc).find(({ label }) => label.startsWith('00:01:00'));
    expect(minute?.label).toBe('00:01:00;02');
    expect(minute?.timeSec).toBeCloseTo((1800 * 1001) / 30000);
  });

  it('labels frames when they are wide', () => {
    expect(labels(3000, pal, 0.12).map(({ label }) => label)).toEqual([
      '00:00:00:00',
      '00:00:00:01',
      '00:00:00:02',
      '00:00:00:03',
    ]);
  });
});

describe('a curve seen from afar', () => {
  it('keeps the peak of one frame at every level', () => {
    const values = new Float32Array(90_000).fill(0.1);
    values[41_234] = 0.9;
    const { levels } = makePyramid(values);
    expect(levels.length).toBeGreaterThan(4);
    for (const { most, least } of levels) {
      expect(Math.max(...(most.length > 1000 ? most.slice(0) : most).filter((_, at) => most[at] > 0.5))).toBeCloseTo(
        0.9,
      );
      expect(least[0]).toBeCloseTo(0.1);
    }
  });

  it('has a gap only where nothing at all is known', () => {
    const values = new Float32Array(1024).fill(Number.NaN);
    values[700] = 1;
    const [, second] = makePyramid(values).levels;
    expect(Number.isNaN(second.most[0])).toBe(true);
    expect(second.most[175]).toBe(1);
  });

  it('is drawn from a level with at least one value a pixel', () => {
    const pyramid = makePyramid(new Float32Array(90_000));
    expect(levelFor(pyramid, 0.5).step).toBe(1);
    expect(levelFor(pyramid, 75).step).toBe(64);
  });
});

describe('the height of a lane', () => {
  it('shows all values and gives back the value of a place', () => {
    const handle = { name: 'yaw', unit: 'rad', neutral: 0 } as const;
    const scale = scaleOf([-0.3, 0.1, Number.NaN], handle);
    expect(scale.least).toBeLessThan(-0.3);
    expect(valueAt(scale, yOf(scale, 0.07, 80), 80)).toBeCloseTo(0.07);
  });

  it('does not blow up noise, and knows ratios', () => {
    const open = scaleOf([0, 0.001], { name: 'open', unit: 'iod', neutral: 0 });
    expect(open.most).toBeGreaterThan(0.1);
    expect(scaleOf([0.4], { name: 'press', unit: 'ratio', neutral: 0 })).toEqual({ least: 0, most: 1 });
    expect(scaleOf([Number.NaN], { name: 'x', unit: 'px', neutral: 0 })).toEqual({ least: 0, most: 1 });
  });
});

describe('placed voices', () => {
  const line = {
    lineId: 'a',
    faceNumber: 1,
    text: '',
    startSec: 0.5,
    gainDb: 0,
    isMuted: false,
    takes: [{ takeId: 't', assetId: 'v', sourceStartSec: 0.1, durationSec: 0.2 }],
    activeTakeId: 't',
    textDurationSec: 0.2,
  };
  const peaks = { v: { values: Float32Array.from({ length: 50 }, (_, at) => at / 100), peaksPerSec: 100 } };

  it('show the part of the file where the line lies', () => {
    const placed = placePeaks([line], peaks, 1);
    expect(placed?.length).toBe(100);
    expect(placed?.[49]).toBe(0);
    expect(placed?.[51]).toBeCloseTo(0.11);
    expect(placed?.[70]).toBe(0);
  });

  it('are silent when muted, and unknown while a file is', () => {
    expect(placePeaks([{ ...line, isMuted: true }], {}, 1)?.every((peak) => peak === 0)).toBe(true);
    expect(placePeaks([line], {}, 1)).toBe(null);
  });
});
