import { describe, expect, it } from 'vitest';
import { differencePixels, mattePixels, patchesFrom } from '../../../../renderer/features/viewer/patch-pixels.ts';

const place = { frameIndex: 7, byteOffset: 8, x: 1, y: 2, widthPx: 2, heightPx: 1 };

describe('pixels of a patch', () => {
  it('cuts each patch from its place in the chunk', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i).buffer;
    const patch = patchesFrom(bytes, [place]).get(7);
    expect(patch?.pixels).toEqual(Uint8ClampedArray.from([8, 9, 10, 11, 12, 13, 14, 15]));
  });

  it('refuses a chunk that is shorter than its list', () => {
    expect(() => patchesFrom(new ArrayBuffer(12), [place])).toThrow('frame 7');
  });

  it('shows a difference only where something changed, multiplied and opaque', () => {
    const patch = { ...place, pixels: Uint8ClampedArray.from([110, 95, 100, 255, 1, 2, 3, 0]) };
    const original = Uint8ClampedArray.from([100, 100, 100, 255, 100, 100, 100, 255]);
    expect([...differencePixels(original, patch, 4)]).toEqual([40, 20, 0, 255, 0, 0, 0, 255]);
  });

  it('tints what is changed, harder at its border, and nothing else', () => {
    const alpha = [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const pixels = Uint8ClampedArray.from(alpha.flatMap((a) => [9, 9, 9, 255 * a]));
    const matte = mattePixels({ x: 0, y: 0, widthPx: 5, heightPx: 5, pixels }, [1, 2, 3]);
    const alphaOf = (x: number, y: number) => matte[(y * 5 + x) * 4 + 3];
    expect([alphaOf(0, 0), alphaOf(1, 1), alphaOf(2, 2)]).toEqual([0, 255, 110]);
  });
});
