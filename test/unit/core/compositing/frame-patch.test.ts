import { describe, expect, it } from 'vitest';
import { joinOverlapping, patchOf } from '../../../../core/compositing/frame-patch.ts';
import { yuvToRgbFor } from '../../../../core/geometry/yuv-to-rgb.ts';
import { makeYuvImage, yuvImageFrom, type YuvImage } from '../../../../core/tensor/yuv-image.ts';

const conversion = yuvToRgbFor({ space: 'bt709', range: 'tv' }, 720);

function copyOf(image: YuvImage): YuvImage {
  return yuvImageFrom(image.data.slice(), image.widthPx, image.heightPx);
}

describe('a frame patch', () => {
  const original = makeYuvImage(16, 8);

  it('is opaque where luma changed and clear elsewhere', () => {
    const changed = copyOf(original);
    changed.y[3 * 16 + 5] = 235;
    const { rgba } = patchOf(original, changed, { x: 4, y: 2, widthPx: 4, heightPx: 4 }, conversion);
    expect(rgba).toHaveLength(64);
    const pixel = (1 * 4 + 1) * 4;
    expect([...rgba.subarray(pixel, pixel + 4)]).toEqual([255, 255, 255, 255]);
    expect(rgba.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0)).toBe(4);
  });

  it('covers all four pixels of a colour sample that changed', () => {
    const changed = copyOf(original);
    changed.v[1 * 8 + 2] = 200;
    const { rgba } = patchOf(original, changed, { x: 0, y: 0, widthPx: 16, heightPx: 8 }, conversion);
    const opaque = Array.from({ length: 128 }, (_, at) => at).filter((at) => rgba[at * 4 + 3] === 255);
    expect(opaque).toEqual([36, 37, 52, 53]);
    expect(rgba[36 * 4]).toBeGreaterThan(rgba[36 * 4 + 1]);
  });

  it('is clear when nothing changed', () => {
    const { rgba } = patchOf(original, copyOf(original), { x: 0, y: 0, widthPx: 16, heightPx: 8 }, conversion);
    expect(rgba.every((value) => value === 0)).toBe(true);
  });
});

describe('rectangles of one frame', () => {
  it('are joined where they overlap, also by way of a third', () => {
    const rects = [
      { x: 0, y: 0, widthPx: 4, heightPx: 4 },
      { x: 8, y: 0, widthPx: 4, heightPx: 4 },
      { x: 2, y: 2, widthPx: 8, heightPx: 4 },
    ];
    expect(joinOverlapping(rects)).toEqual([{ x: 0, y: 0, widthPx: 12, heightPx: 6 }]);
  });

  it('stay apart when they only touch', () => {
    const rects = [
      { x: 0, y: 0, widthPx: 4, heightPx: 4 },
      { x: 4, y: 0, widthPx: 4, heightPx: 4 },
    ];
    expect(joinOverlapping(rects)).toEqual(rects);
  });
});
