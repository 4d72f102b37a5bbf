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
