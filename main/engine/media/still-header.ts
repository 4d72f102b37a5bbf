import type { FileHandle } from 'node:fs/promises';
import { StudioError } from '../../../core/errors.ts';
import { orientationInExif, orientationInTiff, upright, type Orientation } from './exif-orientation.ts';
import { bytesAt } from './mp4-boxes.ts';

/** What the first bytes of a picture file say. */
export interface StillHeader {
  readonly format: 'png' | 'jpeg' | 'webp' | 'bmp' | 'tiff' | 'avif' | 'gif';
  /** ffmpeg's reader for it; named, because by itself ffmpeg takes the name of a picture for a pattern of many. */
  readonly demuxer: string;
  readonly orientation: Orientation;
  /** True when the mark that ends the format stands at the file's end: then a decoder's doubts mean nothing. */
  readonly hasEnd?: boolean;
}

/** As much of a file as is looked at: markers and EXIF come first. */
const headBytes = 512 * 1024;

/**
 * Recognises a still picture by its bytes, whatever its name; null for everything else, moving GIF and PNG pictures among it, which are
 * videos.
 *
 * @throws 'media.unsupported-codec' for kinds of pictures that cannot be read, with what to do
 */
export async function readStillHeader(file: FileHandle, path: string): Promise<StillHeader | null> {
  const head = await bytesAt(file, 0, headBytes);
  const text = (from: number, to: number): string => head.toString('latin1', from, to);
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return pngHeader(head);
  if (head.length > 3 && head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff)
    return {
      format: 'jpeg',
      demuxer: 'jpeg_pipe',
      orientation: jpegOrientation(head),
      hasEnd: (await tailOf(file)).includes(endOfImage),
    };
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return webpHeader(head, path);
  if (text(0, 2) === 'BM' && head.length > 26 && head.readUInt32LE(6) === 0)
    return { format: 'bmp', demuxer: 'bmp_pipe', orientation: upright };
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*')
    return { format: 'tiff', demuxer: 'tiff_pipe', orientation: orientationInTiff(head) };
  if (/^GIF8[79]a$/.test(text(0, 6)))
    return isMovingGif(head) ? null : { format: 'gif', demuxer: 'gif', orientation: upright };
  if (text(4, 8) === 'ftyp') return isoHeader(head, path);
  if (text(0, 12) === '\0\0\0\x0cJXL \r\n\x87\n' || (head[0] === 0xff && head[1] === 0x0a))
    throw unreadable(path, 'JPEG XL');
  return null;
}

/** JPEG's last marker; a few bytes may follow it. */
const endOfImage = Buffer.from([0xff, 0xd9]);
const tailBytes = 32;

async function tailOf(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  return bytesAt(file, Math.max(0, size - tailBytes), tailBytes);
}

function unreadable(path: string, kind: string): StudioError {
  return new StudioError(
    'media.unsupported-codec',
    `${kind} pictures cannot be read. Save it as PNG or JPEG and use that file.`,
    { path, kind },
  );
}

/** PNG: a chunk that announces an animation of several pictures stands before the pixels. */
function pngHeader(head: Buffer): StillHeader | null {
  let orientation = upright;
  for (let at = 8; at + 8 <= head.length;) {
    const length = head.readUInt32BE(at);
    const type = head.toString('latin1', at + 4, at + 8);
    if (type === 'acTL' && at + 12 <= head.length && head.readUInt32BE(at + 8) > 1) return null;
    if (type === 'eXIf') orientation = orientationInTiff(head.subarray(at + 8, at + 8 + length));
    if (type === 'IDAT') break;
    at += 12 + length;
  }
  return { format: 'png', demuxer: 'png_pipe', orientation };
}

