/** A square picture as PNG. */
export interface IconPicture {
  readonly sizePx: number;
  readonly png: Buffer;
}

/** Windows' icon file: a directory of pictures, which may be PNGs since Vista. Sizes up to 256. */
export function icoFrom(pictures: readonly IconPicture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { sizePx, png }] of pictures.entries()) {
    const at = 6 + 16 * index;
    // A byte holds 256 as 0.
    head.writeUInt8(sizePx % 256, at);
    head.writeUInt8(sizePx % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** Types of the Mac's icon file that hold PNGs, with their pixels; the later ones are for screens of twice the density. */
const icnsTypes: readonly (readonly [type: string, sizePx: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['icp6', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
];

/** The Mac's icon file: blocks of a type, a length with its own eight bytes, and a picture. */
export function icnsFrom(pictureOf: (sizePx: number) => Buffer): Buffer {
  const blocks = icnsTypes.map(([type, sizePx]) => blockOf(type, pictureOf(sizePx)));
  return blockOf('icns', Buffer.concat(blocks));
}

function blockOf(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}
