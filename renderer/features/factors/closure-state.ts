import type { FactorTrack } from '../../../core/analysis/factor.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import { frameIndexAt } from '../../state/playhead.ts';
import { valueIn } from './factor-values.ts';

/** A moment at which the lips must touch, as the voice's network found it. */
export interface Closure {
  readonly timeSec: number;
  readonly isReached: boolean;
}

/** Lips closer than this touch: a gap of half a millimetre on a face 9 cm between the outer eye corners. */
const touchingIod = 0.012;

/** Closures of a range that the voice alone does not reach, and whether the edits close them now. */
export function missedClosures(
  closures: readonly Closure[],
  range: TimeRange,
  edited: FactorTrack,
  frameTimesSec: Float64Array,
): readonly { readonly timeSec: number; readonly isClosed: boolean }[] {
  return closures
    .filter(({ timeSec, isReached }) => !isReached && timeSec >= range.startSec && timeSec < range.endSec)
    .map(({ timeSec }) => ({
      timeSec,
      isClosed: valueIn(edited, frameIndexAt(frameTimesSec, timeSec), 'open') <= touchingIod,
    }));
}
