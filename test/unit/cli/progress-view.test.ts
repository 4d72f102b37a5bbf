import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../../core/ports/progress.ts';
import { makeInk } from '../../../main/cli/ink.ts';
import { makeProgressView, progressLine } from '../../../main/cli/progress-view.ts';

const plain = makeInk(false, {});

function aProgress(overrides: Partial<JobProgress> = {}): JobProgress {
  return {
    phase: 'render',
    doneFrames: 50,
    totalFrames: 100,
    ratio: 0.5,
    elapsedSec: 65,
    leftSec: 70,
    framesPerSec: 24.4,
    ...overrides,
  };
}

function aScreen(isTerminal: boolean, columns = 80) {
  const written: string[] = [];
  const clock = { nowMs: 0 };
  const view = makeProgressView({
    isTerminal,
    columns: () => columns,
    write: (text) => void written.push(text),
    nowMs: () => clock.nowMs,
    ink: plain,
  });
  return { view, written, clock };
}

describe('a line of progress', () => {
  it('says phase, percent, speed, elapsed and time left', () => {
    const line = progressLine(aProgress(), 100, plain);
    expect(line).toMatch(/^Rendering {10}━{15}─{15} {3}50 % {2}24 frames\/s {2}1:05 {2}1:10 left$/);
  });

  it.each([200, 100, 80, 60, 40, 30, 20, 12, 5, 1])(
    'never fills a terminal of %i columns to its last one',
    (columns) => {
      for (const phase of ['analysis', 'voice', 'atlas', 'render', 'export'] as const) {
        const line = progressLine(aProgress({ phase, elapsedSec: 7300, leftSec: 36_000 }), columns, plain);
        expect(line.length).toBeLessThanOrEqual(Math.max(1, columns - 1));
        expect(line.length).toBeGreaterThan(0);
      }
    },
  );

  it('keeps the percent the longest', () => {
    expect(progressLine(aProgress(), 8, plain)).toBe(' 50 %');
  });

  it('promises nothing before it knows', () => {
    expect(progressLine(aProgress({ leftSec: null, framesPerSec: null }), 100, plain)).not.toMatch(/left|frames/);
  });

  it('shows 100 percent only at the end', () => {
    expect(progressLine(aProgress({ ratio: 0.999 }), 100, plain)).toContain(' 99 %');
    expect(progressLine(aProgress({ ratio: 1, leftSec: 0 }), 100, plain)).toContain('100 %');
  });
});

describe('progress on a terminal', () => {
  it('is redrawn in place, at most ten times a second', () => {
    const { view, written, clock } = aScreen(true);
    for (let frame = 0; frame < 100; frame++) {
      clock.nowMs += 10;
      view.show(aProgress({ doneFrames: frame }));
    }
    expect(written.length).toBeGreaterThanOrEqual(9);
    expect(written.length).toBeLessThanOrEqual(11);
    expect(written.every((text) => text.startsWith('\r\x1b[2K') && !text.includes('\n'))).toBe(true);
  });

  it('makes room for a remark and comes back below it', () => {
    const { view, written } = aScreen(true);
    view.show(aProgress());
    view.say('Dubbing face 1.');
    expect(written[1]).toBe('\r\x1b[2KDubbing face 1.\n');
    expect(written[2]).toMatch(/^\r\x1b\[2KRendering/);
  });

  it('leaves an empty line behind when it closes', () => {
    const { view, written } = aScreen(true);
    view.show(aProgress());
    view.close();
    expect(written.at(-1)).toBe('\r\x1b[2K');
  });

  it('is coloured only where colour is wanted', () => {
    const colourful = progressLine(aProgress(), 100, makeInk(true, {}));
    expect(colourful).toContain('\x1b[32m');
    expect(progressLine(aProgress(), 100, makeInk(true, { NO_COLOR: '1' }))).not.toContain('\x1b');
    expect(progressLine(aProgress(), 100, makeInk(true, { TERM: 'dumb' }))).not.toContain('\x1b');
  });
});

describe('progress without a terminal', () => {
  it('is a line at each new phase and every five seconds', () => {
    const { view, written, clock } = aScreen(false);
    for (let second = 0; second < 12; second++) {
      clock.nowMs = second * 1000;
      view.show(aProgress({ phase: second < 6 ? 'analysis' : 'render' }));
    }
    expect(written.map((text) => text.split(' ')[0])).toEqual(['Finding', 'Finding', 'Rendering', 'Rendering']);
    expect(written.every((text) => text.endsWith('\n') && !text.includes('\x1b') && !text.includes('\r'))).toBe(true);
  });
});
