import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng, layOut, type RgbPicture } from '../../../examples/picture-strip.ts';

const plain = (value: number): RgbPicture => ({ widthPx: 2, heightPx: 2, data: new Uint8Array(12).fill(value) });

describe('a strip of pictures', () => {
  it('lays rows out with a gap and keeps every pixel', () => {
    const strip = layOut([[plain(10), plain(20)], [plain(30)]], 1);
    expect([strip.widthPx, strip.heightPx]).toEqual([5, 5]);
    expect(strip.data[0]).toBe(10);
    expect(strip.data[3 * 3]).toBe(20);
    expect(strip.data[3 * 5 * 3]).toBe(30);
  });

  it('becomes a PNG whose rows come back', () => {
    const png = Buffer.from(
      encodePng({ widthPx: 2, heightPx: 2, data: Uint8Array.from([1, 2, 3, 4, 5, 6, 9, 9, 9, 8, 8, 8]) }),
    );
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const at = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect([...rows]).toEqual([2, 1, 2, 3, 4, 5, 6, 2, 8, 7, 6, 4, 3, 2]);
  });
});
