import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/checkpoint-file.ts';
import { createPackImporter } from '../../../main/engine/checkpoint/pack-importer.ts';
import { createPackCatalog } from '../../../main/engine/models/pack-catalog.ts';
import { ownedName, ownerOf } from '../../../main/storage/process-owner.ts';
import { floats, makeCheckpoint, makeZip, pickled, pickledTensor } from '../../support/a-checkpoint.ts';
import type { CheckpointOptions, TensorSpec, ZipFileSpec } from '../../support/a-checkpoint.ts';
import { tinyTensors, writeTinyCheckpoints, writeTinyTemplate } from '../../support/a-pack-template.ts';

const models = join(import.meta.dirname, '../../../resources/models');
const { 'motion.weight': weight, 'motion.bias': bias } = tinyTensors('motion');

/** The motion network's file, spoiled. */
const motion = (change: Record<string, TensorSpec> = {}, options: CheckpointOptions = {}) =>
  makeCheckpoint({ ...tinyTensors('motion'), ...change }, options);
const motionWithout = (name: string) =>
  makeCheckpoint(Object.fromEntries(Object.entries(tinyTensors('motion')).filter(([key]) => key !== name)));
/** The archive with one of its files changed. */
const withFile = (end: string, change: Partial<ZipFileSpec>) =>
  motion({}, { change: (files) => files.map((file) => (file.name.endsWith(end) ? { ...file, ...change } : file)) });
const withPickle = (value: Buffer) => motion({}, { pickle: pickled.file(value) });
/** A state dict with one more entry, whose value is made by the given instructions. */
const withEntry = (value: Buffer) =>
  withPickle(
    pickled.dict(
      [pickled.text('motion.weight'), pickledTensor(weight, '0')],
      [pickled.text('motion.bias'), pickledTensor(bias, '1')],
      [pickled.text('more'), value],
    ),
  );
const tar = Buffer.alloc(1024);
tar.write('checkpoints/', 0);
tar.write('ustar', 257);

