/** Frames `startFrame` (inclusive) to `endFrame` (exclusive), counted from 0 in presentation order. */
export interface FrameRange {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** Seconds `startSec` (inclusive) to `endSec` (exclusive) from the start of the presentation. */
export interface TimeRange {
  readonly startSec: number;
  readonly endSec: number;
}

/** The frames of all ranges as ranges in order that neither overlap nor touch. */
export function joinRanges(ranges: readonly FrameRange[]): readonly FrameRange[] {
  const joined: FrameRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.startFrame - b.startFrame)) {
    const last = joined.at(-1);
    if (last === undefined || range.startFrame > last.endFrame) joined.push(range);
    else joined[joined.length - 1] = { ...last, endFrame: Math.max(last.endFrame, range.endFrame) };
  }
  return joined;
}
