import { medianOf } from '../../core/tensor/order-statistics.ts';
import type { PlanAgreement } from './rendered-mouth.ts';
import type { EvaluationCase } from './cases.ts';
import type { Score } from './scorer.ts';

/** Everything that was measured in one case. */
export interface CaseResult {
  readonly name: string;
  readonly kind: EvaluationCase['kind'];
  readonly seconds: number;
  readonly ours: Score;
  /** Without learning from the video's own speech; only where a truth is known. */
  readonly general: Score | null;
  readonly copy: Score;
  readonly truth: Score | null;
  readonly reencode: Score;
  readonly plan: PlanAgreement;
  readonly silentFrames: number;
  readonly movingSilentFrames: number;
  readonly isAdapted: boolean;
  readonly realTimeFactor: number;
  readonly peakMemoryBytes: number;
}

/** How a figure did: reached what it must, also what it aims at, or neither. */
export type Verdict = 'aim' | 'must' | 'miss' | 'unmeasured';

/** One line of the summary. */
export interface Figure {
  readonly what: string;
  readonly value: number | null;
  readonly must: string;
  readonly aim: string;
  readonly verdict: Verdict;
  /** How the number came about. */
  readonly note: string;
}

type Pick = (result: CaseResult) => number | null | undefined;

const finite = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** Mean over the cases in which the figure was measured. */
export function meanOf(results: readonly CaseResult[], pick: Pick): number | null {
  const values = results.map(pick).filter(finite);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianFigure(results: readonly CaseResult[], pick: Pick): number | null {
  const values = results.map(pick).filter(finite);
  return values.length === 0 ? null : medianOf(values);
}

/** A number of the mouth's scores; null where it is missing or not a number. */
export function mouthOf(score: Score | null, name: string): number | null {
  const value = score?.mouth[name];
  return typeof value === 'number' ? value : null;
}

function figure(
  what: string,
  value: number | null,
  must: [string, (v: number) => boolean],
  aim: [string, (v: number) => boolean],
  note = '',
): Figure {
  const verdict = value === null ? 'unmeasured' : !must[1](value) ? 'miss' : aim[1](value) ? 'aim' : 'must';
  return { what, value, must: must[0], aim: aim[0], verdict, note };
}

const atLeast = (limit: number): [string, (v: number) => boolean] => [`>= ${limit}`, (v) => v >= limit];
const atMost = (limit: number): [string, (v: number) => boolean] => [`<= ${limit}`, (v) => v <= limit];

/** The means of a run beside what the design asks (studio design, section 5). */
export function summarise(results: readonly CaseResult[]): Figure[] {
  const known = results.filter(({ truth }) => truth !== null);
  return [...truthFigures(known), ...timingFigures(results, known), ...keepFigures(results), ...lookFigures(results)];
}

function truthFigures(known: readonly CaseResult[]): Figure[] {
  const shift = known.filter(({ kind }) => kind === 'shift');
  const openR = (pick: (result: CaseResult) => Score | null, cases = known): number | null =>
    meanOf(cases, (result) => mouthOf(pick(result), 'open_r'));
  return [
    figure(
      'mouth opening vs truth, r at lag 0, not adapted (self and shift)',
      openR(({ general }) => general),
      atLeast(0.58),
      atLeast(0.8),
      'people that no training has seen',
    ),
    figure(
      'the same, best lag within 10 frames',
      meanOf(known, ({ general }) => mouthOf(general, 'open_r_best')),
      atLeast(0.58),
      atLeast(0.8),
      'biased up',
    ),
    figure(
      'mouth opening vs truth, r at lag 0, adapted (self and shift)',
      openR(({ ours }) => ours),
      atLeast(0.64),
      atLeast(0.8),
      'self cases adapt to the very speech they are scored on',
    ),
    figure(
      'the same, shift cases only',
      openR(({ ours }) => ours, shift),
      atLeast(0.64),
      atLeast(0.8),
      'other speech of the same person; even a perfect mouth stays below 1',
    ),
    figure(
      'lip distance to truth over that of a still mouth (M-LMD, self and shift)',
      meanOf(known, ({ ours }) => ratio(mouthOf(ours, 'mlmd'), mouthOf(ours, 'mlmd_still'))),
      atMost(1),
      atMost(0.7),
      'below 1 beats doing nothing',
    ),
  ];
}

function timingFigures(results: readonly CaseResult[], known: readonly CaseResult[]): Figure[] {
  const events = known.reduce((sum, { ours }) => sum + (mouthOf(ours, 'closures_in_truth') ?? 0), 0);
  const hits = known.reduce(
    (sum, { ours }) => sum + (mouthOf(ours, 'closure_hit') ?? 0) * (mouthOf(ours, 'closures_in_truth') ?? 0),
    0,
  );
  const silent = results.reduce((sum, { silentFrames }) => sum + silentFrames, 0);
  const moving = results.reduce((sum, { movingSilentFrames }) => sum + movingSilentFrames, 0);
  const lag = medianFigure(known, ({ ours }) => mouthOf(ours, 'open_lag_ms'));
  return [
    figure(
      'rendered vs intended opening, r',
      meanOf(results, ({ plan }) => plan.r),
      atLeast(0.96),
      atLeast(0.985),
      're-detected with the landmark model in the finished file',
    ),
    figure(
      'lag of lips to voice, ms (median)',
      lag,
      ['within 40', (v) => Math.abs(v) <= 40],
      ['0, not late', (v) => v <= 0 && v > -20],
      'against the truth; > 0 is late',
    ),
    figure(
      'range of opening vs truth',
      meanOf(known, ({ ours }) => mouthOf(ours, 'range_vs_truth')),
      ['0.6 to 1.4', (v) => v >= 0.6 && v <= 1.4],
      ['0.8 to 1.2', (v) => v >= 0.8 && v <= 1.2],
      "not in the design; the scorer's good and alarm columns",
    ),
    figure(
      'true closures that come out closed',
      events === 0 ? null : hits / events,
      atLeast(0.7),
      atLeast(0.95),
      `pooled over ${events} closures`,
    ),
    figure(
      'closed while the truth is open',
      meanOf(known, ({ ours }) => mouthOf(ours, 'closed_when_truth_open')),
      atMost(0.2),
      atMost(0.1),
      "reads with the line above; the scorer's good column as aim",
    ),
    figure(
      'frames of silence in which the mouth moves',
      silent === 0 ? null : moving / silent,
      ['< 0.1', (v) => v < 0.1],
      ['< 0.03', (v) => v < 0.03],
      `of ${silent} silent frames; motion is over 0.25 iod/s`,
    ),
  ];
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}

function keepFigures(results: readonly CaseResult[]): Figure[] {
  const lost = (name: string): number | null =>
    meanOf(results, ({ ours, reencode }) => difference(reencode.keep[name], ours.keep[name]));
  const over = (name: string, floor: string): number | null =>
    meanOf(results, ({ ours }) => ratio(ours.keep[`${name}_err`] ?? null, ours.keep[floor] ?? null));
  const plain = (name: string, floor: string): string =>
    `plain re-encode: ${show(meanOf(results, ({ reencode }) => ratio(reencode.keep[`${name}_err`] ?? null, reencode.keep[floor] ?? null)))}`;
  const noise: [[string, (v: number) => boolean], [string, (v: number) => boolean]] = [atMost(1.5), atMost(1)];
  return [
    figure(
      'outside the face: dB lost against a plain re-encode',
      lost('outside_psnr'),
      atMost(0.3),
      atMost(0.05),
      'same settings; the limit is ours: the encoder spends its bits anew',
    ),
    figure('upper face: dB lost against a plain re-encode', lost('upper_psnr'), atMost(0.5), atMost(0.1)),
    figure('nose: dB lost against a plain re-encode', lost('nose_psnr'), atMost(1), atMost(0.2), 'nostrils excluded'),
    figure(
      'eye opening: error over landmark noise',
      over('eye_open', 'eye_open_floor'),
      ...noise,
      plain('eye_open', 'eye_open_floor'),
    ),
    figure('gaze: error over landmark noise', over('gaze', 'gaze_floor'), ...noise, plain('gaze', 'gaze_floor')),
    figure('brows: error over landmark noise', over('brow', 'brow_floor'), ...noise, plain('brow', 'brow_floor')),
    figure(
      'head pose error, degrees',
      meanOf(results, ({ ours }) => ours.keep.pose_err_deg),
      atMost(0.8),
      atMost(0.3),
      `plain re-encode: ${show(meanOf(results, ({ reencode }) => reencode.keep.pose_err_deg))}`,
    ),
  ];
}

function difference(a: number | null | undefined, b: number | null | undefined): number | null {
  return finite(a) && finite(b) ? a - b : null;
}

function lookFigures(results: readonly CaseResult[]): Figure[] {
  const look = (name: string): number | null => meanOf(results, ({ ours }) => ours.look?.[name]);
  const failures = results.filter(({ ours }) => ours.hard_fail.length > 0).length;
  return [
    figure(
      'mouth sharpness vs source',
      look('sharpness_ratio'),
      atLeast(0.9),
      atLeast(1),
      `plain re-encode: ${show(meanOf(results, ({ reencode }) => reencode.look?.sharpness_ratio))}`,
    ),
    figure(
      'flicker in the mouth region vs source',
      look('flicker_ratio'),
      atMost(1.15),
      atMost(1),
      `plain re-encode: ${show(meanOf(results, ({ reencode }) => reencode.look?.flicker_ratio))}`,
    ),
    figure(
      'gradient on the border of the change vs source',
      look('seam_changed'),
      ['0.7 to 1.2', (v) => v >= 0.7 && v <= 1.2],
      ['0.9 to 1.1', (v) => v >= 0.9 && v <= 1.1],
      "the scorer's good and alarm columns",
    ),
    figure('cases with a broken container (frames, times, size, tags, sound)', failures, atMost(0), atMost(0)),
    figure(
      'speed, times real time (mean of the cases)',
      meanOf(results, ({ realTimeFactor }) => realTimeFactor),
      atLeast(0.5),
      atLeast(1),
      'clips of a few seconds, start of the program included; see benchmarks.md for 720p',
    ),
    figure(
      'peak memory, GB (largest case)',
      Math.max(...results.map(({ peakMemoryBytes }) => peakMemoryBytes)) / 1e9,
      atMost(1.5),
      atMost(1),
    ),
  ];
}

/** A number as the tables show it. */
export function show(value: number | null | undefined, digits = 2): string {
  return finite(value) ? value.toFixed(digits) : '-';
}
