import { readFile } from 'node:fs/promises';
import { fromBufferPromise } from 'yauzl';

/** An array as numpy writes it: values row-major in `shape`, of whatever type the file has. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Reads one .npy file: version 1 to 3, little endian, either order; int64 becomes float64, whose numbers are exact far enough. */
export function parseNpy(bytes: Buffer): NpyArray {
  if (bytes.subarray(0, 6).toString('latin1') !== '\x93NUMPY') throw new Error('This is no .npy file.');
  const isOld = bytes[6] === 1;
  const start = isOld ? 10 : 12;
  const headerLength = isOld ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  const header = bytes.subarray(start, start + headerLength).toString('latin1');
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(Number);
  const data = valuesOf(type, Uint8Array.from(bytes.subarray(start + headerLength)).buffer);
  return { shape, data: header.includes("'fortran_order': True") ? rowMajor(data, shape) : data };
}

/** Values of which the first axis runs fastest, in the usual order. */
function rowMajor(data: NpyArray['data'], shape: readonly number[]): NpyArray['data'] {
  return data.map((_, index) => {
    let rest = index;
    let from = 0;
    for (let axis = shape.length - 1, stride = data.length; axis >= 0; axis--) {
      stride /= shape[axis];
      from += (rest % shape[axis]) * stride;
      rest = Math.floor(rest / shape[axis]);
    }
    return data[from];
  });
}

function valuesOf(type: string | undefined, buffer: ArrayBuffer): NpyArray['data'] {
  switch (type) {
    case '<f4':
      return new Float32Array(buffer);
    case '<f8':
      return new Float64Array(buffer);
    case '<i4':
      return new Int32Array(buffer);
    case '<i8':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case '|u1':
      return new Uint8Array(buffer);
    default:
      throw new Error(`Arrays of ${type} are not read.`);
  }
}

/** Reads all arrays of an .npz file, by their names. */
export async function readNpz(path: string): Promise<Readonly<Record<string, NpyArray>>> {
  const zip = await fromBufferPromise(await readFile(path), { lazyEntries: true });
  const arrays: Record<string, NpyArray> = {};
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    arrays[entry.fileName.replace(/\.npy$/, '')] = parseNpy(Buffer.concat(chunks));
  }
  return arrays;
}
