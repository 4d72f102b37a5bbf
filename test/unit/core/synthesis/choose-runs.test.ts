import { describe, expect, it } from 'vitest';
import { chooseRuns } from '../../../../core/synthesis/choose-runs.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const runStarts = (frames: number, length: number): number[] =>
  Array.from({ length: Math.ceil(frames / length) }, (_, run) => run * length);

describe('choosing runs of frames', () => {
  it('keeps whole runs, in order and within the capacity', () => {
    const random = makeRandom(3);
    const cells = Int32Array.from({ length: 600 }, () => Math.floor(random() * 40));
    const chosen = chooseRuns(cells, runStarts(600, 12), 100);
    expect(chosen.length).toBeLessThanOrEqual(100);
    expect(chosen.length).toBeGreaterThan(100 - 12);
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
    for (let k = 0; k < chosen.length; k += 12) {
      expect(chosen[k] % 12).toBe(0);
      expect(chosen[k + 11]).toBe(chosen[k] + 11);
    }
  });

  it('prefers the rare mouth to one more of the common', () => {
    const cells = new Int32Array(240);
    cells.fill(5, 120, 132);
    const chosen = chooseRuns(cells, runStarts(240, 12), 24);
    expect(chosen).toContain(120);
    expect(chosen).toHaveLength(24);
  });

  it('keeps everything that fits', () => {
    expect(chooseRuns(new Int32Array(30), runStarts(30, 12), 30)).toHaveLength(30);
  });

  it('keeps nothing without capacity', () => {
    expect(chooseRuns(new Int32Array(30), runStarts(30, 12), 5)).toEqual([]);
  });
});
