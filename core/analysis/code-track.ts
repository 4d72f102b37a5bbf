import type { FrameRange } from '../time/frame-range.ts';
import type { FactorName } from './factor.ts';

/** One factor's code a frame, as a generative pack's networks give it, for some frames of a video. */
export interface CodeTrack {
  readonly factor: FactorName;
  /** Numbers D of one code. */
  readonly width: number;
  /** Frame of the first row. */
  readonly startFrame: number;
  /** [T, D]; a row is NaN where the face was not seen. */
  readonly values: Float32Array;
}

/** When a video's frames are, and in which of them the face is seen. Made by {@link codeTimesOf}. */
export interface CodeTimes {
  /** Start of every frame of the video, ascending. */
  readonly frameTimesSec: Float64Array;
  /** The frames from the first in which the face is seen to the last. */
  readonly span: FrameRange;
  /** For every frame of the span, from its first on, the nearest one at or before it, and at or after it, in which the face is seen. */
  readonly seenBefore: Int32Array;
  readonly seenAfter: Int32Array;
}

/** A place between two frames of a track: `before` at share 0, `after` at share 1. */
export interface CodeSpot {
  readonly before: number;
  readonly after: number;
  readonly share: number;
}

/** Frames of a track. */
export function codeFrameCount({ values, width }: CodeTrack): number {
  return values.length / width;
}

/** The row of a frame, a view; null where the track has no such frame or the face was not seen. */
export function codeRowAt({ values, width, startFrame }: CodeTrack, frameIndex: number): Float32Array | null {
  const o = (frameIndex - startFrame) * width;
  return o < 0 || o >= values.length || Number.isNaN(values[o]) ? null : values.subarray(o, o + width);
}

/** A track of the frames of `range`, not seen in any of them yet. */
export function emptyCodeTrack(factor: FactorName, width: number, range: FrameRange): CodeTrack {
  const values = new Float32Array((range.endFrame - range.startFrame) * width).fill(Number.NaN);
  return { factor, width, startFrame: range.startFrame, values };
}

/**
 * @param frameTimesSec start of every frame of the video, ascending
 * @param isSeen        [frame count] 1 where the face is seen; null = in all
 * @returns null where the face is never seen
 */
export function codeTimesOf(frameTimesSec: Float64Array, isSeen: Uint8Array | null): CodeTimes | null {
  const isThere = (frame: number): boolean => isSeen === null || isSeen[frame] === 1;
  let startFrame = 0;
  let endFrame = frameTimesSec.length;
  while (startFrame < endFrame && !isThere(startFrame)) startFrame++;
  while (endFrame > startFrame && !isThere(endFrame - 1)) endFrame--;
  if (startFrame === endFrame) return null;
  // Only of the span: a video of an hour may have hundreds of tracks.
  const seenBefore = new Int32Array(endFrame - startFrame);
  const seenAfter = new Int32Array(endFrame - startFrame);
  for (let frame = startFrame, last = startFrame; frame < endFrame; frame++) {
    if (isThere(frame)) last = frame;
    seenBefore[frame - startFrame] = last;
  }
  for (let frame = endFrame - 1, next = endFrame - 1; frame >= startFrame; frame--) {
    if (isThere(frame)) next = frame;
    seenAfter[frame - startFrame] = next;
  }
  return { frameTimesSec, span: { startFrame, endFrame }, seenBefore, seenAfter };
}

/** A time inside of a stretch: what lies beyond its ends is mirrored there, to and fro as often as needed. */
export function bouncedTime(timeSec: number, startSec: number, endSec: number): number {
  const length = endSec - startSec;
  if (length <= 0) return startSec;
  const turn = (timeSec - startSec) % (2 * length);
  const along = turn < 0 ? turn + 2 * length : turn;
  return startSec + (along <= length ? along : 2 * length - along);
}

/**
 * Where to read a track at a time: straight between the frames before and after in which the face is seen (so that a gap is bridged),
 * mirrored beyond the first and the last of them.
 */
export function codeSpotAt({ frameTimesSec, span, seenBefore, seenAfter }: CodeTimes, timeSec: number): CodeSpot {
  let low = span.startFrame;
  let high = span.endFrame - 1;
  const time = bouncedTime(timeSec, frameTimesSec[low], frameTimesSec[high]);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    // Times that came through a text or a float are a hair off.
    if (frameTimesSec[middle] <= time + 1e-6) low = middle;
    else high = middle - 1;
  }
  const before = seenBefore[low - span.startFrame];
  const after = seenAfter[Math.min(low + 1, span.endFrame - 1) - span.startFrame];
  const gap = frameTimesSec[after] - frameTimesSec[before];
  const share = gap > 0 ? Math.min(1, Math.max(0, (time - frameTimesSec[before]) / gap)) : 0;
  return share < 1e-4 ? { before, after: before, share: 0 } : { before, after, share };
}

/**
 * Reads a track at a spot.
 *
 * @param out [D], filled
 * @returns false where the track does not have the rows; `out` is then undefined
 */
export function readCodeAt(track: CodeTrack, { before, after, share }: CodeSpot, out: Float32Array): boolean {
  const from = codeRowAt(track, before);
  const to = codeRowAt(track, after);
  if (from === null || to === null) return false;
  for (let d = 0; d < track.width; d++) out[d] = from[d] + share * (to[d] - from[d]);
  return true;
}

/**
 * Mean over a window round each frame; at the track's ends and beside frames without the face, of the frames that are there. Frames
 * without the face stay so. A part of a longer track needs `(windowFrames - 1) / 2` frames of margin on both sides.
 *
 * @param windowFrames odd; 1 gives the track itself
 * @source PD-FGC's in-window expression: fbar_t = mean of E_exp over |u - t| <= 6 (13 frames)
 */
export function averageCodes(track: CodeTrack, windowFrames: number): CodeTrack {
  if (windowFrames <= 1) return track;
  const { width, values } = track;
  const reach = (windowFrames - 1) >> 1;
  const frameCount = codeFrameCount(track);
  const averaged = new Float32Array(values.length).fill(Number.NaN);
  const sum = new Float64Array(width);
  for (let t = 0; t < frameCount; t++) {
    if (Number.isNaN(values[t * width])) continue;
    sum.fill(0);
    let count = 0;
    for (let near = Math.max(0, t - reach); near <= Math.min(frameCount - 1, t + reach); near++) {
      if (Number.isNaN(values[near * width])) continue;
      count++;
      for (let d = 0; d < width; d++) sum[d] += values[near * width + d];
    }
    for (let d = 0; d < width; d++) averaged[t * width + d] = sum[d] / count;
  }
  return { ...track, values: averaged };
}
