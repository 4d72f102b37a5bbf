import { describe, expect, test } from 'vitest';
import {
  makePictureSampler,
  pictureAffine,
  pictureAffineAt,
  pictureFromCanvas,
} from '../../../../core/analysis/aligned-picture.ts';
import { affineScale, invertAffine, type PlaneAffine } from '../../../../core/geometry/plane-affine.ts';
import { yuvToRgbFor } from '../../../../core/geometry/yuv-to-rgb.ts';
import { makeYuvImage, type YuvImage } from '../../../../core/tensor/yuv-image.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const official = { xPx: 16, yPx: 0, sizePx: 192 };
const sizePx = 224;
const conversion = yuvToRgbFor({ space: 'bt709', range: 'tv' }, 720);

function mapped({ a, b, c, d, e, f }: PlaneAffine, x: number, y: number): readonly [number, number] {
  return [a * x + b * y + c, d * x + e * y + f];
}

/** A face that is `scale` times as large in the frame as in the aligned crop, turned, with the crop's corner at (x, y). */
function aCrop(scale: number, angleRad: number, x: number, y: number): PlaneAffine {
  const [cos, sin] = [scale * Math.cos(angleRad), scale * Math.sin(angleRad)];
  return invertAffine({ a: cos, b: -sin, c: x, d: sin, e: cos, f: y });
}

/** A picture of grey 0.1 + 0.0004 x + 0.00025 y. */
function aSlope(widthPx: number, heightPx: number): YuvImage {
  const image = makeYuvImage(widthPx, heightPx);
  for (let o = 0; o < image.y.length; o++) image.y[o] = Math.round(16 + 219 * slopeAt(o % widthPx, (o / widthPx) | 0));
  return image;
}

function slopeAt(x: number, y: number): number {
  return 0.1 + 0.0004 * x + 0.00025 * y;
}

function sampled(image: YuvImage, affine: PlaneAffine): Float32Array {
  const out = new Float32Array(3 * sizePx * sizePx);
  makePictureSampler(sizePx).sample(image, affine, conversion, out);
  return out;
}

describe("where the frame lies in the networks' picture", () => {
  test('brings the aligned eyes and mouth to the nominal places of the official crop, on pixel centres', () => {
    const affine = pictureAffine({ a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 }, official, sizePx);
    // (87 - 16 + .5) * 7 / 6 - .5 and so on: the edge of column 16 becomes the left edge of the picture.
    expect(mapped(affine, 87, 59)).toEqual([expect.closeTo(82.917, 3), expect.closeTo(68.917, 3)]);
    expect(mapped(affine, 137, 59)).toEqual([expect.closeTo(141.25, 3), expect.closeTo(68.917, 3)]);
    expect(mapped(affine, 112, 120)).toEqual([expect.closeTo(112.083, 3), expect.closeTo(140.083, 3)]);
    expect(mapped(affine, 15.5, -0.5)).toEqual([expect.closeTo(-0.5, 6), expect.closeTo(-0.5, 6)]);
    expect(mapped(affine, 207.5, 191.5)).toEqual([expect.closeTo(223.5, 6), expect.closeTo(223.5, 6)]);
  });

  test('is undone by its inverse', () => {
    const affine = pictureAffine(aCrop(2.3, 0.3, 400, 200), official, sizePx);
    const [x, y] = mapped(invertAffine(affine), ...mapped(affine, 512.25, 301.5));
    expect(x).toBeCloseTo(512.25, 6);
    expect(y).toBeCloseTo(301.5, 6);
    expect(affineScale(affine)).toBeCloseTo(224 / 192 / 2.3, 6);
  });

  test('says nothing of frames in which the face was not seen, and of frames of other tracks', () => {
    const affines = Float32Array.of(2, 0, 10, 0, 2, 20, ...Array.from({ length: 6 }, () => Number.NaN));
    const path = { startFrame: 30, affines };
    expect(pictureAffineAt(path, 29, official, sizePx)).toBeNull();
    expect(pictureAffineAt(path, 30, official, sizePx)?.a).toBeCloseTo((2 * 224) / 192, 6);
    expect(pictureAffineAt(path, 31, official, sizePx)).toBeNull();
    expect(pictureAffineAt(path, 32, official, sizePx)).toBeNull();
  });
});

