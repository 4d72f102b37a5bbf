import { firstFrameFrom } from '../../core/edit/edit-weight.ts';
import { StudioError } from '../../core/errors.ts';
import type { TimeRange } from '../../core/time/frame-range.ts';

/** Fewest frames over which the strength may go from 0 to 1: a faster change shows as a jump of the mouth. */
export const rampFrames = 4;

/**
 * The strength of the dub at every frame: `strength` inside the ranges, 0 outside, with ramps that lie inside the ranges
 * so that nothing outside them changes. The ramps are left out at the ends of the video.
 *
 * @param frameTimesSec ascending start times of the frames
 * @param ranges        empty means the whole video
 * @returns [frame count] in [0, 1]
 * @throws StudioError 'edit.invalid-range' for a range that is empty, backwards or outside the video
 */
export function strengthCurve(
  frameTimesSec: Float64Array,
  strength: number,
  ranges: readonly TimeRange[],
): Float32Array {
  const curve = new Float32Array(frameTimesSec.length);
  if (ranges.length === 0) return curve.fill(strength);
  for (const range of ranges) {
    const { first, end } = framesWithin(frameTimesSec, range);
    for (let frame = first; frame < end; frame++) {
      const fromStart = first === 0 ? Infinity : frame - first + 1;
      const fromEnd = end === frameTimesSec.length ? Infinity : end - frame;
      const ramp = Math.min(1, Math.min(fromStart, fromEnd) / (rampFrames + 1));
      curve[frame] = Math.max(curve[frame], strength * ramp);
    }
  }
  return curve;
}

function framesWithin(frameTimesSec: Float64Array, range: TimeRange): { first: number; end: number } {
  const details = { startSec: range.startSec, endSec: range.endSec };
  if (!(range.endSec > range.startSec) || range.startSec < 0) {
    throw new StudioError(
      'edit.invalid-range',
      `The range ${range.startSec} s to ${range.endSec} s is empty: its end must come after its start.`,
      details,
    );
  }
  const first = firstFrameFrom(frameTimesSec, range.startSec);
  const end = Math.max(first, firstFrameFrom(frameTimesSec, range.endSec));
  if (end === first) {
    const lastSec = frameTimesSec[frameTimesSec.length - 1] ?? 0;
    throw new StudioError(
      'edit.invalid-range',
      `The range ${range.startSec} s to ${range.endSec} s holds no frame: the last frame is at ${lastSec.toFixed(2)} s.`,
      details,
    );
  }
  return { first, end };
}
