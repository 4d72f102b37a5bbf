import { boxBlur, gaussianBoxRadius } from '../tensor/blur.ts';
import { smoothstep } from '../tensor/resample.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** A soft mask at chroma resolution over a part of the picture; x and y are that part's origin in luma pixels (even). */
export interface MouthMatte {
  readonly x: number;
  readonly y: number;
  /** Size at chroma resolution. */
  readonly width: number;
  readonly height: number;
  /** Share of the mouth layer, 0 to 1. [height, width] */
  readonly alpha: Float32Array;
  /** The lips with a margin: 1 inside, where colours must not be compared. [height, width] */
  readonly lips: Float32Array;
}

/** Width over which the mouth layer fades in from its outline, iod. */
const fadeIod = 0.13;

/** Margin round the lips that always shows the mouth layer, iod. */
const lipMarginIod = 0.05;

/**
 * Fills a polygon (even-odd) with 1, the rest with 0.
 *
 * @param points   [V, 2] px of the frame
 * @param outline  vertices in order
 * @param originX, originY luma place of cell (0, 0); a cell is 2 luma pixels wide
 */
export function fillPolygon(
  points: Float32Array,
  outline: ArrayLike<number>,
  originX: number,
  originY: number,
  width: number,
  height: number,
  out: Float32Array,
): void {
  out.fill(0, 0, width * height);
  const crossings: number[] = [];
  for (let row = 0; row < height; row++) {
    const y = originY + 2 * row + 0.5;
    crossings.length = 0;
    for (let k = 0, l = outline.length - 1; k < outline.length; l = k++) {
      const [a, b] = [outline[l] * 2, outline[k] * 2];
      if (points[a + 1] > y === points[b + 1] > y) continue;
      crossings.push(points[a] + ((y - points[a + 1]) / (points[b + 1] - points[a + 1])) * (points[b] - points[a]));
    }
    crossings.sort((p, q) => p - q);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil((crossings[k] - originX - 0.5) / 2));
      const to = Math.min(width - 1, Math.floor((crossings[k + 1] - originX - 0.5) / 2));
      if (from <= to) out.fill(1, row * width + from, row * width + to + 1);
    }
  }
}

/**
 * Draws the mouth layer's matte: 0 on and outside the outline, rising inward; the lips are always covered.
 *
 * @param drawn   [V, 2] px, the mesh to draw
 * @param x, y    origin of the part, even luma px
 * @param width, height its size at chroma resolution
 */
export function drawMouthMatte(
  drawn: Float32Array,
  outlines: { readonly matteOutline: ArrayLike<number>; readonly outerLips: ArrayLike<number> },
  iodPx: number,
  part: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  workspace: RenderWorkspace,
): MouthMatte {
  const { x, y, width, height } = part;
  const count = width * height;
  const alpha = workspace.float('matte', count);
  const lips = workspace.float('matteLips', count);
  const scratch = workspace.float('scratch', count);
  fillPolygon(drawn, outlines.matteOutline, x, y, width, height, alpha);
  // Three box passes reach three radii; the part is a chroma plane, so lengths halve.
  const radius = Math.max(1, Math.round((fadeIod * iodPx) / 2 / 3));
  boxBlur(alpha, scratch, width, height, radius, 3);
  fillPolygon(drawn, outlines.outerLips, x, y, width, height, lips);
  boxBlur(lips, scratch, width, height, gaussianBoxRadius((lipMarginIod * iodPx) / 4), 3);
  for (let o = 0; o < count; o++) {
    lips[o] = smoothstep(0.02, 0.5, lips[o]);
    alpha[o] = Math.max(smoothstep(0.5, 1, alpha[o]), lips[o]);
  }
  return { x, y, width, height, alpha, lips };
}
