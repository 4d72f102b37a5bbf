import { makeFrameRate, type FrameRate } from '../time/frame-rate.ts';

/** What the presentation times of a stream say about its rate. */
export interface FrameTiming {
  readonly frameRate: FrameRate;
  readonly isVariableFrameRate: boolean;
  /** Time that the last frame stays, in ticks. */
  readonly lastFrameTicks: number;
}

const fallbackRate = makeFrameRate(25);

/** True when every frame lies within one tick of its place at a constant rate that starts at the first frame. */
function isConstantAt(rate: FrameRate, ticks: readonly number[], tickRate: FrameRate): boolean {
  const perFrame = (rate.den * tickRate.num) / (rate.num * tickRate.den);
  return ticks.every((tick, index) => Math.abs(tick - ticks[0] - index * perFrame) <= 1.001);
}

/**
 * Finds the rate of a stream from the exact times of its frames.
 * A declared rate wins when all frames follow it to a tick (containers that write milliseconds can not say 24000/1001 otherwise);
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
  const constant = [...declared, mean].find((rate) => isConstantAt(rate, ticks, tickRate));
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
