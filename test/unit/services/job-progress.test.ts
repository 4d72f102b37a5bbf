import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../../core/ports/progress.ts';
import { makeJobProgressMeter } from '../../../main/services/job-progress.ts';

function aMeter() {
  const clock = { now: 0, nowMs: () => clock.now, peakMemoryBytes: () => 0 };
  const told: JobProgress[] = [];
  const meter = makeJobProgressMeter(clock, { analysis: 100, render: 100 }, (progress) => told.push(progress));
  return { clock, told, meter };
}

describe('the progress of a job', () => {
  it('gives each phase its share and ends at 1 only when the job says so', () => {
    const { told, meter } = aMeter();
    meter.report({ phase: 'analysis', doneFrames: 100, totalFrames: 100 });
    meter.report({ phase: 'render', doneFrames: 100, totalFrames: 100 });
    meter.finish();
    expect(told[0].ratio).toBeGreaterThan(0.3);
    expect(told[0].ratio).toBeLessThan(0.7);
    expect(told[1].ratio).toBeLessThan(1);
    expect(told[2]).toMatchObject({ ratio: 1, leftSec: 0 });
  });

  it('never goes back, whatever the phases say', () => {
    const { told, meter } = aMeter();
    for (const doneFrames of [10, 50, 20, 60]) meter.report({ phase: 'analysis', doneFrames, totalFrames: 100 });
    meter.report({ phase: 'render', doneFrames: 1, totalFrames: 100 });
    meter.report({ phase: 'analysis', doneFrames: 90, totalFrames: 100 });
    const ratios = told.map(({ ratio }) => ratio);
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
    expect(told).toHaveLength(5);
  });

  it('estimates the time left from the time taken, and not before there is something to go by', () => {
    const { clock, told, meter } = aMeter();
    clock.now = 100;
    meter.report({ phase: 'analysis', doneFrames: 1, totalFrames: 100 });
    clock.now = 10_000;
    meter.report({ phase: 'analysis', doneFrames: 50, totalFrames: 100 });
    expect(told[0].leftSec).toBeNull();
    expect(told[1].leftSec).toBeCloseTo((10 * (1 - told[1].ratio)) / told[1].ratio, 6);
    expect(told[1].framesPerSec).toBeCloseTo(49 / 9.9, 6);
  });

  it('survives phases without frames', () => {
    const { told, meter } = aMeter();
    meter.report({ phase: 'voice', doneFrames: 0, totalFrames: 0 });
    expect(Number.isFinite(told[0].ratio)).toBe(true);
  });
});
