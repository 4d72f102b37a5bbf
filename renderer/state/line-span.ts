import { lineDurationSec } from '../../core/project/dub-line.ts';
import type { DubLine } from '../../core/project/records.ts';
import type { TimeRange } from '../../core/time/frame-range.ts';

/** From the first begin to the last end of lines; null without lines. */
export function spanOfLines(lines: readonly DubLine[]): TimeRange | null {
  if (lines.length === 0) return null;
  const startSec = Math.max(0, Math.min(...lines.map((line) => line.startSec)));
  return { startSec, endSec: Math.max(...lines.map((line) => line.startSec + lineDurationSec(line))) };
}