/** What lies under the name motion_model.pth, and what the import says of it. Null: the file is not there; 'folder': a folder is. */
const variants: readonly {
  readonly what: string;
  readonly bytes: Uint8Array | null | 'folder';
  readonly code: ErrorCode;
  readonly sentence: RegExp;
}[] = [
  {
    what: 'a web page',
    bytes: Buffer.from('\n<!DOCTYPE html><html><title>Google Drive - Quota exceeded</title>'),
    code: 'models.checkpoint-damaged',
    sentence: /is a web page/,
  },
  { what: 'text', bytes: Buffer.from('404: Not Found'), code: 'models.checkpoint-damaged', sentence: /is a text file/ },
  { what: 'an empty file', bytes: Buffer.alloc(0), code: 'models.checkpoint-damaged', sentence: /is empty/ },
  { what: 'zeros', bytes: Buffer.alloc(4096), code: 'models.checkpoint-damaged', sentence: /begins with zeros/ },
  {
    what: 'other bytes',
    bytes: Buffer.from('89504e470d0a1a0a00000000', 'hex'),
    code: 'models.checkpoint-damaged',
    sentence: /is not a checkpoint file/,
  },
  { what: 'a folder', bytes: 'folder', code: 'models.checkpoint-damaged', sentence: /is a folder/ },
  {
    what: 'a pointer of git LFS',
    bytes: Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
    code: 'models.checkpoint-damaged',
    sentence: /git lfs pull/,
  },
  { what: 'a tar archive', bytes: tar, code: 'models.checkpoint-damaged', sentence: /is a tar archive/ },
  {
    what: 'a gzip archive',
    bytes: Buffer.from('1f8b080000000000', 'hex'),
    code: 'models.checkpoint-damaged',
    sentence: /gzip/,
  },
  {
    what: 'safetensors',
    bytes: Buffer.concat([Buffer.from('2000000000000000', 'hex'), Buffer.from('{"a":{"dtype":"F32"}}')]),
    code: 'models.checkpoint-damaged',
    sentence: /safetensors/,
  },
  {
    what: 'a file of an old PyTorch',
    bytes: Buffer.from('80028a0a6cfc9c46f9206aa850192e8002', 'hex'),
    code: 'models.checkpoint-damaged',
    sentence: /old PyTorch \(before 1\.6\)/,
  },
  {
    what: 'a bare pickle',
    bytes: Buffer.from('80027d712e', 'hex'),
    code: 'models.checkpoint-damaged',
    sentence: /bare pickle/,
  },
  { what: 'nothing', bytes: null, code: 'models.checkpoint-missing', sentence: /motion_model\.pth is not in/ },

  {
    what: 'the first half of the file',
    bytes: motion().subarray(0, motion().length / 2),
    code: 'models.checkpoint-damaged',
    sentence: /not whole: the end of the archive is missing/,
  },
  {
    what: 'an archive with more bytes behind it',
    bytes: Buffer.concat([motion(), Buffer.from('more')]),
    code: 'models.checkpoint-damaged',
    sentence: /not whole/,
  },
  {
    what: 'an archive of checkpoints',
    bytes: makeZip([{ name: 'checkpoints/motion_model.pth', bytes: motion() }]),
    code: 'models.checkpoint-damaged',
    sentence: /checkpoints in it/,
  },
  {
    what: 'another archive',
    bytes: makeZip([{ name: 'word/document.xml', bytes: Buffer.from('<a/>') }]),
    code: 'models.checkpoint-damaged',
    sentence: /no checkpoint of PyTorch/,
  },
  {
    what: 'an archive without files',
    bytes: makeZip([]),
    code: 'models.checkpoint-damaged',
    sentence: /without files/,
  },
  {
    what: 'a TorchScript program',
    bytes: motion({}, { change: (files) => [...files, { name: 'archive/constants.pkl', bytes: Buffer.from('x') }] }),
    code: 'models.checkpoint-damaged',
    sentence: /TorchScript/,
  },
  {
    what: 'a file of a big-endian computer',
    bytes: withFile('byteorder', { bytes: Buffer.from('big') }),
    code: 'models.checkpoint-damaged',
    sentence: /byte order/,
  },
  {
    what: 'an archive with a password',
    bytes: withFile('data/0', { flags: 1, isDeflated: true }),
    code: 'models.checkpoint-damaged',
    sentence: /password/,
  },
  {
    what: 'two files of one name',
    bytes: motion({}, { change: (files) => [...files, files[2]] }),
    code: 'models.checkpoint-damaged',
    sentence: /two files of the name/,
  },
  {
    what: 'a table of zip64 that is said to lie beyond all files',
    bytes: withTableAt(2n ** 62n),
    code: 'models.checkpoint-damaged',
    sentence: /not whole/,
  },
  {
    what: 'a CRC error in a tensor',
    bytes: withFile('data/0', { claimedCrc: 12345 }),
    code: 'models.checkpoint-damaged',
    sentence: /archive\/data\/0 are not those that were saved \(CRC\)/,
  },
  {
    what: 'a CRC error in the list of tensors',
    bytes: withFile('data.pkl', { claimedCrc: 12345 }),
    code: 'models.checkpoint-damaged',
    sentence: /data\.pkl are not those .* \(CRC\)/,
  },
  {
    what: 'a packed entry whose claim is larger than packing can give',
    bytes: withFile('data/0', { isDeflated: true, claimedBytes: 2 ** 31 }),
    code: 'models.checkpoint-damaged',
    sentence: /claims that archive\/data\/0 has 2147483648 bytes/,
  },
  {
    what: 'an entry that unpacks to more than it claims',
    bytes: withFile('data/0', { isDeflated: true, bytes: new Uint8Array(1e6), claimedBytes: 24 }),
    code: 'models.checkpoint-damaged',
    sentence: /cannot be unpacked/,
  },
  {
    what: 'entries that unpack to more than any checkpoint',
    bytes: motion({}, { change: (files) => [...files, ...bombs()] }),
    code: 'models.checkpoint-damaged',
    sentence: /more than any checkpoint has/,
  },
  {
    what: 'a stored entry that reaches behind the end',
    bytes: withFile('data/0', { isZip64: true, claimedBytes: 2 ** 40 }),
    code: 'models.checkpoint-damaged',
    sentence: /more than any checkpoint has/,
  },
  {
    what: 'a name that leads out of the archive',
    bytes: motion({}, { change: (files) => [...files, { name: '../../evil.sh', bytes: Buffer.from('rm') }] }),
    code: 'models.checkpoint-unsafe',
    sentence: /leads out of the archive/,
  },
  {
    what: 'an absolute name',
    bytes: motion({}, { change: (files) => [...files, { name: '/etc/passwd', bytes: Buffer.from('x') }] }),
    code: 'models.checkpoint-unsafe',
    sentence: /leads out of the archive/,
  },

  {
    what: 'a call of os.system',
    bytes: withEntry(pickled.call(pickled.global('posix', 'system'), pickled.text('touch pwned'))),
    code: 'models.checkpoint-unsafe',
    sentence: /wants to call posix\.system/,
  },
  {
    what: 'a call of eval by STACK_GLOBAL',
    bytes: withEntry(pickled.call(pickled.stackGlobal('builtins', 'eval'), pickled.text('1+1'))),
    code: 'models.checkpoint-unsafe',
    sentence: /wants to call builtins\.eval/,
  },
  {
    what: 'a chain that begins with getattr',
    bytes: withEntry(pickled.call(pickled.call(pickled.global('builtins', 'getattr'), pickled.global('os', 'system')))),
    code: 'models.checkpoint-unsafe',
    sentence: /wants to call builtins\.getattr/,
  },
  {
    what: 'a call of what a harmless call made',
    bytes: withEntry(pickled.call(pickled.call(pickled.global('collections', 'OrderedDict')))),
    code: 'models.checkpoint-unsafe',
    sentence: /something that is no name/,
  },
  {
    what: 'a method of a harmless class',
    bytes: withEntry(pickled.global('collections', 'OrderedDict.fromkeys')),
    code: 'models.checkpoint-unsafe',
    sentence: /OrderedDict\.fromkeys/,
  },
  {
    what: 'an instance by INST',
    bytes: withPickle(Buffer.from("(S'touch pwned'\nios\nsystem\n")),
    code: 'models.checkpoint-unsafe',
    sentence: /wants to call os\.system/,
  },
  {
    what: 'an object with a state',
    bytes: withEntry(Buffer.concat([pickledTensor(bias, '1'), pickled.dict(), Buffer.from('b')])),
    code: 'models.checkpoint-unsafe',
    sentence: /BUILD/,
  },
  {
    what: 'an object of the registry of extensions',
    bytes: withEntry(Buffer.from([0x82, 1])),
    code: 'models.checkpoint-unsafe',
    sentence: /EXT1/,
  },
  {
    what: 'a list of tensors that is cut off',
    bytes: motion({}, { pickle: Buffer.from([0x80, 2, 0x7d]) }),
    code: 'models.checkpoint-damaged',
    sentence: /list of tensors ends too early/,
  },
  {
    what: 'a list of tensors that is nonsense',
    bytes: motion({}, { pickle: Buffer.from([0x80, 2, 0xff, 0x2e]) }),
    code: 'models.checkpoint-damaged',
    sentence: /unknown instruction 0xff/,
  },
  {
    what: 'a list in place of a dict',
    bytes: withPickle(pickled.list(pickledTensor(weight, '0'))),
    code: 'models.checkpoint-mismatch',
    sentence: /holds a list in place of a state dict/,
  },
  {
    what: 'a dict without tensors',
    bytes: withPickle(pickled.dict([pickled.text('epoch'), pickled.int(3)])),
    code: 'models.checkpoint-mismatch',
    sentence: /holds no tensors/,
  },

  {
    what: 'a file without a tensor',
    bytes: motionWithout('motion.bias'),
    code: 'models.checkpoint-mismatch',
    sentence: /lacks 1 of the 2 tensors of the motion network \(motion\.bias\)/,
  },
  {
    what: 'a tensor of another shape',
    bytes: motion({ 'motion.bias': floats([3], [1, 2, 3]) }),
    code: 'models.checkpoint-mismatch',
    sentence: /holds motion\.bias of shape \[3\]; the motion network has \[2\]/,
  },
  {
    what: 'a part that inference never reads, of another shape',
    bytes: motion({ 'motion.unused': floats([3], [1, 2, 3]) }),
    code: 'models.checkpoint-mismatch',
    sentence: /motion\.unused of shape \[3\]/,
  },
  {
    what: "another network's file",
    bytes: makeCheckpoint(tinyTensors('audio')),
    code: 'models.checkpoint-mismatch',
    sentence: /motion_model\.pth holds the audio network, not the motion network/,
  },
  {
    what: 'a network that nobody knows',
    bytes: makeCheckpoint({ 'backbone.weight': floats([1], [1]) }),
    code: 'models.checkpoint-mismatch',
    sentence: /none of the 2 tensors of the motion network/,
  },
  {
    what: 'less data than the shape needs',
    bytes: motion({ 'motion.weight': { ...weight, bytes: new Uint8Array(20) } }),
    code: 'models.checkpoint-damaged',
    sentence: /motion\.weight has less data than its shape needs/,
  },
  {
    what: 'a storage that is shorter than it says',
    bytes: motion({ 'motion.weight': { ...weight, claimedLength: 5 } }),
    code: 'models.checkpoint-damaged',
    sentence: /motion\.weight has less data/,
  },
  {
    what: 'an offset behind the data',
    bytes: motion({ 'motion.weight': { ...weight, offset: 1 } }),
    code: 'models.checkpoint-damaged',
    sentence: /motion\.weight has less data/,
  },
  {
    what: 'a tensor without data',
    bytes: motion({}, { change: (files) => files.filter(({ name }) => !name.endsWith('data/0')) }),
    code: 'models.checkpoint-damaged',
    sentence: /the data of motion\.weight is not in the archive/,
  },
  {
    what: 'data that lies elsewhere',
    bytes: motion({ 'motion.weight': { ...weight, key: '../0' } }),
    code: 'models.checkpoint-unsafe',
    sentence: /leads out of the archive/,
  },
  {
    what: 'a small part of something large',
    bytes: motion({ 'motion.bias': { shape: [2], strides: [1000], bytes: new Uint8Array(4004), claimedLength: 1001 } }),
    code: 'models.checkpoint-damaged',
    sentence: /part of something much larger/,
  },
  {
    what: 'a weight that is no number',
    bytes: motion({ 'motion.bias': floats([2], [NaN, 0]) }),
    code: 'models.checkpoint-damaged',
    sentence: /motion\.bias holds numbers that are none/,
  },
  {
    what: 'a weight that is infinite',
    bytes: motion({ 'motion.bias': floats([2], [0, -Infinity]) }),
    code: 'models.checkpoint-damaged',
    sentence: /motion\.bias holds numbers that are none/,
  },
];