describe("sampling the networks' picture", () => {
  test.each([
    ['a small face', 0.5, 0],
    ['a turned face', 1, 0.5],
    ['a face 1.9 times the picture', 1.9, -0.3],
    ['a face of 900 px', 5, 0.2],
  ])('shows %s where the map says, in -1 to 1', (_, scale, angleRad) => {
    const affine = pictureAffine(aCrop(scale, angleRad, 380, 320), official, sizePx);
    const out = sampled(aSlope(1400, 1200), affine);
    const inverse = invertAffine(affine);
    for (const [i, j] of [
      [3, 7],
      [112, 140],
      [200, 60],
    ]) {
      const [x, y] = mapped(inverse, i, j);
      if (x < 2 || y < 2 || x > 1397 || y > 1197) continue;
      for (const plane of [0, 1, 2]) {
        // Luma has steps of 1/219; averaged blocks are rounded once more.
        expect(Math.abs(out[(plane * sizePx + j) * sizePx + i] - (2 * slopeAt(x, y) - 1))).toBeLessThan(0.012);
      }
    }
  });

  test.each([1.95, 2.6, 3.5])('averages what a face of %s times the size has of fine noise', (scale) => {
    const image = makeYuvImage(1000, 1000);
    const random = makeRandom(4);
    image.y.forEach((_, o) => (image.y[o] = random() < 0.5 ? 16 : 235));
    const affine = pictureAffine(aCrop((scale * 224) / 192, 0, 20, 20), official, sizePx);
    const out = sampled(image, affine).subarray(0, sizePx * sizePx);
    const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
    const spread = Math.sqrt(out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / out.length);
    expect(mean).toBeCloseTo(0, 1);
    // Noise of spread 1 over scale^2 pixels has 1 / scale; single bilinear samples keep .67 whatever the scale.
    expect(spread).toBeLessThan(1.2 / scale);
  });

  test('is black outside of the frame', () => {
    const image = makeYuvImage(200, 200);
    image.y.fill(235);
    const out = sampled(image, pictureAffine(aCrop(1, 0, -100, 0), official, sizePx));
    expect(out[112 * sizePx + 10]).toBe(-1);
    expect(out[112 * sizePx + 200]).toBeCloseTo(1, 2);
  });

  test('is the same again after a larger face used the memory', () => {
    const sampler = makePictureSampler(sizePx);
    const image = aSlope(900, 800);
    const first = new Float32Array(3 * sizePx * sizePx);
    const again = new Float32Array(3 * sizePx * sizePx);
    const small = pictureAffine(aCrop(1.6, 0.1, 100, 100), official, sizePx);
    sampler.sample(image, small, conversion, first);
    sampler.sample(image, pictureAffine(aCrop(3.2, 0, 20, 20), official, sizePx), conversion, again);
    sampler.sample(image, small, conversion, again);
    expect(again).toEqual(first);
  });
});

describe('the picture of an image that is aligned already', () => {
  test('shows rows 0 to 191 and columns 16 to 207 of the canvas', () => {
    const data = new Uint8Array(224 * 224 * 3);
    for (let o = 0; o < 224 * 224; o++) data.set([o % 224, (o / 224) | 0, 40], o * 3);
    const out = pictureFromCanvas({ widthPx: 224, heightPx: 224, data }, 224, official, sizePx);
    const level = (plane: number, i: number, j: number) =>
      Math.round(((out[(plane * 224 + j) * 224 + i] + 1) / 2) * 255);
    expect([level(0, 0, 0), level(1, 0, 0), level(2, 0, 0)]).toEqual([16, 0, 40]);
    expect([level(0, 223, 223), level(1, 223, 223)]).toEqual([207, 191]);
    // 112.5 * 6 / 7 - .5 = 95.93
    expect([level(0, 112, 112), level(1, 112, 112)]).toEqual([112, 96]);
  });

  test('takes images of other sizes', () => {
    const data = new Uint8Array(30 * 50 * 3).fill(200);
    const out = pictureFromCanvas({ widthPx: 30, heightPx: 50, data }, 224, official, sizePx);
    expect(out.length).toBe(3 * 224 * 224);
    expect(out.every((value) => Math.abs(value - ((200 / 255) * 2 - 1)) < 1e-6)).toBe(true);
  });
});
