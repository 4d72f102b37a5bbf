import type { FrameRate } from '../../../../core/time/frame-rate.ts';
import { frameOfTimecode, timecodeOf } from '../../../../core/time/timecode.ts';

/** A mark of the ruler. */
export interface Tick {
  readonly timeSec: number;
  /** Empty for a small mark. */
  readonly label: string;
}

const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800];
const frameSteps = [1, 2, 5, 10];
/** A timecode and the air around it. */
const leastLabelPx = 104;

/** Labelled and small marks between two times, each on a frame. Labels stand on whole seconds of timecode where the zoom allows. */
export function ticksBetween(startSec: number, endSec: number, pxPerSec: number, rate: FrameRate): readonly Tick[] {
  const frameSec = rate.den / rate.num;
  const perSec = Math.round(rate.num / rate.den);
  const frames = frameSteps.find((step) => step * frameSec * pxPerSec >= leastLabelPx && step < perSec);
  if (frames !== undefined) return frameTicks(startSec, endSec, frames, rate, pxPerSec);
  const seconds = secondSteps.find((step) => step * pxPerSec >= leastLabelPx) ?? 3600;
  return secondTicks(startSec, endSec, seconds, rate, pxPerSec);
}

function frameTicks(startSec: number, endSec: number, step: number, rate: FrameRate, pxPerSec: number): Tick[] {
  const frameSec = rate.den / rate.num;
  const ticks: Tick[] = [];
  const small = step > 1 && frameSec * pxPerSec >= 6 ? 1 : step;
  const first = Math.max(0, Math.floor(startSec / frameSec / step) * step);
  for (let frame = first; frame * frameSec <= endSec; frame += small) {
    ticks.push({ timeSec: frame * frameSec, label: frame % step === 0 ? timecodeOf(frame, rate) : '' });
  }
  return ticks;
}

function secondTicks(startSec: number, endSec: number, step: number, rate: FrameRate, pxPerSec: number): Tick[] {
  const small = smallStep(step, pxPerSec);
  const ticks: Tick[] = [];
  for (let second = Math.max(0, Math.floor(startSec / step) * step); second <= endSec + step; second += small) {
    const whole = Math.round(second / small) * small;
    const frame = frameOfSecond(whole, rate);
    const timeSec = (frame * rate.den) / rate.num;
    if (timeSec > endSec) break;
    ticks.push({ timeSec, label: whole % step === 0 ? timecodeOf(frame, rate) : '' });
  }
  return ticks;
}

function smallStep(step: number, pxPerSec: number): number {
  const parts = [10, 5, 4, 2].find((count) => step % count === 0 && (step / count) * pxPerSec >= 10);
  return parts === undefined ? step : step / parts;
}

/** The first frame of a second of timecode: with dropped numbers that is not a multiple of the rate. */
function frameOfSecond(second: number, rate: FrameRate): number {
  const text = `${Math.floor(second / 3600)}:${Math.floor(second / 60) % 60}:${second % 60}:0`;
  return frameOfTimecode(text, rate) ?? Math.round((second * rate.num) / rate.den);
}
