import type { Rect } from '../geometry/rect.ts';
import type { YuvToRgb } from '../geometry/yuv-to-rgb.ts';
import { chromaSize, type YuvImage } from '../tensor/yuv-image.ts';

/** A changed part of a frame: RGBA, 8 bits, straight alpha; alpha 255 where luma or a colour sample differs from the original, else all 0. */
export interface FramePatch {
  readonly rect: Rect;
  /** [height, width, 4] */
  readonly rgba: Uint8Array;
}

/** Joins rectangles that overlap, so that no pixel is in two patches. */
export function joinOverlapping(rects: readonly Rect[]): Rect[] {
  const joined: Rect[] = [];
  for (const rect of rects) {
    let now = rect;
    for (let at = joined.length - 1; at >= 0; at--) {
      const other = joined[at];
      const isApart =
        other.x >= now.x + now.widthPx ||
        now.x >= other.x + other.widthPx ||
        other.y >= now.y + now.heightPx ||
        now.y >= other.y + other.heightPx;
      if (isApart) continue;
      joined.splice(at, 1);
      const [x, y] = [Math.min(now.x, other.x), Math.min(now.y, other.y)];
      now = {
        x,
        y,
        widthPx: Math.max(now.x + now.widthPx, other.x + other.widthPx) - x,
        heightPx: Math.max(now.y + now.heightPx, other.y + other.heightPx) - y,
      };
      // What grew may reach others that were passed already.
      at = joined.length;
    }
    joined.push(now);
  }
  return joined;
}

/**
 * What has to be drawn over the original frame to see the changed one.
 *
 * @param rect       inside of the frame; pixels outside of it are taken for equal
 * @param conversion of the stream's matrix and range
 * @source chroma is interpolated as a browser's compositor does it: linearly between samples that lie in the middle of their four pixels
 */
export function patchOf(original: YuvImage, changed: YuvImage, rect: Rect, conversion: YuvToRgb): FramePatch {
  const { lumaGain, redFromV, greenFromU, greenFromV, blueFromU, redOffset, greenOffset, blueOffset } = conversion;
  const rgba = new Uint8Array(rect.widthPx * rect.heightPx * 4);
  const stride = chromaSize(changed.widthPx);
  const rows = chromaSize(changed.heightPx);
  const byte = (value: number): number => (value <= 0 ? 0 : value >= 1 ? 255 : (value * 255 + 0.5) | 0);
  let o = 0;
  for (let y = rect.y; y < rect.y + rect.heightPx; y++) {
    const cy = y >> 1;
    const nextY = Math.min(rows - 1, Math.max(0, cy + ((y & 1) === 0 ? -1 : 1))) * stride;
    for (let x = rect.x; x < rect.x + rect.widthPx; x++, o += 4) {
      const luma = y * changed.widthPx + x;
      const cx = x >> 1;
      const near = cy * stride + cx;
      if (
        changed.y[luma] === original.y[luma] &&
        changed.u[near] === original.u[near] &&
        changed.v[near] === original.v[near]
      )
        continue;
      const nextX = Math.min(stride - 1, Math.max(0, cx + ((x & 1) === 0 ? -1 : 1)));
      const [a, b, c] = [cy * stride + nextX, nextY + cx, nextY + nextX];
      const u = (9 * changed.u[near] + 3 * changed.u[a] + 3 * changed.u[b] + changed.u[c]) / 16;
      const v = (9 * changed.v[near] + 3 * changed.v[a] + 3 * changed.v[b] + changed.v[c]) / 16;
      const grey = lumaGain * changed.y[luma];
      rgba[o] = byte(grey + redFromV * v + redOffset);
      rgba[o + 1] = byte(grey + greenFromU * u + greenFromV * v + greenOffset);
      rgba[o + 2] = byte(grey + blueFromU * u + blueOffset);
      rgba[o + 3] = 255;
    }
  }
  return { rect, rgba };
}
