import { crc32, deflateRawSync } from 'node:zlib';

/** A file to put into a zip archive, and what the archive should claim of it although it is not so. */
export interface ZipFileSpec {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  readonly claimedCrc?: number;
  readonly claimedBytes?: number;
  /** Sizes in the extra field of zip64. */
  readonly isZip64?: boolean;
  /** 1: with a password. */
  readonly flags?: number;
}

/** The bytes of a zip archive. */
export function makeZip(files: readonly ZipFileSpec[]): Buffer {
  const parts: Buffer[] = [];
  const table: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const data = file.isDeflated ? deflateRawSync(file.bytes) : Buffer.from(file.bytes);
    const name = Buffer.from(file.name);
    const sizeBytes = file.claimedBytes ?? file.bytes.length;
    const packedBytes = file.isDeflated || file.claimedBytes === undefined ? data.length : file.claimedBytes;
    const extra = file.isZip64 ? zip64Extra(sizeBytes, packedBytes) : Buffer.alloc(0);
    const sizes = file.isZip64 ? [0xffffffff, 0xffffffff] : [packedBytes, sizeBytes];
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(45, 0);
    fields.writeUInt16LE(file.flags ?? 0, 2);
    fields.writeUInt16LE(file.isDeflated ? 8 : 0, 4);
    fields.writeUInt32LE(file.claimedCrc ?? crc32(file.bytes), 10);
    fields.writeUInt32LE(sizes[0], 14);
    fields.writeUInt32LE(sizes[1], 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, extra, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    table.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([45, 0]), fields, rest, name, extra]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(table);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

function zip64Extra(sizeBytes: number, packedBytes: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(sizeBytes), 4);
  extra.writeBigUInt64LE(BigInt(packedBytes), 12);
  return extra;
}

/** Instructions of a pickle, protocol 2, as bytes; put together they are one. */
export const pickled = {
  none: Buffer.from('N'),
  yes: Buffer.from([0x88]),
  no: Buffer.from([0x89]),
  int(value: number): Buffer {
    const bytes = Buffer.alloc(5, 'J');
    bytes.writeInt32LE(value, 1);
    return bytes;
  },
  long(value: bigint): Buffer {
    const bytes = Buffer.alloc(10, 0x8a);
    bytes.writeUInt8(8, 1);
    bytes.writeBigInt64LE(value, 2);
    return bytes;
  },
  text(value: string): Buffer {
    const length = Buffer.alloc(5, 'X');
    length.writeUInt32LE(Buffer.byteLength(value), 1);
    return Buffer.concat([length, Buffer.from(value)]);
  },
  global: (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`),
  stackGlobal: (module: string, name: string): Buffer =>
    Buffer.concat([pickled.text(module), pickled.text(name), Buffer.from([0x93])]),
  tuple: (...items: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]),
  list: (...items: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from(']('), ...items, Buffer.from('e')]),
  dict: (...pairs: readonly (readonly [Buffer, Buffer])[]): Buffer =>
    Buffer.concat([Buffer.from('}('), ...pairs.flat(), Buffer.from('u')]),
  call: (callee: Buffer, ...args: readonly Buffer[]): Buffer =>
    Buffer.concat([callee, pickled.tuple(...args), Buffer.from('R')]),
  /** A whole pickle. */
  file: (value: Buffer): Buffer => Buffer.concat([Buffer.from([0x80, 2]), value, Buffer.from('.')]),
};

/** Kinds of storages, as PyTorch calls them. */
export type StorageName = 'FloatStorage' | 'HalfStorage' | 'DoubleStorage' | 'LongStorage';

/** A tensor of a checkpoint that a test writes. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly storage?: StorageName;
  readonly strides?: readonly number[];
  readonly offset?: number;
  /** Numbers that the storage claims to have; default: those of the shape. */
  readonly claimedLength?: number;
  /** The entry's name; default: the tensor's number. */
  readonly key?: string;
}

/** A tensor of float32 numbers. */
export function floats(shape: readonly number[], values: ArrayLike<number>): TensorSpec {
  return { shape, bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

/** The pickle of a tensor in the entry `data/<key>`. */
export function pickledTensor(spec: TensorSpec, key: string): Buffer {
  const { shape, offset = 0 } = spec;
  const count = shape.reduce((product, length) => product * length, 1);
  const strides = spec.strides ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const id = pickled.tuple(
    pickled.text('storage'),
    pickled.global('torch', spec.storage ?? 'FloatStorage'),
    pickled.text(key),
    pickled.text('cpu'),
    pickled.int(spec.claimedLength ?? count),
  );
  return pickled.call(
    pickled.global('torch._utils', '_rebuild_tensor_v2'),
    Buffer.concat([id, Buffer.from('Q')]),
    pickled.int(offset),
    pickled.tuple(...shape.map(pickled.int)),
    pickled.tuple(...strides.map(pickled.int)),
    pickled.no,
    pickled.call(pickled.global('collections', 'OrderedDict')),
  );
}

/** How a checkpoint departs from what torch.save writes. */
export interface CheckpointOptions {
  /** The archive's folder; torch.save takes the file's name. */
  readonly root?: string;
  /** In place of the state dict's pickle. */
  readonly pickle?: Buffer;
  /** Changes the archive's files before they are put together. */
  readonly change?: (files: ZipFileSpec[]) => readonly ZipFileSpec[];
}

/** The files of the archive that torch.save writes of a state dict. */
export function makeCheckpoint(
  tensors: Readonly<Record<string, TensorSpec>>,
  { root = 'archive', pickle, change = (files) => files }: CheckpointOptions = {},
): Buffer {
  const named = Object.entries(tensors).map(([name, spec], index) => ({ name, spec, key: spec.key ?? String(index) }));
  const pairs = named.map(({ name, spec, key }) => [pickled.text(name), pickledTensor(spec, key)] as const);
  const files: ZipFileSpec[] = [
    { name: `${root}/data.pkl`, bytes: pickle ?? pickled.file(pickled.dict(...pairs)) },
    { name: `${root}/byteorder`, bytes: Buffer.from('little') },
    ...named.map(({ spec, key }) => ({ name: `${root}/data/${key}`, bytes: spec.bytes })),
    { name: `${root}/version`, bytes: Buffer.from('3\n') },
  ];
  return makeZip(change(files));
}
