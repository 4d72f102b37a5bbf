import type { Rect } from '../geometry/rect.ts';
import { chromaSize, type YuvImage } from '../tensor/yuv-image.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** A part of the frame that is being re-rendered: even origin, planes tightly packed at the size of `rect`. */
export interface Region {
  readonly rect: Rect;
  readonly chromaWidth: number;
  readonly chromaHeight: number;
  /** The untouched pixels. */
  readonly originalY: Uint8Array;
  readonly originalU: Uint8Array;
  readonly originalV: Uint8Array;
  /** What the pixels become. */
  readonly y: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** A rectangle round the points, grown by `margin`, on the chroma grid and inside the frame; null when nothing is left. */
export function evenRectAround(
  points: Float32Array,
  chosen: ArrayLike<number> | null,
  margin: number,
  widthPx: number,
  heightPx: number,
): Rect | null {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  const count = chosen === null ? points.length / 2 : chosen.length;
  for (let k = 0; k < count; k++) {
    const o = (chosen === null ? k : chosen[k]) * 2;
    x0 = Math.min(x0, points[o]);
    y0 = Math.min(y0, points[o + 1]);
    x1 = Math.max(x1, points[o]);
    y1 = Math.max(y1, points[o + 1]);
  }
  x0 = Math.max(0, Math.floor(x0 - margin)) & ~1;
  y0 = Math.max(0, Math.floor(y0 - margin)) & ~1;
  x1 = Math.min(widthPx & ~1, (Math.ceil(x1 + margin) + 2) & ~1);
  y1 = Math.min(heightPx & ~1, (Math.ceil(y1 + margin) + 2) & ~1);
  return x1 - x0 >= 8 && y1 - y0 >= 8 ? { x: x0, y: y0, widthPx: x1 - x0, heightPx: y1 - y0 } : null;
}

function takePlane(
  from: Uint8Array,
  stride: number,
  x: number,
  y: number,
  width: number,
  height: number,
  bytes: Uint8Array,
  floats: Float32Array,
): void {
  for (let row = 0; row < height; row++) {
    const line = from.subarray((y + row) * stride + x, (y + row) * stride + x + width);
    bytes.set(line, row * width);
    floats.set(line, row * width);
  }
}

/** Copies a part of the frame into the workspace, both as it is and as the start of the result. */
export function openRegion(image: YuvImage, rect: Rect, workspace: RenderWorkspace): Region {
  const { x, y, widthPx, heightPx } = rect;
  const chromaWidth = chromaSize(widthPx);
  const chromaHeight = chromaSize(heightPx);
  const luma = widthPx * heightPx;
  const chroma = chromaWidth * chromaHeight;
  const region: Region = {
    rect,
    chromaWidth,
    chromaHeight,
    originalY: workspace.bytes('originalY', luma),
    originalU: workspace.bytes('originalU', chroma),
    originalV: workspace.bytes('originalV', chroma),
    y: workspace.float('y', luma),
    u: workspace.float('u', chroma),
    v: workspace.float('v', chroma),
  };
  const stride = chromaSize(image.widthPx);
  takePlane(image.y, image.widthPx, x, y, widthPx, heightPx, region.originalY, region.y);
  takePlane(image.u, stride, x >> 1, y >> 1, chromaWidth, chromaHeight, region.originalU, region.u);
  takePlane(image.v, stride, x >> 1, y >> 1, chromaWidth, chromaHeight, region.originalV, region.v);
  return region;
}

interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function putPlane(
  from: Float32Array,
  original: Uint8Array,
  width: number,
  height: number,
  to: Uint8Array,
  stride: number,
  x: number,
  y: number,
  step: number,
  extent: Extent,
): void {
  for (let row = 0; row < height; row++) {
    let first = -1;
    let last = -1;
    for (let column = 0; column < width; column++) {
      const o = row * width + column;
      const rounded = from[o] + 0.5;
      const value = rounded <= 0 ? 0 : rounded >= 255 ? 255 : rounded | 0;
      if (value === original[o]) continue;
      to[(y + row) * stride + x + column] = value;
      if (first < 0) first = column;
      last = column;
    }
    if (first < 0) continue;
    extent.left = Math.min(extent.left, (x + first) * step);
    extent.right = Math.max(extent.right, (x + last + 1) * step);
    extent.top = Math.min(extent.top, (y + row) * step);
    extent.bottom = Math.max(extent.bottom, (y + row + 1) * step);
  }
}

/**
 * Writes the region's result back into the frame; pixels whose value did not change are not written.
 *
 * @returns the smallest rectangle that holds every change, null when nothing changed
 */
export function closeRegion(region: Region, image: YuvImage): Rect | null {
  const { rect, chromaWidth, chromaHeight } = region;
  const extent: Extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const stride = chromaSize(image.widthPx);
  putPlane(region.y, region.originalY, rect.widthPx, rect.heightPx, image.y, image.widthPx, rect.x, rect.y, 1, extent);
  putPlane(region.u, region.originalU, chromaWidth, chromaHeight, image.u, stride, rect.x >> 1, rect.y >> 1, 2, extent);
  putPlane(region.v, region.originalV, chromaWidth, chromaHeight, image.v, stride, rect.x >> 1, rect.y >> 1, 2, extent);
  if (extent.right < extent.left) return null;
  const right = Math.min(image.widthPx, extent.right);
  const bottom = Math.min(image.heightPx, extent.bottom);
  return { x: extent.left, y: extent.top, widthPx: right - extent.left, heightPx: bottom - extent.top };
}
