import type { FrameRange } from '../time/frame-range.ts';

/** Places named in one sentence before the rest is only counted. */
const namedPlaces = 3;

/** A point in time as people read it: minutes, seconds, tenths; hours where there are any. */
export function formatClock(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  const clock = `${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
  const minutes = Math.floor(tenths / 600);
  return minutes < 60
    ? `${minutes}:${clock}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${clock}`;
}

/** Where ranges lie: "0:03.2 to 0:03.8, 0:10.0 and 4 more places". Ranges of one frame are one point. */
export function describePlaces(ranges: readonly FrameRange[], frameTimesSec: ArrayLike<number>): string {
  const timeAt = (frame: number) => formatClock(frameTimesSec[Math.min(frame, frameTimesSec.length - 1)] ?? 0);
  const places = ranges.slice(0, namedPlaces).map(({ startFrame, endFrame }) => {
    const [from, to] = [timeAt(startFrame), timeAt(endFrame - 1)];
    return from === to ? from : `${from} to ${to}`;
  });
  const rest = ranges.length - places.length;
  if (rest > 0) places.push(`${rest} more ${rest === 1 ? 'place' : 'places'}`);
  return places.length < 2 ? places.join('') : `${places.slice(0, -1).join(', ')} and ${places.at(-1)}`;
}

/** "1 frame", "14 frames". */
export function countFrames(count: number): string {
  return count === 1 ? '1 frame' : `${count} frames`;
}
