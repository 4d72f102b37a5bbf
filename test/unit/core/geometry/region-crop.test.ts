import { describe, expect, test } from 'vitest';
import { RegionCropper, type CropOptions } from '../../../../core/geometry/region-crop.ts';
import { regionMap, type SquareRegion } from '../../../../core/geometry/square-region.ts';
import { yuvToRgbFor } from '../../../../core/geometry/yuv-to-rgb.ts';
import { makeYuvImage, type YuvImage } from '../../../../core/tensor/yuv-image.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const colour = yuvToRgbFor({ space: 'bt709', range: 'tv' }, 720);
const options: CropOptions = { outputPx: 64, low: 0, high: 1, outside: 'nearest', colour };

/** A grey picture whose brightness is a plane: 0.2 + 0.001 x + 0.0005 y in RGB. */
function aSlope(widthPx: number, heightPx: number): YuvImage {
  const image = makeYuvImage(widthPx, heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) image.y[y * widthPx + x] = Math.round(16 + 219 * slopeAt(x, y));
  return image;
}

function slopeAt(x: number, y: number): number {
  return 0.2 + 0.001 * x + 0.0005 * y;
}

function crop(image: YuvImage, region: SquareRegion, changes: Partial<CropOptions> = {}): Float32Array {
  const chosen = { ...options, ...changes };
  const out = new Float32Array(3 * chosen.outputPx ** 2);
  new RegionCropper().crop(image, region, chosen, out);
  return out;
}

describe('cutting regions out of a picture', () => {
  test.each([
    ['enlarged', 30, 0],
    ['at its size and turned', 64, 0.4],
    ['shrunk three times and turned', 200, -0.7],
  ])('shows a region %s where it is', (_, sizePx, angleRad) => {
    const region = { centreX: 200, centreY: 150, sizePx, angleRad };
    const out = crop(aSlope(400, 300), region);
    const map = regionMap(region);
    for (const [i, j] of [
      [5, 9],
      [32, 32],
      [60, 50],
    ]) {
      const x = (map.a * i + map.b * j) / 64 + map.c;
      const y = (map.d * i + map.e * j) / 64 + map.f;
      // Luma has steps of 1/219, and averaged blocks are rounded once more.
      expect(Math.abs(out[j * 64 + i] - slopeAt(x, y))).toBeLessThan(0.006);
    }
  });

  test('averages what it shrinks: fine noise becomes its mean, not noise again', () => {
    const image = makeYuvImage(600, 600);
    const random = makeRandom(2);
    image.y.forEach((_, i) => (image.y[i] = random() < 0.5 ? 16 : 235));
    const out = crop(image, { centreX: 300, centreY: 300, sizePx: 512, angleRad: 0 }).subarray(0, 64 * 64);
    const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
    const spread = Math.sqrt(out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / out.length);
    expect(mean).toBeCloseTo(0.5, 1);
    // One sample of 512 / 64 = 8 px squared blocks has a spread of 0.5 / 8 or less; a single pixel would have 0.5.
    expect(spread).toBeLessThan(0.08);
  });

  test('repeats the edge or shows black outside the frame', () => {
    const image = makeYuvImage(100, 100);
    image.y.fill(235);
    const region = { centreX: 0, centreY: 50, sizePx: 64, angleRad: 0 };
    expect(crop(image, region)[32 * 64]).toBeCloseTo(1, 2);
    expect(crop(image, region, { outside: 'black', low: -1 })[32 * 64]).toBe(-1);
    expect(crop(image, region, { outside: 'black', low: -1 })[32 * 64 + 63]).toBeCloseTo(1, 2);
  });

  test('gives the same picture again after a larger one used its memory', () => {
    const cropper = new RegionCropper();
    const image = aSlope(500, 400);
    const small = { centreX: 200, centreY: 200, sizePx: 150, angleRad: 0.2 };
    const first = new Float32Array(3 * 64 * 64);
    const second = new Float32Array(3 * 64 * 64);
    cropper.crop(image, small, options, first);
    cropper.crop(image, { ...small, sizePx: 400 }, options, second);
    cropper.crop(image, small, options, second);
    expect(second.every((value, i) => value === first[i])).toBe(true);
  });
});

describe('colour conversion', () => {
  /** RGB of one stored colour, through a crop of a plain picture. */
  function rgbOf(y: number, u: number, v: number, space: string, range: string, heightPx = 720): number[] {
    const image = makeYuvImage(16, 16);
    image.y.fill(y);
    image.u.fill(u);
    image.v.fill(v);
    const out = crop(
      image,
      { centreX: 8, centreY: 8, sizePx: 8, angleRad: 0 },
      { colour: yuvToRgbFor({ space, range }, heightPx) },
    );
    return [0, 1, 2].map((c) => Math.round(255 * out[c * 64 * 64]));
  }

  // What ffmpeg's and ITU's tables give for pure red and for white.
  test.each([
    ['bt709', 'tv', [63, 102, 240], [255, 0, 0]],
    ['smpte170m', 'tv', [81, 90, 240], [255, 0, 0]],
    ['bt470bg', 'pc', [76, 85, 255], [254, 0, 0]],
    ['bt2020nc', 'tv', [74, 97, 240], [255, 0, 0]],
    ['bt709', 'tv', [235, 128, 128], [255, 255, 255]],
    ['bt709', 'pc', [255, 128, 128], [255, 255, 255]],
  ])('%s, range %s: %j is %j', (space, range, [y, u, v], expected) => {
    rgbOf(y, u, v, space, range).forEach((value, c) => expect(Math.abs(value - expected[c])).toBeLessThanOrEqual(2));
  });

  test('takes untagged pictures for BT.709 from 720 lines on and for BT.601 below', () => {
    expect(rgbOf(63, 102, 240, 'unknown', 'unknown', 720)).toEqual(rgbOf(63, 102, 240, 'bt709', 'tv'));
    expect(rgbOf(63, 102, 240, 'unknown', 'unknown', 576)).toEqual(rgbOf(63, 102, 240, 'smpte170m', 'tv'));
  });
});
