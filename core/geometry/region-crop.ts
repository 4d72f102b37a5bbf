import { chromaSize, type YuvImage } from '../tensor/yuv-image.ts';
import { regionMap, type SquareRegion } from './square-region.ts';
import type { YuvToRgb } from './yuv-to-rgb.ts';

/** How a crop is made. */
export interface CropOptions {
  /** Side of the square result, px. */
  readonly outputPx: number;
  /** Value of black and of white in the result. */
  readonly low: number;
  readonly high: number;
  /** What lies outside the frame: its nearest pixel, or black. */
  readonly outside: 'nearest' | 'black';
  readonly colour: YuvToRgb;
}

/** One plane as the sampler sees it: maybe shrunk, maybe only a part; plane coordinates p become `p * scale + shift` in `pixels`. */
interface PlaneView {
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly stride: number;
  readonly scale: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

/** Rectangle of whole pixels, end exclusive. */
interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * Cuts turned squares out of yuv420p pictures as float RGB for a network, without converting the whole frame. Where the crop shrinks
 * the picture, whole blocks of pixels are averaged first, so that detail does not alias. Keeps its scratch memory between calls.
 */
export class RegionCropper {
  private readonly scratch: Uint8Array[] = [new Uint8Array(0), new Uint8Array(0), new Uint8Array(0)];

  /**
   * Crop pixel (i, j) shows the frame at `(i / outputPx, j / outputPx)` of the region, as MediaPipe's crops do.
   *
   * @param out [3, outputPx, outputPx] float32 RGB in [low, high]; filled
   */
  crop(image: YuvImage, region: SquareRegion, options: CropOptions, out: Float32Array): void {
    const step = region.sizePx / options.outputPx;
    const box = boundsOf(region, step);
    const luma = this.planeView(0, image.y, image.widthPx, image.heightPx, box, Math.floor(step));
    const chromaBox = { x0: box.x0 >> 1, y0: box.y0 >> 1, x1: (box.x1 >> 1) + 1, y1: (box.y1 >> 1) + 1 };
    const chromaWidth = chromaSize(image.widthPx);
    const chromaHeight = chromaSize(image.heightPx);
    const u = this.planeView(1, image.u, chromaWidth, chromaHeight, chromaBox, Math.floor(step / 2));
    const v = this.planeView(2, image.v, chromaWidth, chromaHeight, chromaBox, Math.floor(step / 2));
    sample(image, region, options, luma, u, v, out);
  }

