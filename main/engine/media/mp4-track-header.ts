import { open, type FileHandle } from 'node:fs/promises';
import { invariant } from '../../../core/errors.ts';
import type { DisplayMatrix } from '../../../core/media/display-matrix.ts';
import { boxesOf, bytesAt, findBox, type Mp4Box } from './mp4-boxes.ts';

/**
 * Writes the display matrix of the first video track into a finished MP4, in place.
 * ffmpeg's own ways to set it changed twice between versions 5.1 and 8 and lose mirrors; the field is the same in all files.
 *
 * @source ISO/IEC 14496-12, 8.3.2 (tkhd) and 8.4.3 (hdlr)
 */
export async function writeDisplayMatrix(path: string, matrix: DisplayMatrix): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const moov = await findBox(file, 'moov', 0, size);
    invariant(moov !== null, 'a finished MP4 has an index');
    for await (const track of boxesOf(file, moov.contentStart, moov.end)) {
      if (track.type !== 'trak' || !(await isVideoTrack(file, track))) continue;
      const header = await findBox(file, 'tkhd', track.contentStart, track.end);
      invariant(header !== null, 'a track has a header');
      const version = (await bytesAt(file, header.contentStart, 1))[0];
      // Version 1 has 64-bit times and duration: 12 bytes more before the matrix.
      const offset = header.contentStart + (version === 1 ? 52 : 40);
      const bytes = Buffer.alloc(36);
      matrix.forEach((value, index) => bytes.writeInt32BE(value, index * 4));
      await file.write(bytes, 0, bytes.length, offset);
      await file.sync();
      return;
    }
    invariant(false, 'a finished MP4 has a video track');
  } finally {
    await file.close();
  }
}

async function isVideoTrack(file: FileHandle, track: Mp4Box): Promise<boolean> {
  const media = await findBox(file, 'mdia', track.contentStart, track.end);
  const handler = media && (await findBox(file, 'hdlr', media.contentStart, media.end));
  return handler !== null && (await bytesAt(file, handler.contentStart + 8, 4)).toString('latin1') === 'vide';
}
