import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { fromRandomAccessReaderPromise, RandomAccessReader, validateFileName } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { isStudioError } from '../../../core/errors.ts';
import { damagedCheckpoint, unsafeCheckpoint } from './checkpoint-failures.ts';
import { assertIsZip } from './file-kind.ts';

/** The official files have a few hundred. */
const mostEntries = 20_000;
/** Bytes that deflate can make of one, at most: a larger claim is a lie. */
const mostExpansion = 1032;
/** Unpacked bytes of an archive: ten times all official checkpoints. */
const mostBytes = 6 * 2 ** 30;
/** Bytes read at a time. */
const chunkBytes = 1024 * 1024;

const again = 'Download it again.';

/** A file of a zip archive; sizes in bytes. */
export interface ArchiveEntry {
  readonly name: string;
  readonly sizeBytes: number;
}

/** A zip archive that is open for reading; nothing of it is ever written to disk. Close it once. */
export interface ZipArchive {
  readonly path: string;
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  /**
   * Bytes of an entry from `startByte` up to `endByte`. The whole entry goes by, in small pieces, for its CRC.
   * @throws StudioError 'models.checkpoint-damaged' for bytes that are not those of the CRC, or too few
   */
  read(name: string, startByte: number, endByte: number): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a zip archive (zip64 too) and reads its table, not its files.
 *
 * @throws StudioError 'models.checkpoint-damaged' for what is no zip archive, is cut off or claims sizes that it cannot have;
 *         'models.checkpoint-unsafe' for names that lead out of the archive
 */
export async function openZipArchive(path: string): Promise<ZipArchive> {
  await assertIsZip(path);
  const file = await open(path, 'r');
  try {
    const zip = await openTable(file, path);
    const entries = await readTable(zip, path);
    return {
      path,
      entries: new Map([...entries].map(([name, entry]) => [name, { name, sizeBytes: entry.uncompressedSize }])),
      read: (name, startByte, endByte) => readWindow({ zip, file, path }, entries.get(name), startByte, endByte),
      // The archive's own close would close the descriptor behind the handle's back; it holds nothing else.
      close: () => file.close(),
    };
  } catch (failure) {
    await file.close();
    throw failure;
  }
}

/** Reads for yauzl, which asks for whatever places the file claims: what lies outside of the file is an error, never an exception. */
class BoundedReader extends RandomAccessReader {
  readonly #file: FileHandle;
  readonly #sizeBytes: number;

  constructor(file: FileHandle, sizeBytes: number) {
    super();
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!(position >= 0 && position + length <= this.#sizeBytes)) {
      setImmediate(callback, new Error(`bytes ${position} to ${position + length} lie outside of the file`));
      return;
    }
    void readExactly(this.#file, buffer.subarray(offset, offset + length), position).then(callback);
  }
}

async function readExactly(file: FileHandle, buffer: Buffer, position: number): Promise<Error | null> {
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    return bytesRead === buffer.length ? null : new Error('the file ends too early');
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

async function openTable(file: FileHandle, path: string): Promise<ZipFile> {
  try {
    const { size } = await file.stat();
    // Names are checked here, with a sentence of their own.
    const options = { autoClose: false, decodeStrings: false };
    return await fromRandomAccessReaderPromise(new BoundedReader(file, size), size, options);
  } catch (cause) {
    throw damagedCheckpoint(path, `is not whole: the end of the archive is missing. ${again}`, cause);
  }
}

async function readTable(zip: ZipFile, path: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString('utf8');
      if (validateFileName(name) !== null || name.includes('\0')) {
        throw unsafeCheckpoint(path, 'a path', 'has a file whose name leads out of the archive.');
      }
      if (entries.has(name)) throw damagedCheckpoint(path, `has two files of the name ${name}. ${again}`);
      bytes += entry.uncompressedSize;
      assertSizes(path, name, entry, bytes, entries.size);
      entries.set(name, entry);
    }
  } catch (cause) {
    if (isStudioError(cause)) throw cause;
    throw damagedCheckpoint(path, `is damaged: the table of the archive cannot be read. ${again}`, cause);
  }
  return entries;
}

function assertSizes(path: string, name: string, entry: Entry, totalBytes: number, count: number): void {
  if (entry.isEncrypted())
    throw damagedCheckpoint(path, 'is a zip archive with a password. Download the official file.');
  if (!entry.canDecodeFileData()) {
    throw damagedCheckpoint(path, `is packed in a way that is not read (method ${entry.compressionMethod}). ${again}`);
  }
  const { compressedSize, uncompressedSize } = entry;
  const canBe = entry.compressionMethod === 0 ? compressedSize : compressedSize * mostExpansion;
  if (uncompressedSize > canBe) {
    throw damagedCheckpoint(
      path,
      `claims that ${printable(name)} has ${uncompressedSize} bytes, which it cannot have. ${again}`,
    );
  }
  if (totalBytes > mostBytes || count >= mostEntries) {
    throw damagedCheckpoint(path, 'would unpack to more than any checkpoint has. Download the official file.');
  }
}

interface Source {
  readonly zip: ZipFile;
  readonly file: FileHandle;
  readonly path: string;
}

async function readWindow(
  source: Source,
  entry: Entry | undefined,
  startByte: number,
  endByte: number,
): Promise<Buffer> {
  const { path } = source;
  const name = printable(entry?.fileNameRaw.toString('utf8') ?? '');
  if (!entry || endByte > entry.uncompressedSize) throw damagedCheckpoint(path, `lacks bytes of ${name}. ${again}`);
  const window = Buffer.allocUnsafe(endByte - startByte);
  let at = 0;
  let sum = 0;
  try {
    for await (const chunk of chunksOf(source, entry)) {
      sum = crc32(chunk, sum);
      const from = Math.max(0, startByte - at);
      const to = Math.min(chunk.length, endByte - at);
      if (to > from) chunk.copy(window, at + from - startByte, from, to);
      at += chunk.length;
      if (at > entry.uncompressedSize) throw new Error('more bytes than the archive claims');
    }
  } catch (cause) {
    if (isStudioError(cause)) throw cause;
    throw damagedCheckpoint(path, `is damaged: ${name} cannot be unpacked. ${again}`, cause);
  }
  if (at !== entry.uncompressedSize) throw damagedCheckpoint(path, `is damaged: ${name} is cut off. ${again}`);
  if (sum !== entry.crc32) {
    throw damagedCheckpoint(path, `is damaged: the bytes of ${name} are not those that were saved (CRC). ${again}`);
  }
  return window;
}

/** Bytes of an entry, unpacked; a chunk is overwritten by the next. */
async function* chunksOf({ zip, file }: Source, entry: Entry): AsyncGenerator<Buffer> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const stored = bytesOf(file, fileDataStart, entry.compressedSize);
  if (entry.compressionMethod === 0) {
    yield* stored;
    return;
  }
  const inflate = createInflateRaw();
  // What fails ends the loop below as well.
  pipeline(Readable.from(copiesOf(stored)), inflate, () => undefined);
  for await (const chunk of inflate) yield chunk as Buffer;
}

/** Bytes of the file as they lie; a chunk is overwritten by the next. */
async function* bytesOf(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, length));
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, length - at), start + at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function* copiesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
