import { makeFrameRate } from '../time/frame-rate.ts';
import type { MediaInfo } from './media-info.ts';

/** Rate of the video that shows a still picture. */
export const stillFrameRate = makeFrameRate(25);

/** Longest side of the video that shows a still picture, px: what every H.264 decoder takes. Larger pictures are made smaller. */
export const longestStillSidePx = 4096;

/** True for what has one picture and no length of its own: a photo, a drawing. A probe gives it the length 0. */
export function isStillPicture({ video }: MediaInfo): boolean {
  return video !== null && video.durationSec === 0;
}

/** Frames of the video that shows a still picture for so long; at least one. */
export function stillFrameCount(stillSec: number): number {
  return Math.max(1, Math.round((stillSec * stillFrameRate.num) / stillFrameRate.den));
}

/**
 * Size of the video that shows a still picture, px: the picture's own without its last odd row and column, or smaller where it is larger
 * than {@link longestStillSidePx}.
 */
export function stillVideoSize(
  widthPx: number,
  heightPx: number,
): { readonly widthPx: number; readonly heightPx: number } {
  const shrink = Math.min(1, longestStillSidePx / Math.max(widthPx, heightPx));
  const even = (px: number): number => Math.max(2, 2 * Math.floor((px * shrink + 1e-6) / 2));
  return { widthPx: even(widthPx), heightPx: even(heightPx) };
}
