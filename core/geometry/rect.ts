/** An axis-aligned rectangle in pixels of the displayed frame: x right, y down, from the top-left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The part of `rect` inside a frame, on whole pixels (outward rounding); null when nothing is left. */
export function clipRect(rect: Rect, frameWidthPx: number, frameHeightPx: number): Rect | null {
  const x0 = Math.max(0, Math.floor(rect.x));
  const y0 = Math.max(0, Math.floor(rect.y));
  const x1 = Math.min(frameWidthPx, Math.ceil(rect.x + rect.widthPx));
  const y1 = Math.min(frameHeightPx, Math.ceil(rect.y + rect.heightPx));
  return x1 > x0 && y1 > y0 ? { x: x0, y: y0, widthPx: x1 - x0, heightPx: y1 - y0 } : null;
}

/** True when the point lies in the rectangle (left and top edges included). */
export function rectContains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.widthPx && y < rect.y + rect.heightPx;
}

/** Intersection over union in [0, 1]. */
export function intersectionOverUnion(a: Rect, b: Rect): number {
  const w = Math.min(a.x + a.widthPx, b.x + b.widthPx) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.heightPx, b.y + b.heightPx) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a.widthPx * a.heightPx + b.widthPx * b.heightPx - w * h);
}
