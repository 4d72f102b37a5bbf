/**
 * The frame that a video element shows when it says `mediaTimeSec` (requestVideoFrameCallback): the one whose time is nearest.
 * Browsers round media times to microseconds, so an exact search would be one frame early now and then.
 *
 * @param frameTimesSec ascending, at least one
 */
export function frameShownAt(frameTimesSec: Float64Array, mediaTimeSec: number): number {
  let low = 0;
  let high = frameTimesSec.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frameTimesSec[middle] <= mediaTimeSec) low = middle;
    else high = middle - 1;
  }
  const isNextNearer =
    low + 1 < frameTimesSec.length && frameTimesSec[low + 1] - mediaTimeSec < mediaTimeSec - frameTimesSec[low];
  return isNextNearer ? low + 1 : low;
}

/**
 * Where to seek so that exactly this frame is shown: well inside its time, because the borders belong to one neighbour or the other
 * depending on rounding.
 */
export function seekTimeOf(frameTimesSec: Float64Array, frame: number): number {
  const last = frameTimesSec.length - 1;
  const index = Math.min(last, Math.max(0, frame));
  const start = frameTimesSec[index];
  // The last frame has no next one to tell its length; its predecessor's is as good.
  const length = index < last ? frameTimesSec[index + 1] - start : last > 0 ? start - frameTimesSec[last - 1] : 0;
  return start + Math.min(0.45 * length, 0.02);
}

/** Times of a picture with a constant rate: what is known before the analysis has measured them. */
export function evenFrameTimes(frameCount: number, rate: { readonly num: number; readonly den: number }): Float64Array {
  return Float64Array.from({ length: Math.max(1, frameCount) }, (_, frame) => (frame * rate.den) / rate.num);
}
