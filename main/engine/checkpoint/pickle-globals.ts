import { isKind } from './pickle-values.ts';
import type { PickleDict, PickleTuple, PickleValue, StorageRef, StorageType, TensorRef } from './pickle-values.ts';

/** More than any network has. */
const mostDimensions = 16;

const storageTypes = new Map<string, StorageType>([
  ['FloatStorage', 'float32'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['DoubleStorage', 'float64'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
]);

/** What may be called, by the name that a pickle gives it. Null for arguments that it does not take. */
const makers = new Map<string, (args: readonly PickleValue[]) => PickleValue | null>([
  ['collections.OrderedDict', makeDict],
  ['torch.Size', makeSize],
  ['torch._utils._rebuild_tensor_v2', makeTensor],
  ['torch._utils._rebuild_parameter', ([tensor]) => (tensor !== undefined && isKind(tensor, 'tensor') ? tensor : null)],
]);

/** True for a name that tensors and plain containers are made with. Every other name of Python's is refused before anything comes of it. */
export function isHarmlessGlobal(name: string): boolean {
  return makers.has(name) || storageTypeOf(name) !== null;
}

/** What calling the name with the arguments makes; null when it takes no such arguments. */
export function callGlobal(name: string, args: PickleTuple): PickleValue | null {
  return makers.get(name)?.(args.items) ?? null;
}

/** The storage that a persistent id means: ('storage', type, key, place, length). Null for any other id. */
export function storageFrom(id: PickleValue): StorageRef | null {
  if (!isKind(id, 'tuple') || id.items.length !== 5) return null;
  const [word, cls, key, , length] = id.items;
  if (word !== 'storage' || !isKind(cls, 'global') || typeof key !== 'string' || !isCount(length)) return null;
  const type = storageTypeOf(cls.name);
  return type === null || !/^\w{1,64}$/.test(key) ? null : { kind: 'storage', type, key, length };
}

function storageTypeOf(name: string): StorageType | null {
  const match = /^torch(?:\.storage)?\.(\w+Storage)$/.exec(name);
  return (match && storageTypes.get(match[1])) ?? null;
}

function makeDict(args: readonly PickleValue[]): PickleDict | null {
  const entries: PickleDict['entries'] = new Map();
  if (args.length === 0) return { kind: 'dict', entries };
  const [pairs] = args;
  if (args.length > 1 || !isKind(pairs, 'list')) return null;
  for (const pair of pairs.items) {
    const items = isKind(pair, 'tuple') || isKind(pair, 'list') ? pair.items : [];
    if (items.length !== 2 || !isKey(items[0])) return null;
    entries.set(items[0], items[1]);
  }
  return { kind: 'dict', entries };
}

function makeSize(args: readonly PickleValue[]): PickleTuple | null {
  const [sizes] = args;
  return args.length === 1 && (isKind(sizes, 'tuple') || isKind(sizes, 'list'))
    ? { kind: 'tuple', items: sizes.items }
    : null;
}

/** Arguments: storage, offset, size, stride, requires_grad, backward hooks, and from version 1.13 on metadata; the last three say nothing here. */
function makeTensor(args: readonly PickleValue[]): TensorRef | null {
  const [storage, offset, size, stride] = args;
  if (args.length < 4 || args.length > 7 || !isKind(storage, 'storage') || !isCount(offset)) return null;
  const shape = countsOf(size);
  const strides = countsOf(stride);
  if (shape === null || strides === null || shape.length !== strides.length) return null;
  const count = shape.reduce((product, length) => product * length, 1);
  return Number.isSafeInteger(count) ? { kind: 'tensor', storage, offset, shape, strides } : null;
}

function countsOf(value: PickleValue): readonly number[] | null {
  if (!isKind(value, 'tuple') || value.items.length > mostDimensions) return null;
  return value.items.every(isCount) ? value.items : null;
}

function isCount(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** What can be the key of a dict here. */
export function isKey(value: PickleValue): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
