import type { FactorTrack } from '../analysis/factor.ts';
import type { FactorEdit } from './factor-edit.ts';

/** An edit that takes values from elsewhere. */
export type ReplaceEdit = Extract<FactorEdit, { readonly kind: 'replace' }>;

/** Where the values of a 'replace' edit come from: a face's factor track with the times of its video's frames. */
export interface FactorSource {
  readonly track: FactorTrack;
  /** Of the whole video that the track belongs to, ascending. */
  readonly frameTimesSec: Float64Array;
}

/** Finds the source of a 'replace' edit; null when it is not there (not analysed, no such face): the edit then does nothing. */
export type FactorSourceOf = (edit: ReplaceEdit) => FactorSource | null;

/**
 * Reads a source at a time, straight between its frames.
 *
 * @param out receives the row; [D]
 * @returns false where the source's face was not seen at that time
 */
export function readSourceAt({ track, frameTimesSec }: FactorSource, timeSec: number, out: Float64Array): boolean {
  const handleCount = track.handles.length;
  const frameCount = track.values.length / handleCount;
  let low = track.startFrame;
  let high = track.startFrame + frameCount - 1;
  if (frameCount === 0 || timeSec < frameTimesSec[low] - 0.1 || timeSec > frameTimesSec[high] + 0.1) return false;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frameTimesSec[middle] <= timeSec) low = middle;
    else high = middle - 1;
  }
  const next = Math.min(low + 1, track.startFrame + frameCount - 1);
  const gap = frameTimesSec[next] - frameTimesSec[low];
  const share = gap > 0 ? Math.min(1, Math.max(0, (timeSec - frameTimesSec[low]) / gap)) : 0;
  for (let handle = 0; handle < handleCount; handle++) {
    const from = track.values[(low - track.startFrame) * handleCount + handle];
    const to = track.values[(next - track.startFrame) * handleCount + handle];
    if (Number.isNaN(from)) return false;
    out[handle] = Number.isNaN(to) ? from : from + share * (to - from);
  }
  return true;
}
