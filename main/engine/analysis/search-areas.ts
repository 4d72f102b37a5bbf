import type { Rect } from '../../../core/geometry/rect.ts';

/** How thoroughly a frame is searched for faces. */
export type SearchDepth = 'frame' | 'squares' | 'tiles';

/** Longer side over shorter side above which the whole frame, letterboxed, shows faces much smaller than squares of it would. */
const wideAspect = 1.2;

/** Tiles of half the shorter side, overlapping by half, find faces that are too small for the whole frame. */
const tileShare = 0.5;

function startsOf(lengthPx: number, tilePx: number, stridePx: number): number[] {
  const count = Math.max(1, Math.ceil((lengthPx - tilePx) / stridePx) + 1);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : ((lengthPx - tilePx) * i) / (count - 1)));
}

function grid(widthPx: number, heightPx: number, tilePx: number): Rect[] {
  const areas: Rect[] = [];
  for (const y of startsOf(heightPx, tilePx, tilePx / 2)) {
    for (const x of startsOf(widthPx, tilePx, tilePx / 2)) areas.push({ x, y, widthPx: tilePx, heightPx: tilePx });
  }
  return areas;
}

/** The parts of a frame that the detector looks at: the frame, then (deeper) overlapping squares of its shorter side, then tiles of half of it. */
export function searchAreas(widthPx: number, heightPx: number, depth: SearchDepth): Rect[] {
  const shorter = Math.min(widthPx, heightPx);
  const areas: Rect[] = [{ x: 0, y: 0, widthPx, heightPx }];
  if (depth !== 'frame' && Math.max(widthPx, heightPx) > wideAspect * shorter)
    areas.push(...grid(widthPx, heightPx, shorter));
  if (depth === 'tiles') areas.push(...grid(widthPx, heightPx, tileShare * shorter));
  return areas;
}
