import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { StudioError } from '../../core/errors.ts';

const partBytes = 1024 * 1024;
/** Files up to this size are read whole. */
const wholeBytes = 64 * partBytes;
/** Of longer files so many parts are read, head and tail among them: a film of 100 GB is known in a second. */
const partCount = 32;

/**
 * SHA-256, in hex, over a file's size (8 bytes, big-endian) and its content; of a file above 64 MiB over 32 parts of 1 MiB that are
 * evenly spread, the first at the head and the last at the tail.
 *
 * @throws 'media.not-found' | 'media.not-readable'
 */
export async function contentKeyOf(path: string): Promise<string> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw readFailure(path, cause);
  }
  try {
    const state = await file.stat();
    if (!state.isFile()) throw new StudioError('media.not-readable', `${path} is not a file.`, { path });
    const hash = createHash('sha256');
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(state.size));
    hash.update(size);
    const buffer = Buffer.alloc(partBytes);
    for (const offset of partOffsets(state.size)) {
      const length = Math.min(partBytes, state.size - offset);
      hash.update(await readPart(file, path, buffer.subarray(0, length), offset));
    }
    return hash.digest('hex');
  } catch (cause) {
    throw cause instanceof StudioError ? cause : readFailure(path, cause);
  } finally {
    await file.close();
  }
}

/** Where the parts begin that are hashed of a file of this size. */
export function partOffsets(sizeBytes: number): readonly number[] {
  if (sizeBytes <= wholeBytes) {
    return Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => index * partBytes);
  }
  return Array.from({ length: partCount }, (_, index) =>
    Math.round(((sizeBytes - partBytes) * index) / (partCount - 1)),
  );
}

async function readPart(file: FileHandle, path: string, part: Buffer, offset: number): Promise<Buffer> {
  let filled = 0;
  while (filled < part.length) {
    const { bytesRead } = await file.read(part, filled, part.length - filled, offset + filled);
    if (bytesRead === 0) {
      throw new StudioError('media.not-readable', `${path} became shorter while it was read. Try again.`, { path });
    }
    filled += bytesRead;
  }
  return part;
}

/** What it means that a file or folder could not be read. */
export function readFailure(path: string, cause: unknown): StudioError {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new StudioError('media.not-found', `There is nothing at ${path}.`, { path }, cause)
    : new StudioError('media.not-readable', `${path} cannot be read.`, { path }, cause);
}
