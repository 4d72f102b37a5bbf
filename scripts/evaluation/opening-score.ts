import { correlationOf } from '../../core/tensor/correlation.ts';
import { percentileOf } from '../../core/tensor/order-statistics.ts';

/** How a made mouth opening agrees with the measured one. */
export interface OpeningScore {
  readonly frames: number;
  /** Correlation at lag 0. */
  readonly r: number;
  /** Lag with the highest correlation, frames (> 0: the made mouth is late), and the correlation there. */
  readonly bestLagFrames: number;
  readonly bestR: number;
  /** Standard deviation, made over true. */
  readonly spread: number;
  /** Mean absolute error, iod. */
  readonly error: number;
  /** Share of the true closures on which the made mouth closes within a frame; null without any. */
  readonly closureHit: number | null;
  /** Share of the clearly open true frames in which the made mouth is shut; null without any. */
  readonly closedWhenOpen: number | null;
  /** Share of the frames of silence in which the made mouth moves; null without silence. */
  readonly movingInSilence: number | null;
}

/** Input of {@link scoreOpening}: series over the same frames, iod above rest; truth is NaN where it is unknown. */
export interface OpeningComparison {
  readonly made: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  readonly isSpeech: readonly boolean[];
  readonly isScored: (frame: number) => boolean;
  readonly restOpening: number;
}

/** Change from frame to frame (iod) that the landmarks of a still face show; more is motion. */
const stillChangeIod = 0.004;

/** Frames of silence that make a pause, and frames at its borders in which the mouth may come and go (80 ms guard). */
const silenceFrames = 6;
const guardFrames = 2;

const lagReachFrames = 10;

/** Scores one series. Closures are counted as `tools/redub_score.py` of the evaluation material counts them. */
export function scoreOpening({ made, truth, isSpeech, isScored, restOpening }: OpeningComparison): OpeningScore {
  const frames = Array.from({ length: Math.min(made.length, truth.length) }, (_, frame) => frame).filter(
    (frame) => isScored(frame) && Number.isFinite(truth[frame]),
  );
  const m = frames.map((frame) => made[frame]);
  const t = frames.map((frame) => truth[frame]);
  const lags = Array.from({ length: 2 * lagReachFrames + 1 }, (_, i) => i - lagReachFrames);
  const curve = lags.map((lag) =>
    correlationOf(
      m.slice(Math.max(0, lag), m.length + Math.min(0, lag)),
      t.slice(Math.max(0, -lag), t.length + Math.min(0, -lag)),
    ),
  );
  const best = curve.indexOf(Math.max(...curve));
  return {
    frames: frames.length,
    r: correlationOf(m, t),
    bestLagFrames: lags[best],
    bestR: curve[best],
    spread: deviationOf(m) / deviationOf(t),
    error: m.reduce((sum, value, i) => sum + Math.abs(value - t[i]), 0) / m.length,
    ...closureScore(
      m,
      t,
      frames.map((frame) => isSpeech[frame]),
      restOpening,
    ),
    movingInSilence: movingShare(made, isSpeech, isScored),
  };
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function closureScore(
  made: readonly number[],
  truth: readonly number[],
  isSpeech: readonly boolean[],
  restOpening: number,
) {
  const low = percentileOf(truth, 0.02);
  const range = percentileOf(truth, 0.98) - low;
  const closed = Math.max(low + 0.15 * range, 0.012 - restOpening);
  const open = low + 0.35 * range;
  let closures = 0;
  let hits = 0;
  for (let start = 0; start < truth.length;) {
    let end = start;
    while (end < truth.length && truth[end] < closed) end++;
    const around = [...truth.slice(Math.max(0, start - 6), start), ...truth.slice(end, end + 6)];
    if (end > start && isSpeech.slice(start, end).includes(true) && Math.max(...around, -1) > closed * 1.3) {
      closures++;
      if (Math.min(...made.slice(Math.max(0, start - 1), end + 1)) < closed + 0.05 * range) hits++;
    }
    start = Math.max(end, start + 1);
  }
  const openFrames = truth.flatMap((value, i) => (value > open ? [made[i]] : []));
  return {
    closureHit: closures === 0 ? null : hits / closures,
    closedWhenOpen:
      openFrames.length === 0 ? null : openFrames.filter((value) => value < closed).length / openFrames.length,
  };
}

function movingShare(
  made: ArrayLike<number>,
  isSpeech: readonly boolean[],
  isScored: (frame: number) => boolean,
): number | null {
  let silent = 0;
  let moving = 0;
  for (let start = 0; start < isSpeech.length;) {
    let end = start;
    while (end < isSpeech.length && !isSpeech[end]) end++;
    if (end - start >= silenceFrames) {
      for (let frame = Math.max(1, start + guardFrames); frame < end - guardFrames; frame++) {
        if (!isScored(frame)) continue;
        silent++;
        if (Math.abs(made[frame] - made[frame - 1]) > stillChangeIod) moving++;
      }
    }
    start = Math.max(end, start + 1);
  }
  return silent === 0 ? null : moving / silent;
}

/** Mean of each figure, by frames; figures that a series lacks are left out of their mean. */
export function averageScores(scores: readonly OpeningScore[]): OpeningScore {
  const mean = (figure: (score: OpeningScore) => number | null): number | null => {
    const known = scores.filter((score) => figure(score) !== null);
    const frames = known.reduce((sum, score) => sum + score.frames, 0);
    return frames === 0 ? null : known.reduce((sum, score) => sum + score.frames * (figure(score) ?? 0), 0) / frames;
  };
  const sure = (figure: (score: OpeningScore) => number) => mean(figure) ?? Number.NaN;
  return {
    frames: scores.reduce((sum, score) => sum + score.frames, 0),
    r: sure((score) => score.r),
    bestLagFrames: sure((score) => score.bestLagFrames),
    bestR: sure((score) => score.bestR),
    spread: sure((score) => score.spread),
    error: sure((score) => score.error),
    closureHit: mean((score) => score.closureHit),
    closedWhenOpen: mean((score) => score.closedWhenOpen),
    movingInSilence: mean((score) => score.movingInSilence),
  };
}

const columns: readonly (readonly [string, (score: OpeningScore) => number | null, number])[] = [
  ['frames', (s) => s.frames, 0],
  ['r', (s) => s.r, 3],
  ['lag', (s) => s.bestLagFrames, 1],
  ['best r', (s) => s.bestR, 3],
  ['spread', (s) => s.spread, 2],
  ['error', (s) => s.error, 4],
  ['closed', (s) => s.closureHit, 2],
  ['wrongly', (s) => s.closedWhenOpen, 2],
  ['silence', (s) => s.movingInSilence, 2],
];

/** Heading of {@link scoreLine}. */
export const scoreHeader = `${''.padEnd(44)}${columns.map(([name]) => name.padStart(8)).join('')}`;

/** One line of the table. */
export function scoreLine(name: string, score: OpeningScore): string {
  return `${name.padEnd(44)}${columns.map(([, figure, digits]) => (figure(score)?.toFixed(digits) ?? '-').padStart(8)).join('')}`;
}
