import type { FactorEdit } from './factor-edit.ts';

/**
 * How much of an edit acts at a time, 0 to 1: 0 outside its range, rising and falling over the ramps, which lie inside the range so
 * that nothing outside of it changes. Ramps that do not fit are met in the middle.
 */
export function editWeightAt(edit: FactorEdit, timeSec: number): number {
  const { startSec, endSec, rampInSec, rampOutSec } = edit;
  if (!edit.isEnabled || timeSec < startSec || timeSec >= endSec) return 0;
  const rising = rampInSec > 0 ? (timeSec - startSec) / rampInSec : 1;
  const falling = rampOutSec > 0 ? (endSec - timeSec) / rampOutSec : 1;
  return Math.min(1, rising, falling);
}

/** First frame at or after a time, by halving; the frame count when there is none. `frameTimesSec` ascends. */
export function firstFrameFrom(frameTimesSec: Float64Array, timeSec: number): number {
  let low = 0;
  let high = frameTimesSec.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Times that came through a text or a float are a hair off.
    if (frameTimesSec[middle] >= timeSec - 1e-6) high = middle;
    else low = middle + 1;
  }
  return low;
}
