import type { FrameRate } from '../../../core/time/frame-rate.ts';

/**
 * Writes raw pictures with exact times as a NUT stream, the one container that ffmpeg reads from a pipe and that states
 * any rational clock: rawvideo has no times, YUV4MPEG no variable rate, Matroska no 1/30000.
 *
 * @source NUT Open Container Format specification (2013-05-14), and what ffmpeg's demuxer reads of it
 */
const startCodes = {
  main: [0x4e, 0x4d, 0x7a, 0x56, 0x1f, 0x5f, 0x04, 0xad],
  stream: [0x4e, 0x53, 0x11, 0x40, 0x5b, 0xf2, 0xf9, 0xdb],
  syncPoint: [0x4e, 0x4b, 0xe4, 0xad, 0xee, 0xca, 0x45, 0x69],
} as const;

/** Flags of a frame code: the frame's header names its time, its stream and its size, has a checksum, and is a key frame. */
const frameFlags = 1 | 8 | 16 | 32 | 64;
const invalidFlag = 8192;
/** The only frame code that is used; 0 and 'N' may not be. */
const frameCode = 1;
/** Times below 2^shift are relative; adding 2^shift makes every time absolute. */
const timeShift = 1;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function crc32(bytes: readonly number[]): number {
  return bytes.reduce((crc, byte) => ((crc << 8) ^ crcTable[(crc >>> 24) ^ byte]) >>> 0, 0);
}

function bigEndian32(value: number): number[] {
  return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** NUT's variable-length number: seven bits a byte, most significant first. */
function varint(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) | 128);
  return bytes;
}

function packet(startCode: readonly number[], content: readonly number[]): number[] {
  // The forward pointer counts the checksum too.
  return [...startCode, ...varint(content.length + 4), ...content, ...bigEndian32(crc32(content))];
}

/** A stream of pictures of one size. */
export interface NutPictures {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Ticks per second. */
  readonly tickRate: FrameRate;
}

/** Everything before the first picture. */
export function nutHeader(pictures: NutPictures): Uint8Array {
  const { widthPx, heightPx, tickRate } = pictures;
  const text = [...new TextEncoder().encode('nut/multimedia container\0')];
  const frameCodes = [
    // Code 0: invalid.
    ...varint(invalidFlag),
    ...varint(6),
    0,
    ...varint(1),
    0,
    0,
    0,
    ...varint(1),
    // Codes 1 to 255 without 'N': sizes are stated in full by code 1.
    ...varint(frameFlags),
    ...varint(6),
    0,
    ...varint(1),
    0,
    0,
    0,
    ...varint(254),
  ];
  const main = [
    ...varint(3),
    ...varint(1),
    ...varint(65_536),
    // One time base: seconds per tick.
    ...varint(1),
    ...varint(tickRate.den),
    ...varint(tickRate.num),
    // No elision headers.
    ...frameCodes,
    ...varint(0),
  ];
  const fourcc = [...new TextEncoder().encode('I420')];
  const stream = [
    // Stream 0, class video, codec, time base 0, time shift, largest time step without a checksum, no reordering, fixed rate unknown, no extradata.
    ...varint(0),
    ...varint(0),
    ...varint(4),
    ...fourcc,
    ...varint(0),
    ...varint(timeShift),
    ...varint(1),
    ...varint(0),
    ...varint(0),
    ...varint(0),
    ...varint(widthPx),
    ...varint(heightPx),
    ...varint(0),
    ...varint(0),
    ...varint(0),
  ];
  return Uint8Array.from([...text, ...packet(startCodes.main, main), ...packet(startCodes.stream, stream)]);
}

/**
 * What goes before the bytes of one picture.
 *
 * @param tick           presentation time, 0 or later
 * @param pictureLength  bytes of the picture
 * @param previousLength bytes from the previous synchronisation point to this one; 0 at the first
 */
export function nutFrameHeader(tick: number, pictureLength: number, previousLength: number): Uint8Array {
  const syncPoint = packet(startCodes.syncPoint, [...varint(tick), ...varint(Math.floor(previousLength / 16))]);
  const frame = [frameCode, ...varint(0), ...varint(tick + (1 << timeShift)), ...varint(pictureLength)];
  return Uint8Array.from([...syncPoint, ...frame, ...bigEndian32(crc32(frame))]);
}
