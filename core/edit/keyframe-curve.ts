import { smoothstep } from '../tensor/resample.ts';
import type { Keyframe } from './factor-edit.ts';

/**
 * Value of a curve at a time: held before its first and after its last keyframe, between two as the earlier one says.
 *
 * @param keyframes ascending in time, at least one
 */
export function curveValueAt(keyframes: readonly Keyframe[], timeSec: number): number {
  const next = firstAfter(keyframes, timeSec);
  if (next === 0) return keyframes[0].value;
  const from = keyframes[next - 1];
  if (next === keyframes.length) return from.value;
  const to = keyframes[next];
  const way = shareOfWay(from, to, timeSec);
  return from.value + way * (to.value - from.value);
}

function shareOfWay(from: Keyframe, to: Keyframe, timeSec: number): number {
  switch (from.interpolation) {
    case 'hold':
      return 0;
    case 'linear':
      return (timeSec - from.timeSec) / (to.timeSec - from.timeSec);
    case 'ease':
      return smoothstep(from.timeSec, to.timeSec, timeSec);
  }
}

/** Index of the first keyframe later than the time, by halving: curves of an hour have thousands. */
function firstAfter(keyframes: readonly Keyframe[], timeSec: number): number {
  let low = 0;
  let high = keyframes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyframes[middle].timeSec > timeSec) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A curve that leaves `base` at the start, is at `peak` at the peak and back at the end, with soft ends: a blink, a smile, a nod.
 * `startSec < peakSec < endSec`.
 */
export function makePeak(
  times: { readonly startSec: number; readonly peakSec: number; readonly endSec: number },
  peak: number,
  base = 0,
): readonly Keyframe[] {
  const { startSec, peakSec, endSec } = times;
  return [
    { timeSec: startSec, value: base, interpolation: 'ease' },
    { timeSec: peakSec, value: peak, interpolation: 'ease' },
    { timeSec: endSec, value: base, interpolation: 'ease' },
  ];
}
