import { activeTakeOf } from '../../../../core/project/dub-line.ts';
import type { DubLine } from '../../../../core/project/records.ts';
import type { Peaks } from '../../../state/media-store.ts';

/** How many peaks a second the lanes draw. */
export const peaksPerSec = 100;

/**
 * The placed voices as one row of peaks, made of the peaks of their files: right at the moment a line is dropped, before the host has
 * mixed the sound anew. Null while a file's peaks are not known.
 */
export function placePeaks(
  lines: readonly DubLine[],
  peaksOf: Readonly<Record<string, Peaks>>,
  durationSec: number,
): Float32Array | null {
  const placed = new Float32Array(Math.ceil(durationSec * peaksPerSec));
  for (const line of lines) {
    const take = activeTakeOf(line);
    if (take === null || line.isMuted) continue;
    const peaks = peaksOf[take.assetId];
    if (peaks === undefined) return null;
    const gain = 10 ** (line.gainDb / 20);
    const first = Math.max(0, Math.round(line.startSec * peaksPerSec));
    const end = Math.min(placed.length, Math.round((line.startSec + take.durationSec) * peaksPerSec));
    for (let at = first; at < end; at++) {
      const sourceSec = at / peaksPerSec - line.startSec + take.sourceStartSec;
      const peak = (peaks.values[Math.floor(sourceSec * peaks.peaksPerSec)] ?? 0) * gain;
      if (peak > placed[at]) placed[at] = Math.min(peak, 1);
    }
  }
  return placed;
}