  /** The plane itself, or a copy of the box shrunk by averaging blocks of factor x factor pixels. */
  private planeView(
    slot: number,
    plane: Uint8Array,
    widthPx: number,
    heightPx: number,
    box: PixelBox,
    factor: number,
  ): PlaneView {
    if (factor < 2) return { pixels: plane, widthPx, heightPx, stride: widthPx, scale: 1, shiftX: 0, shiftY: 0 };
    const x0 = Math.min(Math.max(0, box.x0), widthPx - 1);
    const y0 = Math.min(Math.max(0, box.y0), heightPx - 1);
    const blocksX = Math.max(1, Math.floor((Math.min(widthPx, box.x1) - x0) / factor));
    const blocksY = Math.max(1, Math.floor((Math.min(heightPx, box.y1) - y0) / factor));
    if (this.scratch[slot].length < blocksX * blocksY) this.scratch[slot] = new Uint8Array(blocksX * blocksY);
    const pixels = this.scratch[slot];
    averageBlocks(plane, widthPx, heightPx, x0, y0, blocksX, blocksY, factor, pixels);
    const scale = 1 / factor;
    const half = 0.5 * scale - 0.5;
    return {
      pixels,
      widthPx: blocksX,
      heightPx: blocksY,
      stride: blocksX,
      scale,
      shiftX: half - x0 * scale,
      shiftY: half - y0 * scale,
    };
  }
}

/** Whole pixels that the region can touch, with a margin of two steps. */
function boundsOf(region: SquareRegion, step: number): PixelBox {
  const reach =
    0.5 * region.sizePx * (Math.abs(Math.cos(region.angleRad)) + Math.abs(Math.sin(region.angleRad))) + 2 * step + 2;
  return {
    x0: Math.floor(region.centreX - reach),
    y0: Math.floor(region.centreY - reach),
    x1: Math.ceil(region.centreX + reach) + 1,
    y1: Math.ceil(region.centreY + reach) + 1,
  };
}

function averageBlocks(
  plane: Uint8Array,
  widthPx: number,
  heightPx: number,
  x0: number,
  y0: number,
  blocksX: number,
  blocksY: number,
  factor: number,
  out: Uint8Array,
): void {
  const fitsX = Math.min(factor, widthPx - x0);
  const sums = new Uint32Array(blocksX);
  for (let by = 0; by < blocksY; by++) {
    sums.fill(0);
    let rows = 0;
    for (let dy = 0; dy < factor && y0 + by * factor + dy < heightPx; dy++, rows++) {
      let at = (y0 + by * factor + dy) * widthPx + x0;
      for (let bx = 0; bx < blocksX; bx++) {
        let sum = 0;
        for (let dx = 0; dx < fitsX; dx++) sum += plane[at + dx];
        sums[bx] += sum;
        at += factor;
      }
    }
    const count = rows * fitsX;
    const half = count >> 1;
    for (let bx = 0; bx < blocksX; bx++) out[by * blocksX + bx] = (sums[bx] + half) / count;
  }
}

/** Bilinear value of a plane at plane coordinates, edges repeated. */
function valueAt(view: PlaneView, planeX: number, planeY: number): number {
  const lastX = view.widthPx - 1;
  const lastY = view.heightPx - 1;
  let x = planeX * view.scale + view.shiftX;
  let y = planeY * view.scale + view.shiftY;
  x = x < 0 ? 0 : x > lastX ? lastX : x;
  y = y < 0 ? 0 : y > lastY ? lastY : y;
  const ix = x | 0;
  const iy = y | 0;
  const fx = x - ix;
  const fy = y - iy;
  const at = iy * view.stride + ix;
  const right = ix < lastX ? 1 : 0;
  const below = iy < lastY ? view.stride : 0;
  const pixels = view.pixels;
  const top = pixels[at] + fx * (pixels[at + right] - pixels[at]);
  const bottom = pixels[at + below] + fx * (pixels[at + below + right] - pixels[at + below]);
  return top + fy * (bottom - top);
}

function sample(
  image: YuvImage,
  region: SquareRegion,
  options: CropOptions,
  luma: PlaneView,
  u: PlaneView,
  v: PlaneView,
  out: Float32Array,
): void {
  const { outputPx, low, colour } = options;
  const range = options.high - low;
  const map = regionMap(region);
  const scale = 1 / outputPx;
  const planeLength = outputPx * outputPx;
  const isBlackOutside = options.outside === 'black';
  const lastX = image.widthPx - 0.5;
  const lastY = image.heightPx - 0.5;
  for (let j = 0; j < outputPx; j++) {
    let x = map.b * j * scale + map.c;
    let y = map.e * j * scale + map.f;
    let at = j * outputPx;
    for (let i = 0; i < outputPx; i++, at++, x += map.a * scale, y += map.d * scale) {
      if (isBlackOutside && (x < -0.5 || y < -0.5 || x > lastX || y > lastY)) {
        out[at] = out[at + planeLength] = out[at + 2 * planeLength] = low;
        continue;
      }
      const light = colour.lumaGain * valueAt(luma, x, y);
      // Chroma samples sit on every second luma column and between two luma rows.
      const chromaX = 0.5 * x;
      const chromaY = 0.5 * y - 0.25;
      const cu = valueAt(u, chromaX, chromaY);
      const cv = valueAt(v, chromaX, chromaY);
      const red = light + colour.redFromV * cv + colour.redOffset;
      const green = light + colour.greenFromU * cu + colour.greenFromV * cv + colour.greenOffset;
      const blue = light + colour.blueFromU * cu + colour.blueOffset;
      out[at] = low + range * (red < 0 ? 0 : red > 1 ? 1 : red);
      out[at + planeLength] = low + range * (green < 0 ? 0 : green > 1 ? 1 : green);
      out[at + 2 * planeLength] = low + range * (blue < 0 ? 0 : blue > 1 ? 1 : blue);
    }
  }
}
