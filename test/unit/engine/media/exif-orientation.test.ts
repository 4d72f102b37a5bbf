import { describe, expect, it } from 'vitest';
import { orientationInExif, orientationInTiff } from '../../../../main/engine/media/exif-orientation.ts';

/** A TIFF structure with one entry before the orientation. */
function aTiff(orientation: number, order: 'II' | 'MM' = 'II'): Buffer {
  const bytes = Buffer.alloc(40);
  const u16 = (value: number, at: number) =>
    order === 'II' ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const u32 = (value: number, at: number) =>
    order === 'II' ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  bytes.write(order, 0, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(2, 8);
  u16(256, 10);
  u16(274, 22);
  u16(3, 24);
  u32(1, 26);
  u16(orientation, 30);
  return bytes;
}

describe('the orientation of a photo', () => {
  it.each([
    [1, 0, false],
    [2, 0, true],
    [3, 180, false],
    [4, 180, true],
    [5, 270, true],
    [6, 90, false],
    [7, 90, true],
    [8, 270, false],
  ])('number %i turns by %i degrees, mirrored first: %s', (number, rotation, isMirrored) => {
    expect(orientationInTiff(aTiff(number))).toEqual({ rotation, isMirrored });
    expect(orientationInTiff(aTiff(number, 'MM'))).toEqual({ rotation, isMirrored });
  });

  it('is found behind the word Exif', () => {
    const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), aTiff(6)]);
    expect(orientationInExif(block).rotation).toBe(90);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a number that means nothing', aTiff(9)],
    ['a directory behind the end', Buffer.from('II*\0\xff\xff\xff\x7f', 'latin1')],
    ['other bytes', Buffer.from('hello, this is no TIFF at all')],
  ])('is upright for %s', (_what, bytes) => {
    expect(orientationInTiff(bytes)).toEqual({ rotation: 0, isMirrored: false });
  });
});
