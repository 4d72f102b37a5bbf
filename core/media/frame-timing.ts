import { makeFrameRate, type FrameRate } from '../time/frame-rate.ts';

/** What the presentation times of a stream say about its rate. */
export interface FrameTiming {
  readonly frameRate: FrameRate;
  readonly isVariableFrameRate: boolean;
  /** Time that the last frame stays, in ticks. */
  readonly lastFrameTicks: number;
}

const fallbackRate = makeFrameRate(25);

/** Longest distance that is rounding: some tools write milliseconds into finer clocks. */
const roundingSec = 0.001;

/** True when every frame lies within a tolerance of its place at a constant rate that starts at the first frame. */
function isConstantAt(rate: FrameRate, ticks: readonly number[], tickRate: FrameRate, toleranceTicks: number): boolean {
  const perFrame = (rate.den * tickRate.num) / (rate.num * tickRate.den);
  return ticks.every((tick, index) => Math.abs(tick - ticks[0] - index * perFrame) <= toleranceTicks);
}

/**
 * Finds the rate of a stream from the exact times of its frames.
 * A declared rate wins when all frames follow it to a tick (or a millisecond, which is how many tools round);
 * else the mean distance decides, and the stream is variable when the frames do not follow that either.
 *
 * @param ticks      presentation times, ascending, in ticks
 * @param tickRate   ticks per second
 * @param declared   rates that the container or codec names, best first
 * @param lastTicks  duration of the last frame in ticks where the container knows it, else null
 */
export function frameTimingOf(
  ticks: readonly number[],
  tickRate: FrameRate,
  declared: readonly FrameRate[],
  lastTicks: number | null,
): FrameTiming {
  if (ticks.length < 2) {
    const frameRate = declared[0] ?? fallbackRate;
    const tick = (frameRate.den * tickRate.num) / (frameRate.num * tickRate.den);
    return { frameRate, isVariableFrameRate: false, lastFrameTicks: lastTicks ?? Math.max(1, Math.round(tick)) };
  }
  const span = ticks[ticks.length - 1] - ticks[0];
  const mean = makeFrameRate((ticks.length - 1) * tickRate.num, Math.max(1, span) * tickRate.den);
  // The exact rate first: over a second or two even 29.97 and 30 differ by less than the rounding.
  const constant = [1.001, (roundingSec * tickRate.num) / tickRate.den]
    .flatMap((tolerance) => [...declared, mean].map((rate) => ({ rate, tolerance })))
    .find(({ rate, tolerance }) => isConstantAt(rate, ticks, tickRate, tolerance))?.rate;
  if (constant) {
    const tick = (constant.den * tickRate.num) / (constant.num * tickRate.den);
    return {
      frameRate: constant,
      isVariableFrameRate: false,
      lastFrameTicks: lastTicks ?? Math.max(1, Math.round(tick)),
    };
  }
  const lastGap = ticks[ticks.length - 1] - ticks[ticks.length - 2];
  const lastFrameTicks = lastTicks ?? Math.max(1, lastGap);
  const frameRate = makeFrameRate(ticks.length * tickRate.num, (span + lastFrameTicks) * tickRate.den);
  return { frameRate, isVariableFrameRate: true, lastFrameTicks };
}
