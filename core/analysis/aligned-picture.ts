import { invertAffine, type PlaneAffine } from '../geometry/plane-affine.ts';
import { RegionCropper, type CropOptions } from '../geometry/region-crop.ts';
import type { SquareRegion } from '../geometry/square-region.ts';
import type { YuvToRgb } from '../geometry/yuv-to-rgb.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import type { CropPath } from './crop-path.ts';

/** The square of the aligned crop that the networks see, px of that crop; {0 | 16, 192} with the official sizes. */
export interface AlignedCut {
  readonly xPx: number;
  readonly yPx: number;
  readonly sizePx: number;
}

/** Frame pixels to one picture pixel from which on a picture is averaged of four samples a pixel, so that fine detail does not alias. */
const averagedStep = 1.3;

/**
 * Where a frame's pixels lie in the networks' picture: alignment, cut and resize in one map.
 *
 * @param crop   frame px to px of the aligned crop
 * @param cut    the part of the crop that is resized to the picture
 * @param sizePx side S of the picture, px
 * @returns frame px to picture px
 * @source a resize keeps the outer edges of the outer pixels, as OpenCV's and PyTorch's (align_corners false) do
 */
export function pictureAffine(crop: PlaneAffine, cut: AlignedCut, sizePx: number): PlaneAffine {
  const scale = sizePx / cut.sizePx;
  return {
    a: scale * crop.a,
    b: scale * crop.b,
    c: scale * (crop.c - cut.xPx + 0.5) - 0.5,
    d: scale * crop.d,
    e: scale * crop.e,
    f: scale * (crop.f - cut.yPx + 0.5) - 0.5,
  };
}

/** {@link pictureAffine} of a frame of a crop path; null where the face was not seen, and outside of the path. */
export function pictureAffineAt(
  path: CropPath,
  frameIndex: number,
  cut: AlignedCut,
  sizePx: number,
): PlaneAffine | null {
  const o = (frameIndex - path.startFrame) * 6;
  if (o < 0 || o >= path.affines.length || Number.isNaN(path.affines[o])) return null;
  const [a, b, c, d, e, f] = path.affines.subarray(o, o + 6);
  return pictureAffine({ a, b, c, d, e, f }, cut, sizePx);
}

/** Cuts the networks' pictures out of frames; keeps its scratch memory, so use one for a whole video. */
export interface PictureSampler {
  /**
   * @param affine     frame px to picture px, a turn with one scale (as {@link pictureAffine} of a crop path gives it)
   * @param conversion of the stream's matrix and range
   * @param out        [3, S, S] RGB float32 in [-1, 1], black (-1) outside of the frame; filled
   */
  sample(image: YuvImage, affine: PlaneAffine, conversion: YuvToRgb, out: Float32Array): void;
}

/** The square of the frame that crop pixel (i, j) of `outputPx` shows at picture place `first + i * S / outputPx`. */
function regionOf(affine: PlaneAffine, sizePx: number, first: number): SquareRegion {
  const inverse = invertAffine(affine);
  const x = inverse.a * first + inverse.b * first + inverse.c;
  const y = inverse.d * first + inverse.e * first + inverse.f;
  const [a, d] = [inverse.a * sizePx, inverse.d * sizePx];
  return {
    centreX: x + 0.5 * (a - d),
    centreY: y + 0.5 * (d + a),
    sizePx: Math.hypot(a, d),
    angleRad: Math.atan2(d, a),
  };
}

/** Means of blocks of two by two of [3, 2S, 2S]. */
function halve(from: Float32Array, sizePx: number, out: Float32Array): void {
  const stride = 2 * sizePx;
  for (let row = 0; row < 3 * sizePx; row++) {
    let o = 2 * row * stride;
    for (let i = row * sizePx; i < (row + 1) * sizePx; i++, o += 2) {
      out[i] = 0.25 * (from[o] + from[o + 1] + from[o + stride] + from[o + stride + 1]);
    }
  }
}

