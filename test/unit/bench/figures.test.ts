import { describe, expect, it } from 'vitest';
import { summarise, type CaseResult } from '../../../bench/evaluation/figures.ts';
import { compareWithPlan, countSilentMotion } from '../../../bench/evaluation/rendered-mouth.ts';
import type { Score } from '../../../bench/evaluation/scorer.ts';
import { benchmarkText } from '../../../bench/benchmark/write-benchmarks.ts';
import { crossTalkSection, evaluationText } from '../../../bench/evaluation/write-evaluation.ts';
import type { DubReport } from '../../../main/studio.ts';

function aScore(mouth: Score['mouth'] = {}): Score {
  const keep = {
    outside_psnr: 40,
    upper_psnr: 39,
    nose_psnr: 39,
    pose_err_deg: 0.2,
    eye_open_err: 1,
    eye_open_floor: 1,
  };
  return { hard_fail: [], keep, look: { sharpness_ratio: 0.95, flicker_ratio: 1 }, mouth };
}

function aResult(overrides: Partial<CaseResult> = {}): CaseResult {
  const score = aScore({
    open_r: 0.7,
    open_lag_ms: -10,
    closures_in_truth: 4,
    closure_hit: 0.5,
    mlmd: 0.02,
    mlmd_still: 0.03,
  });
  return {
    name: 'somebody_shift',
    kind: 'shift',
    seconds: 4,
    ours: score,
    general: score,
    copy: aScore({ open_r: 0.1 }),
    truth: aScore({ open_r: 1 }),
    reencode: aScore(),
    plan: { r: 0.97, slope: 1, frames: 100 },
    silentFrames: 20,
    movingSilentFrames: 1,
    isAdapted: true,
    realTimeFactor: 0.8,
    peakMemoryBytes: 5e8,
    ...overrides,
  };
}

const verdictOf = (results: readonly CaseResult[], start: string): string | undefined =>
  summarise(results).find(({ what }) => what.startsWith(start))?.verdict;

describe('summarising an evaluation', () => {
  it('tells the aim from the must and the must from a miss', () => {
    expect(verdictOf([aResult()], 'rendered vs intended')).toBe('must');
    expect(verdictOf([aResult({ plan: { r: 0.99, slope: 1, frames: 9 } })], 'rendered vs intended')).toBe('aim');
    expect(verdictOf([aResult({ plan: { r: 0.9, slope: 1, frames: 9 } })], 'rendered vs intended')).toBe('miss');
    expect(verdictOf([aResult({ plan: { r: null, slope: null, frames: 0 } })], 'rendered vs intended')).toBe(
      'unmeasured',
    );
  });

  it('weighs closures by how many there are, not by case', () => {
    const many = aScore({ closures_in_truth: 12, closure_hit: 1 });
    const figure = summarise([aResult(), aResult({ ours: many })]).find(({ what }) => what.startsWith('true closures'));
    expect(figure?.value).toBeCloseTo((4 * 0.5 + 12) / 16, 10);
  });

  it('counts a broken container as a miss and leaves cases without a truth out of the mouth figures', () => {
    const broken = aResult({
      kind: 'cross',
      truth: null,
      general: null,
      ours: { ...aScore(), hard_fail: ['frame count changed'] },
    });
    expect(verdictOf([aResult(), broken], 'cases with a broken container')).toBe('miss');
    expect(verdictOf([broken], 'mouth opening vs truth, r at lag 0, adapted')).toBe('unmeasured');
  });

  it('writes a page with every case and the failure in words', () => {
    const broken = aResult({ name: 'other_cross', ours: { ...aScore(), hard_fail: ['frame count changed'] } });
    const results = [aResult(), broken];
    const page = evaluationText(
      { mediaRunner: 'native', modelPack: 'atlas 1', command: 'npm run evaluate' },
      results,
      summarise(results),
      crossTalkSection('# Cross-talk\n\n## Factor by factor\n\n| eye | 0.06 |\n\n## Handle by handle\n\nmore\n'),
    );
    expect(page).toContain('| eye | 0.06 |');
    expect(page).not.toContain('more');
    expect(page).toContain('somebody_shift');
    expect(page).toMatch(/other_cross.*frame count changed/);
  });
});

describe('holding a rendered mouth against its plan', () => {
  const frameTimesSec = Float64Array.from({ length: 40 }, (_, t) => t / 25);
  const report = (openings: (number | null)[]): DubReport =>
    ({ faces: [{ intendedOpening: [{ startFrame: 2, openings }] }] }) as unknown as DubReport;

  it('pairs frames by number and leaves out what was not drawn or not seen', () => {
    const planned = Array.from({ length: 30 }, (_, t) => (t === 5 ? null : Math.sin(t)));
    const openings = new Float64Array(40).fill(NaN);
    planned.forEach((value, t) => (openings[t + 2] = value === null ? 99 : 0.5 * value + 0.1));
    openings[12] = NaN;
    const agreement = compareWithPlan({ openings, frameTimesSec }, report(planned));
    expect(agreement.frames).toBe(28);
    expect(agreement.r).toBeCloseTo(1, 6);
    expect(agreement.slope).toBeCloseTo(0.5, 6);
  });

  it('counts motion only in the pauses of the voice', () => {
    const samples = Float32Array.from({ length: 16_000 * 2 }, (_, i) => (i < 16_000 ? 0.3 * Math.sin(i * 0.05) : 0));
    const still = countSilentMotion({ openings: new Float64Array(40).fill(0.1), frameTimesSec }, samples);
    const shaking = countSilentMotion(
      { openings: Float64Array.from({ length: 40 }, (_, t) => (t % 2) * 0.1), frameTimesSec },
      samples,
    );
    expect(still.silent).toBeGreaterThan(8);
    expect(still.silent).toBeLessThan(16);
    expect(still.moving).toBe(0);
    expect(shaking.moving).toBe(shaking.silent);
  });
});

describe('the benchmark page', () => {
  it('gives ratios to both re-encodes and says what was not measured', () => {
    const usage = { wallSec: 10, cpuSec: 20, peakMemoryBytes: 3e8 };
    const phaseMs = { voice: 1, analysis: 8, atlas: 3, render: 12, export: 1, total: 40 };
    const run = {
      seconds: 10,
      frames: 250,
      drivenFrames: 250,
      phaseMs,
      dub: usage,
      outputBytes: 2e6,
      reencode: { ...usage, wallSec: 4, cpuSec: 8 },
    };
    const page = benchmarkText(
      {
        cpu: 'a cpu',
        cores: 2,
        memoryGb: 8,
        system: 'linux x64',
        node: '22',
        ffmpeg: 'native ffmpeg 5.1',
        loadAtStart: 0,
        loadAtEnd: 1,
      },
      'a clip',
      [
        { ...run, kind: 'native', transcode: { ...usage, wallSec: 2, cpuSec: 4 } },
        { ...run, kind: 'wasm', transcode: null },
      ],
    );
    expect(page).toContain('2.5 / 2.5 | 5.0 / 5.0');
    expect(page).toMatch(/wasm .*\| 2\.5 \/ 2\.5 \| - \|/);
  });
});
