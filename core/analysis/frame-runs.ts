import type { FrameRange } from '../time/frame-range.ts';

/**
 * The ranges of consecutive frames that satisfy a test.
 *
 * @param firstFrame number of the first frame; the test is asked with offsets from it
 * @param count      frames to test
 * @param shortest   shorter runs are left out
 */
export function frameRuns(
  firstFrame: number,
  count: number,
  test: (offset: number) => boolean,
  shortest = 1,
): FrameRange[] {
  const runs: FrameRange[] = [];
  for (let start = 0; start < count; start++) {
    if (!test(start)) continue;
    let end = start + 1;
    while (end < count && test(end)) end++;
    if (end - start >= shortest) runs.push({ startFrame: firstFrame + start, endFrame: firstFrame + end });
    start = end;
  }
  return runs;
}

/** Number of frames in all ranges together. */
export function framesIn(ranges: readonly FrameRange[]): number {
  return ranges.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0);
}
