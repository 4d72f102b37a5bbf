import type { Rotation } from '../../../core/media/media-info.ts';

/** How a stored picture is shown: mirrored left to right first, then turned clockwise. */
export interface Orientation {
  readonly rotation: Rotation;
  readonly isMirrored: boolean;
}

/** The picture as it is stored. */
export const upright: Orientation = { rotation: 0, isMirrored: false };

/** By the number of EXIF, TIFF 6.0 tag 274: 1 to 8. */
const byNumber: readonly Orientation[] = [
  upright,
  { rotation: 0, isMirrored: true },
  { rotation: 180, isMirrored: false },
  { rotation: 180, isMirrored: true },
  { rotation: 270, isMirrored: true },
  { rotation: 90, isMirrored: false },
  { rotation: 90, isMirrored: true },
  { rotation: 270, isMirrored: false },
];

const orientationTag = 274;

/** Type of a 16-bit number in a TIFF directory. */
const shortType = 3;

/** Far more entries than a camera writes; a damaged count must not be followed. */
const mostEntries = 1000;

/** The orientation in a TIFF structure, as TIFF files and EXIF blocks have it; upright where it says nothing that can be understood. */
export function orientationInTiff(bytes: Buffer): Orientation {
  const order = bytes.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return upright;
  const isLittle = order === 'II';
  const u16 = (at: number): number =>
    at + 2 > bytes.length ? 0 : isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  const u32 = (at: number): number =>
    at + 4 > bytes.length ? 0 : isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  if (u16(2) !== 42) return upright;
  const directory = u32(4);
  const count = Math.min(u16(directory), mostEntries);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12;
    if (u16(at) === orientationTag && u16(at + 2) === shortType) return byNumber[u16(at + 8) - 1] ?? upright;
  }
  return upright;
}

/** The same for an EXIF block that may begin with `Exif\0\0`, as in JPEG. */
export function orientationInExif(bytes: Buffer): Orientation {
  return orientationInTiff(bytes.toString('latin1', 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes);
}
