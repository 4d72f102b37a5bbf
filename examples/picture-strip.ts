import { crc32, deflateSync } from 'node:zlib';
import { yuvToRgbFor, type YuvToRgb } from '../core/geometry/yuv-to-rgb.ts';
import type { MediaReader } from '../core/ports/media.ts';
import { chromaSize, type YuvImage } from '../core/tensor/yuv-image.ts';

/** An 8-bit RGB picture. [H, W, 3] */
export interface RgbPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/** A square part of a frame. */
export interface Cut {
  readonly frameIndex: number;
  readonly left: number;
  readonly top: number;
  readonly sidePx: number;
}

/** Cuts squares from frames of a video, in the order of `cuts` (ascending frames), each scaled to `sidePx`. */
export async function cutFrames(
  reader: MediaReader,
  path: string,
  cuts: readonly Cut[],
  sidePx: number,
): Promise<RgbPicture[]> {
  const info = await reader.probe(path);
  if (info.video === null) throw new Error(`${path} has no picture`);
  const pictures: RgbPicture[] = [];
  const endFrame = Math.max(...cuts.map(({ frameIndex }) => frameIndex)) + 1;
  const matrix = yuvToRgbFor(info.video.colour, info.video.heightPx);
  for await (const { frameIndex, image } of reader.frames(info, { endFrame })) {
    for (const cut of cuts) if (cut.frameIndex === frameIndex) pictures.push(cutSquare(image, cut, sidePx, matrix));
  }
  return pictures;
}

function cutSquare(image: YuvImage, cut: Cut, sidePx: number, matrix: YuvToRgb): RgbPicture {
  const data = new Uint8Array(sidePx * sidePx * 3);
  const step = cut.sidePx / sidePx;
  const chromaWidth = chromaSize(image.widthPx);
  const at = (plane: Uint8Array, width: number, height: number, x: number, y: number): number => {
    const fx = Math.min(width - 1.001, Math.max(0, x));
    const fy = Math.min(height - 1.001, Math.max(0, y));
    const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
    const [a, b] = [fx - x0, fy - y0];
    const o = y0 * width + x0;
    return (
      (plane[o] * (1 - a) + plane[o + 1] * a) * (1 - b) + (plane[o + width] * (1 - a) + plane[o + width + 1] * a) * b
    );
  };
  for (let row = 0, o = 0; row < sidePx; row++) {
    for (let column = 0; column < sidePx; column++, o += 3) {
      const [x, y] = [cut.left + (column + 0.5) * step - 0.5, cut.top + (row + 0.5) * step - 0.5];
      const luma = at(image.y, image.widthPx, image.heightPx, x, y);
      const u = at(image.u, chromaWidth, chromaSize(image.heightPx), x / 2, y / 2 - 0.25);
      const v = at(image.v, chromaWidth, chromaSize(image.heightPx), x / 2, y / 2 - 0.25);
      data.set(toRgb(matrix, luma, u, v), o);
    }
  }
  return { widthPx: sidePx, heightPx: sidePx, data };
}

function toRgb(m: YuvToRgb, y: number, u: number, v: number): [number, number, number] {
  const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(255 * value)));
  return [
    byte(m.lumaGain * y + m.redFromV * v + m.redOffset),
    byte(m.lumaGain * y + m.greenFromU * u + m.greenFromV * v + m.greenOffset),
    byte(m.lumaGain * y + m.blueFromU * u + m.blueOffset),
  ];
}

/** Lays pictures of one size out in rows with a thin gap. */
export function layOut(rows: readonly (readonly RgbPicture[])[], gapPx: number): RgbPicture {
  const side = rows[0][0].widthPx;
  const columns = Math.max(...rows.map((row) => row.length));
  const widthPx = columns * side + (columns - 1) * gapPx;
  const heightPx = rows.length * side + (rows.length - 1) * gapPx;
  const data = new Uint8Array(widthPx * heightPx * 3).fill(24);
  rows.forEach((row, r) => {
    row.forEach((picture, c) => {
      for (let y = 0; y < side; y++) {
        const from = y * side * 3;
        data.set(
          picture.data.subarray(from, from + side * 3),
          ((r * (side + gapPx) + y) * widthPx + c * (side + gapPx)) * 3,
        );
      }
    });
  });
  return { widthPx, heightPx, data };
}

/** Encodes a picture as PNG (ISO/IEC 15948): 8-bit RGB, one filter (up) for every row. */
export function encodePng({ widthPx, heightPx, data }: RgbPicture): Uint8Array {
  const stride = widthPx * 3;
  const rows = Buffer.alloc((stride + 1) * heightPx);
  for (let y = 0; y < heightPx; y++) {
    rows[y * (stride + 1)] = 2;
    for (let x = 0; x < stride; x++)
      rows[y * (stride + 1) + 1 + x] = data[y * stride + x] - (y > 0 ? data[(y - 1) * stride + x] : 0);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const result = Buffer.alloc(named.length + 8);
  result.writeUInt32BE(body.length, 0);
  result.set(named, 4);
  result.writeUInt32BE(crc32(named), named.length + 4);
  return result;
}
