import { rgbToYuvFor } from '../geometry/rgb-to-yuv.ts';
import type { YuvToRgb } from '../geometry/yuv-to-rgb.ts';
import { samplePlane } from '../tensor/resample.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** One plane of a generated picture, finer or coarser than it: picture place p lies at `scale * p + shift` of it. */
export interface PicturePlane {
  /** [side, side] 0 to 255 */
  readonly pixels: Float32Array;
  readonly sidePx: number;
  readonly scale: number;
  readonly shift: number;
}

/** A generated picture as luma and chroma of the stream it goes into. Lives in the workspace. */
export interface PicturePlanes {
  readonly y: PicturePlane;
  readonly u: PicturePlane;
  readonly v: PicturePlane;
}

/** Value of a plane at a place of the picture. */
export function planeValueAt({ pixels, sidePx, scale, shift }: PicturePlane, x: number, y: number): number {
  return samplePlane(pixels, sidePx, sidePx, scale * x + shift, scale * y + shift);
}

/** Writes, between each two values of a line, the Catmull-Rom value of the middle, edges repeated. */
function doubleLine(
  from: Float32Array,
  at: number,
  step: number,
  count: number,
  out: Float32Array,
  to: number,
  toStep: number,
): void {
  for (let i = 0; i + 1 < count; i++) {
    const near = from[at + i * step] + from[at + (i + 1) * step];
    const far = from[at + Math.max(0, i - 1) * step] + from[at + Math.min(count - 1, i + 2) * step];
    const middle = (9 * near - far) / 16;
    out[to + 2 * i * toStep] = from[at + i * step];
    out[to + (2 * i + 1) * toStep] = middle < 0 ? 0 : middle > 255 ? 255 : middle;
  }
  out[to + 2 * (count - 1) * toStep] = from[at + (count - 1) * step];
}

/** A plane with a value between each two: straight lines through it look like the cubic that they lie on, at a fraction of its cost. */
function doubled(pixels: Float32Array, sidePx: number, wide: Float32Array, out: Float32Array): PicturePlane {
  const side = 2 * sidePx - 1;
  for (let row = 0; row < sidePx; row++) doubleLine(pixels, row * sidePx, 1, sidePx, wide, row * side, 1);
  for (let column = 0; column < side; column++) doubleLine(wide, column, side, sidePx, out, column, side);
  return { pixels: out, sidePx: side, scale: 2, shift: 0 };
}

/** A plane of which blocks of factor x factor pixels are averaged; the last blocks may be smaller. */
function shrunk(pixels: Float32Array, sidePx: number, factor: number, out: Float32Array): PicturePlane {
  if (factor < 2) return { pixels, sidePx, scale: 1, shift: 0 };
  const side = Math.ceil(sidePx / factor);
  for (let j = 0; j < side; j++) {
    const bottom = Math.min(sidePx, (j + 1) * factor);
    for (let i = 0; i < side; i++) {
      const right = Math.min(sidePx, (i + 1) * factor);
      let sum = 0;
      for (let y = j * factor; y < bottom; y++) for (let x = i * factor; x < right; x++) sum += pixels[y * sidePx + x];
      const count = (bottom - j * factor) * (right - i * factor);
      out[j * side + i] = sum / count;
    }
  }
  return { pixels: out, sidePx: side, scale: 1 / factor, shift: 0.5 / factor - 0.5 };
}

/**
 * Turns a generated picture into planes: the luma made finer, or all of it shrunk where the face in the frame is smaller than the picture, so
 * that fine detail does not alias.
 *
 * @param picture [3, S, S] RGB float32 in [-1, 1]; what lies outside is clipped
 * @param step    picture px to one px of the frame
 */
export function planesOf(
  picture: Float32Array,
  sizePx: number,
  conversion: YuvToRgb,
  step: number,
  workspace: RenderWorkspace,
): PicturePlanes {
  const m = rgbToYuvFor(conversion);
  const count = sizePx * sizePx;
  const names = ['pictureY', 'pictureU', 'pictureV'] as const;
  const [y, u, v] = names.map((name) => workspace.float(name, count));
  const unit = (value: number): number => (value <= -1 ? 0 : value >= 1 ? 1 : 0.5 * value + 0.5);
  for (let o = 0; o < count; o++) {
    const red = unit(picture[o]);
    const green = unit(picture[count + o]);
    const blue = unit(picture[2 * count + o]);
    y[o] = m.yRed * red + m.yGreen * green + m.yBlue * blue + m.yOffset;
    u[o] = m.uRed * red + m.uGreen * green + m.uBlue * blue + m.uOffset;
    v[o] = m.vRed * red + m.vGreen * green + m.vBlue * blue + m.vOffset;
  }
  const shrink = (pixels: Float32Array, name: string, factor: number): PicturePlane =>
    shrunk(pixels, sizePx, factor, factor < 2 ? pixels : workspace.float(name, Math.ceil(sizePx / factor) ** 2));
  const [lumaFactor, chromaFactor] = [Math.round(step), Math.round(2 * step)];
  const doubleCount = (2 * sizePx - 1) ** 2;
  return {
    y:
      lumaFactor < 2
        ? doubled(y, sizePx, workspace.float('wideY', doubleCount), workspace.float('doubleY', doubleCount))
        : shrink(y, 'shrunkY', lumaFactor),
    u: shrink(u, 'shrunkU', chromaFactor),
    v: shrink(v, 'shrunkV', chromaFactor),
  };
}
