import { invariant } from '../../../core/errors.ts';
import { damagedCheckpoint, mismatchedCheckpoint } from './checkpoint-failures.ts';
import { decodeNumbers, numberBytes } from './number-formats.ts';
import { readPickle } from './pickle-reader.ts';
import { isKind } from './pickle-values.ts';
import type { PickleDict, PickleValue, TensorRef } from './pickle-values.ts';
import { countOf, gatherView, spanOf } from './tensor-view.ts';
import { openZipArchive } from './zip-archive.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Ten thousand times what state dicts of the official sizes need for names and shapes would still fit. */
const longestPickleBytes = 64 * 2 ** 20;
/** Of a view with gaps, the storage that it spans is read: never much more than the view's own numbers. */
const mostGaps = 8;

const again = 'Download it again.';

/** Names under which training programs keep the weights beside optimizers and counters. */
const wrapperNames = ['state_dict', 'model_state_dict', 'model', 'net', 'params'];

/** A file of torch.save with the weights of a network. Close it once. */
export interface CheckpointFile {
  readonly path: string;
  /** Shapes of the tensors by name, in the order of the file; names without the `module.` of a parallel training. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** What was unusual and did no harm, as sentences. */
  readonly notes: readonly string[];
  /**
   * Numbers of a tensor, row-major, as float32; the caller owns them.
   * @throws StudioError 'models.checkpoint-damaged' when its data is not there, too short, or not what the CRC says
   */
  readTensor(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens a checkpoint: the archive's table and the list of tensors are read, no weights yet.
 *
 * @throws StudioError 'models.checkpoint-damaged' | 'models.checkpoint-unsafe' | 'models.checkpoint-mismatch' (no state dict)
 */
export async function openCheckpoint(path: string): Promise<CheckpointFile> {
  const archive = await openZipArchive(path);
  try {
    const root = await findRoot(archive);
    const notes: string[] = [];
    const value = readPickle(await readWhole(archive, `${root}/data.pkl`), path);
    const tensors = tensorsOf(stateDictOf(value, path, notes), notes);
    for (const [name, tensor] of tensors) assertDataIsThere(archive, root, name, tensor);
    return {
      path,
      notes,
      shapes: new Map([...tensors].map(([name, { shape }]) => [name, shape])),
      readTensor: async (name) => readTensor(archive, root, tensors.get(name)),
      close: () => archive.close(),
    };
  } catch (failure) {
    await archive.close();
    throw failure;
  }
}

/** The folder inside of the archive, whose name is the file's own when it was saved; checks that the numbers are little-endian. */
async function findRoot(archive: ZipArchive): Promise<string> {
  const { entries, path } = archive;
  const names = [...entries.keys()];
  const roots = names.flatMap((name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1] ?? []);
  if (roots.length !== 1) throw damagedCheckpoint(path, whatElse(names));
  const [root] = roots;
  if (names.includes(`${root}/constants.pkl`)) {
    throw damagedCheckpoint(path, 'is a TorchScript program, not a state dict. Download the official file.');
  }
  if (entries.has(`${root}/byteorder`)) {
    const order = (await readWhole(archive, `${root}/byteorder`)).toString('latin1').trim();
    if (order !== 'little') {
      throw damagedCheckpoint(path, 'was saved on a computer with another byte order. Download the official file.');
    }
  }
  return root;
}

function whatElse(names: readonly string[]): string {
  return names.some((name) => /\.(?:pth|pt|ckpt|tar)$/.test(name))
    ? 'is a zip archive with checkpoints in it. Unpack it first, and name the folder with the four files.'
    : `is a zip archive, but no checkpoint of PyTorch (it has no data.pkl). ${again}`;
}

async function readWhole(archive: ZipArchive, name: string): Promise<Buffer> {
  const sizeBytes = archive.entries.get(name)?.sizeBytes ?? 0;
  if (sizeBytes > longestPickleBytes) {
    throw damagedCheckpoint(archive.path, `has a list of tensors that is too long. Download the official file.`);
  }
  return archive.read(name, 0, sizeBytes);
}

/** The dict with the tensors: the file's own value, or one step inside of a training's record. */
function stateDictOf(value: PickleValue, path: string, notes: string[]): PickleDict {
  if (!isKind(value, 'dict')) {
    throw mismatchedCheckpoint(path, `holds ${kindName(value)} in place of a state dict. Choose the official file.`);
  }
  if (hasTensors(value)) return value;
  for (const name of wrapperNames) {
    const inner = value.entries.get(name);
    if (inner !== undefined && isKind(inner, 'dict') && hasTensors(inner)) {
      notes.push(`The weights lie under "${name}" of a training's record.`);
      return inner;
    }
  }
  throw mismatchedCheckpoint(path, 'holds no tensors. Choose the official file.');
}

function hasTensors({ entries }: PickleDict): boolean {
  return [...entries.values()].some((value) => isKind(value, 'tensor'));
}

function tensorsOf({ entries }: PickleDict, notes: string[]): ReadonlyMap<string, TensorRef> {
  const tensors = new Map<string, TensorRef>();
  let others = 0;
  for (const [key, value] of entries) {
    if (typeof key === 'string' && isKind(value, 'tensor')) tensors.set(key, value);
    else others += 1;
  }
  if (others > 0) notes.push(`${others} entries that are no tensors were left alone.`);
  if (![...tensors.keys()].every((name) => name.startsWith('module.'))) return tensors;
  notes.push('The names begin with "module.", as a parallel training saves them.');
  return new Map([...tensors].map(([name, tensor]) => [name.slice('module.'.length), tensor]));
}

function kindName(value: PickleValue): string {
  return typeof value === 'object' && value !== null && 'kind' in value ? `a ${value.kind}` : 'a plain value';
}

function assertDataIsThere({ entries, path }: ZipArchive, root: string, name: string, tensor: TensorRef): void {
  const { storage, offset } = tensor;
  const entry = entries.get(`${root}/data/${storage.key}`);
  const shown = name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100);
  if (!entry) throw damagedCheckpoint(path, `is damaged: the data of ${shown} is not in the archive. ${again}`);
  const has = entry.sizeBytes / numberBytes[storage.type];
  const span = spanOf(tensor);
  if (offset + span > Math.min(has, storage.length)) {
    throw damagedCheckpoint(path, `is damaged: ${shown} has less data than its shape needs. ${again}`);
  }
  if (span > mostGaps * countOf(tensor.shape)) {
    throw damagedCheckpoint(path, `holds ${shown} as a part of something much larger. Save it with .clone() first.`);
  }
}

async function readTensor(archive: ZipArchive, root: string, tensor: TensorRef | undefined): Promise<Float32Array> {
  invariant(tensor, 'only tensors that the file has are read');
  const { storage, offset } = tensor;
  const size = numberBytes[storage.type];
  const bytes = await archive.read(`${root}/data/${storage.key}`, offset * size, (offset + spanOf(tensor)) * size);
  return gatherView(decodeNumbers(bytes, storage.type), tensor);
}
