import { readFile, writeFile } from 'node:fs/promises';
import { outputFailure } from '../media/media-failures.ts';

/** A file of an artifact that is not what was written: shorter (a disk that lost power), or of another shape. */
export class DamagedArtifact extends Error {}

/** Writes bytes or numbers as they lie in memory: little-endian on every platform that Facet runs on. @throws 'export.*' */
export async function writeNumbers(path: string, numbers: Uint8Array | Float32Array | Float64Array): Promise<void> {
  await writeContent(path, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/** Writes a plain value as JSON; a number that is not finite is a bug of the caller. @throws 'export.*' */
export async function writeJson(path: string, value: object): Promise<void> {
  await writeContent(path, JSON.stringify(value));
}

async function writeContent(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw outputFailure(error, path);
  }
}

/** Reads a file of float32 numbers. @throws DamagedArtifact when it does not hold exactly `count` */
export async function readFloat32(path: string, count: number): Promise<Float32Array> {
  return new Float32Array(await readBytes(path, count * 4));
}

/** Reads a file of float64 numbers. @throws DamagedArtifact when it does not hold exactly `count` */
export async function readFloat64(path: string, count: number): Promise<Float64Array> {
  return new Float64Array(await readBytes(path, count * 8));
}

/** Reads a file of bytes. @throws DamagedArtifact when it does not hold exactly `count` */
export async function readUint8(path: string, count: number): Promise<Uint8Array> {
  return new Uint8Array(await readBytes(path, count));
}

async function readBytes(path: string, byteCount: number): Promise<ArrayBuffer> {
  const content = await readOrDamaged(path);
  if (content.byteLength !== byteCount) {
    throw new DamagedArtifact(`${path} holds ${content.byteLength} bytes instead of ${byteCount}`);
  }
  // A copy of its own: small files come in a pool whose places are not aligned.
  return new Uint8Array(content).buffer;
}

/** Reads a JSON file whose `format` and `formatVersion` are the given ones. @throws DamagedArtifact */
export async function readJson<T extends { readonly format: string; readonly formatVersion: number }>(
  path: string,
  { format, formatVersion }: Pick<T, 'format' | 'formatVersion'>,
): Promise<T> {
  const text = (await readOrDamaged(path)).toString('utf8');
  let value: Partial<T>;
  try {
    value = JSON.parse(text) as Partial<T>;
  } catch (cause) {
    throw new DamagedArtifact(`${path} is no JSON`, { cause });
  }
  if (value.format !== format || value.formatVersion !== formatVersion) {
    throw new DamagedArtifact(`${path} is not ${format} ${formatVersion}`);
  }
  return value as T;
}

async function readOrDamaged(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DamagedArtifact(`${path} cannot be read`, { cause });
  }
}
