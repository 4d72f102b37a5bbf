import type { FileHandle } from 'node:fs/promises';

/** A box of an MP4 or QuickTime file: where its content starts and where it says that it ends. */
export interface Mp4Box {
  readonly type: string;
  readonly contentStart: number;
  readonly end: number;
}

/**
 * The boxes between two positions, in file order; stops at the first size that can be none.
 *
 * @source ISO/IEC 14496-12, 4.2
 */
export async function* boxesOf(file: FileHandle, start: number, end: number): AsyncGenerator<Mp4Box> {
  for (let position = start; position + 8 <= end;) {
    const head = await bytesAt(file, position, 16);
    const shortSize = head.readUInt32BE(0);
    // Size 1: a 64-bit size follows; size 0: the box reaches to the end.
    const size = shortSize === 1 ? Number(head.readBigUInt64BE(8)) : shortSize === 0 ? end - position : shortSize;
    if (size < 8) return;
    yield {
      type: head.toString('latin1', 4, 8),
      contentStart: position + (shortSize === 1 ? 16 : 8),
      end: position + size,
    };
    position += size;
  }
}

/** The first box of a type between two positions, or null. */
export async function findBox(file: FileHandle, type: string, start: number, end: number): Promise<Mp4Box | null> {
  for await (const box of boxesOf(file, start, end)) if (box.type === type) return box;
  return null;
}

/** Bytes of a file from a position; zeros after its end. */
export async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, position);
  return bytes;
}

/** True when a box says that it is longer than the file: the end of the file is missing. */
export async function isCutOff(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  for await (const box of boxesOf(file, 0, size)) if (box.end > size) return true;
  return false;
}