/** The locator of zip64 lies before the last 22 bytes. */
function withTableAt(offset: bigint): Buffer {
  const whole = motion();
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(offset, 8);
  return Buffer.concat([whole.subarray(0, -22), locator, whole.subarray(-22)]);
}

function bombs(): ZipFileSpec[] {
  const claimedBytes = 2 ** 31 - 1;
  const bytes = randomBytes(2.2e6);
  return [1, 2, 3, 4].map((part) => ({ name: `archive/bomb${part}`, bytes, isDeflated: true, claimedBytes }));
}

describe('a checkpoint that is not what it should be', () => {
  let root = '';
  let checkpoints = '';
  let user = '';

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'facet-malformed-'));
    user = join(root, 'packs');
    checkpoints = join(root, 'checkpoints');
    writeTinyTemplate(join(root, 'template'));
  });
  beforeEach(() => {
    rmSync(checkpoints, { recursive: true, force: true });
    writeTinyCheckpoints(checkpoints);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const importIt = (precision: 'fp32' | 'fp16' = 'fp32') =>
    createPackImporter({
      templateFolder: join(root, 'template'),
      userPacksFolder: user,
      catalog: createPackCatalog({ builtIn: models, user }),
      clock: { nowMs: () => 0, peakMemoryBytes: () => 0 },
      owner: { ownedName, ownerOf },
    }).importPdfgc({ precision, folder: checkpoints, packId: 'pdfgc', packFolder: null, canReplace: false });

  it.each(variants)(
    'is refused with a sentence of its own, and leaves nothing: $what',
    async ({ bytes, code, sentence }) => {
      const path = join(checkpoints, 'motion_model.pth');
      rmSync(path);
      if (bytes === 'folder') mkdirSync(path);
      else if (bytes !== null) writeFileSync(path, bytes);
      const failure = await importIt().then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code, message: expect.stringMatching(sentence), details: { path } });
      expect(existsSync(user) ? readdirSync(user) : []).toEqual([]);
    },
  );

  it('has a sentence for float16 that cannot hold a weight', async () => {
    writeFileSync(join(checkpoints, 'motion_model.pth'), motion({ 'motion.bias': floats([2], [65_530, 0]) }));
    await expect(importIt('fp16')).rejects.toMatchObject({
      code: 'models.checkpoint-mismatch',
      message: expect.stringMatching(/motion\.bias .*float16.*float32/),
    });
  });

  it('has a sentence for files that lie one folder deeper, or in an archive', async () => {
    const inner = join(checkpoints, 'checkpoints');
    writeTinyCheckpoints(inner);
    rmSync(join(checkpoints, 'audio_model.pth'));
    await expect(importIt()).rejects.toMatchObject({
      code: 'models.checkpoint-missing',
      message: expect.stringContaining(`They lie in ${inner}`),
    });
    rmSync(inner, { recursive: true });
    writeFileSync(join(checkpoints, 'checkpoints.tar'), tar);
    await expect(importIt()).rejects.toMatchObject({ message: expect.stringMatching(/Unpack checkpoints\.tar first/) });
    rmSync(checkpoints, { recursive: true });
    await expect(importIt()).rejects.toMatchObject({
      code: 'models.checkpoint-missing',
      message: expect.stringMatching(/There is no folder/),
    });
  });

  it('takes packed entries, zip64, other kinds of numbers and views as they are', async () => {
    const path = join(root, 'odd.pth');
    const odd = makeCheckpoint(
      {
        half: {
          shape: [3],
          storage: 'HalfStorage',
          bytes: new Uint8Array(Uint16Array.of(0x3c00, 0x0001, 0xfbff).buffer),
        },
        double: { shape: [1], storage: 'DoubleStorage', bytes: new Uint8Array(Float64Array.of(0.1).buffer) },
        long: { shape: [], storage: 'LongStorage', bytes: new Uint8Array(BigInt64Array.of(-7n).buffer) },
        turned: { ...floats([3, 2], [1, 2, 3, 4, 5, 6]), strides: [1, 3] },
        part: { ...floats([2], [9, 8, 7, 6]), offset: 1, claimedLength: 4 },
        none: floats([0, 4], []),
      },
      { change: (files) => files.map((file, index) => ({ ...file, isDeflated: index % 2 === 0, isZip64: true })) },
    );
    writeFileSync(path, odd);
    const checkpoint = await openCheckpoint(path);
    const read = async (name: string) => [...(await checkpoint.readTensor(name))];
    expect(await read('half')).toEqual([1, 2 ** -24, -65504]);
    expect(await read('double')).toEqual([Math.fround(0.1)]);
    expect(await read('long')).toEqual([-7]);
    expect(await read('turned')).toEqual([1, 4, 2, 5, 3, 6]);
    expect(await read('part')).toEqual([8, 7]);
    expect(await read('none')).toEqual([]);
    await checkpoint.close();
  });

  it('survives any flipped bytes: it is read or refused, and never breaks', async () => {
    const path = join(root, 'flipped.pth');
    const whole = motion({}, { change: (files) => files.map((file, index) => ({ ...file, isDeflated: index === 3 })) });
    const random = randomNumbers(20_231);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.from(whole);
      for (let flips = 1 + (random() % 4); flips > 0; flips--) bytes[random() % bytes.length] = random() % 256;
      writeFileSync(path, random() % 8 === 0 ? bytes.subarray(0, random() % bytes.length) : bytes);
      const outcome = await readAll(path);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].filter((outcome) => !outcome.startsWith('models.') && outcome !== 'read')).toEqual([]);
    expect(outcomes.get('models.checkpoint-damaged')).toBeGreaterThan(300);
    expect(outcomes.get('read')).toBeGreaterThan(10);
  }, 60_000);
});

async function readAll(path: string): Promise<string> {
  try {
    const checkpoint = await openCheckpoint(path);
    try {
      for (const name of checkpoint.shapes.keys()) await checkpoint.readTensor(name);
    } finally {
      await checkpoint.close();
    }
    return 'read';
  } catch (failure) {
    return isStudioError(failure) ? failure.code : `a bug: ${String(failure)}`;
  }
}

/** Whole numbers from a seed: the same in every run (xorshift). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