function jpegOrientation(head: Buffer): Orientation {
  for (let at = 2; at + 4 <= head.length && head[at] === 0xff;) {
    const marker = head[at + 1];
    // Start of the pixels: what describes them has been seen.
    if (marker === 0xda) break;
    const length = head.readUInt16BE(at + 2);
    const isExif = marker === 0xe1 && head.toString('latin1', at + 4, at + 10) === 'Exif\0\0';
    if (isExif) return orientationInExif(head.subarray(at + 4, at + 2 + length));
    at += 2 + Math.max(2, length);
  }
  return upright;
}

function webpHeader(head: Buffer, path: string): StillHeader {
  let orientation = upright;
  for (let at = 12; at + 8 <= head.length;) {
    const type = head.toString('latin1', at, at + 4);
    const length = head.readUInt32LE(at + 4);
    const animationFlag = 0x02;
    if (type === 'VP8X' && at + 8 < head.length && (head[at + 8] & animationFlag) !== 0) {
      throw new StudioError(
        'media.unsupported-codec',
        'This WebP picture moves, which cannot be read. Convert it to MP4 to use it as a video, or save one of its pictures as PNG.',
        { path, kind: 'animated WebP' },
      );
    }
    if (type === 'EXIF') orientation = orientationInExif(head.subarray(at + 8, at + 8 + length));
    at += 8 + length + (length & 1);
  }
  return { format: 'webp', demuxer: 'webp_pipe', orientation };
}

/** GIF: two pictures make it move. Blocks are stepped over; a first picture that is longer than the head counts as moving. */
function isMovingGif(head: Buffer): boolean {
  if (head.length < 13) return false;
  const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));
  const afterSubBlocks = (from: number): number => {
    let at = from;
    while (at < head.length && head[at] !== 0) at += head[at] + 1;
    return at + 1;
  };
  let pictures = 0;
  let at = 13 + tableBytes(head[10]);
  while (at < head.length && head[at] !== 0x3b) {
    const isExtension = head[at] === 0x21;
    if (!isExtension && head[at] !== 0x2c) return false;
    if (!isExtension && ++pictures > 1) return true;
    at = isExtension ? afterSubBlocks(at + 2) : afterSubBlocks(at + 10 + tableBytes(head[at + 9] ?? 0) + 1);
  }
  return at >= head.length && head.length === headBytes;
}

/** AVIF and its relatives are boxes like MP4; the brands tell pictures from films. */
function isoHeader(head: Buffer, path: string): StillHeader | null {
  const size = Math.min(head.readUInt32BE(0), head.length);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= size; at += at === 8 ? 8 : 4) brands.push(head.toString('latin1', at, at + 4));
  const has = (...names: readonly string[]): boolean => names.some((name) => brands.includes(name));
  // A sequence of pictures is read as the video that it is.
  if (has('avif') && brands[0] !== 'avis') return { format: 'avif', demuxer: 'mov', orientation: isoOrientation(head) };
  if (has('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx') || (brands[0] === 'mif1' && !has('avif')))
    throw unreadable(path, 'HEIC');
  return null;
}

/** Turn (`irot`) and mirror (`imir`) properties of a HEIF picture: turned anticlockwise first, then mirrored. */
function isoOrientation(head: Buffer): Orientation {
  const valueOf = (type: string): number | null => {
    const at = head.indexOf(`\0\0\0\x09${type}`, 0, 'latin1');
    return at < 0 || at + 8 >= head.length ? null : head[at + 8];
  };
  const turns = (valueOf('irot') ?? 0) & 3;
  const mirror = valueOf('imir');
  const clockwise = ((4 - turns) % 4) * 90;
  if (mirror === null) return { rotation: clockwise as Orientation['rotation'], isMirrored: false };
  // Mirroring after a turn by a is the same as mirroring left to right first and turning by -a; upside down adds half a turn.
  const isUpsideDown = (mirror & 1) === 0;
  const turned = (360 - clockwise + (isUpsideDown ? 180 : 0)) % 360;
  return { rotation: turned as Orientation['rotation'], isMirrored: true };
}