/**
 * Makes a sampler. Frames are sampled once, bilinearly; where the picture is smaller than the face in the frame, its pixels are means of
 * what they cover.
 *
 * @param sizePx side S of the pictures
 */
export function makePictureSampler(sizePx: number): PictureSampler {
  const cropper = new RegionCropper();
  let double = new Float32Array(0);
  return {
    sample(image, affine, conversion, out) {
      const options: CropOptions = { outputPx: sizePx, low: -1, high: 1, outside: 'black', colour: conversion };
      const whole = regionOf(affine, sizePx, 0);
      if (whole.sizePx / sizePx < averagedStep) {
        cropper.crop(image, whole, options, out);
        return;
      }
      if (double.length === 0) double = new Float32Array(12 * sizePx * sizePx);
      cropper.crop(image, regionOf(affine, sizePx, -0.25), { ...options, outputPx: 2 * sizePx }, double);
      halve(double, sizePx, out);
    },
  };
}

/** An 8-bit picture, [height, width, 3]. */
interface Rgb8 {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/** Where each pixel of a resized line lies among the pixels of the line: the one before, and the share of the one after in 1/2048. */
function resizedPlaces(from: number, to: number): { readonly before: Int32Array; readonly share: Int32Array } {
  const before = new Int32Array(to);
  const share = new Int32Array(to);
  for (let i = 0; i < to; i++) {
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    before[i] = Math.min(from - 1, Math.floor(place));
    share[i] = Math.round((place - before[i]) * 2048);
  }
  return { before, share };
}

/** A bilinear resize of a part of a picture to `sizePx` square, rounded to whole levels. @source OpenCV's 8-bit INTER_LINEAR, weights in 1/2048 */
function resize8(image: Rgb8, x: number, y: number, width: number, height: number, sizePx: number): Rgb8 {
  const across = resizedPlaces(width, sizePx);
  const down = resizedPlaces(height, sizePx);
  const data = new Uint8Array(3 * sizePx * sizePx);
  for (let j = 0; j < sizePx; j++) {
    const top = (y + down.before[j]) * image.widthPx + x;
    const bottom = (y + Math.min(height - 1, down.before[j] + 1)) * image.widthPx + x;
    for (let i = 0; i < sizePx; i++) {
      const left = across.before[i];
      const right = Math.min(width - 1, left + 1);
      for (let c = 0; c < 3; c++) {
        const at = (row: number, column: number) => image.data[3 * (row + column) + c];
        const mix = (row: number) => at(row, left) * (2048 - across.share[i]) + at(row, right) * across.share[i];
        const upper = ((mix(top) >> 4) * (2048 - down.share[j])) >> 16;
        const lower = ((mix(bottom) >> 4) * down.share[j]) >> 16;
        data[3 * (j * sizePx + i) + c] = (upper + lower + 2) >> 2;
      }
    }
  }
  return { widthPx: sizePx, heightPx: sizePx, data };
}

/**
 * The networks' picture of an image that is already aligned, as the official program makes it: resize to the canvas, cut, resize,
 * each rounded to 8 bits.
 *
 * @param image    RGB, 8 bits, any size
 * @param canvasPx side of the aligned crop, 224 with the official sizes
 * @returns [3, S, S] RGB float32 in [-1, 1]
 * @source PD-FGC's loader (resize 224, rows 0..191 and columns 16..207, resize 224)
 */
export function pictureFromCanvas(image: Rgb8, canvasPx: number, cut: AlignedCut, sizePx: number): Float32Array {
  const canvas = resize8(image, 0, 0, image.widthPx, image.heightPx, canvasPx);
  const { data } = resize8(canvas, cut.xPx, cut.yPx, cut.sizePx, cut.sizePx, sizePx);
  const count = sizePx * sizePx;
  return Float32Array.from({ length: 3 * count }, (_, o) => {
    const plane = Math.floor(o / count);
    return (data[3 * (o - plane * count) + plane] / 255) * 2 - 1;
  });
}
