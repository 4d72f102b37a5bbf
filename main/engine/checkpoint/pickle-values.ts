/** Types of numbers in a checkpoint. */
export type StorageType =
  'float32' | 'float16' | 'bfloat16' | 'float64' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

/** A run of numbers in an entry of the archive. */
export interface StorageRef {
  readonly kind: 'storage';
  readonly type: StorageType;
  /** Names the entry `<root>/data/<key>`. */
  readonly key: string;
  /** Numbers that the storage claims to have. */
  readonly length: number;
}

/** A tensor: a strided view of a storage. Offset and strides count numbers, not bytes. */
export interface TensorRef {
  readonly kind: 'tensor';
  readonly storage: StorageRef;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Python's tuple. */
export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

/** Python's list. */
export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

/** Python's dict or OrderedDict. Entries in the order of the file; text keys are no property names, so none can harm. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<string | number | boolean | null, PickleValue>;
}

/** A name of Python's that {@link PickleDict}s and tensors are made with; nothing else is ever named by a value. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** What a checkpoint's pickle can hold. */
export type PickleValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleGlobal
  | StorageRef
  | TensorRef;

/** True for a value of the given kind. */
export function isKind<K extends string>(value: PickleValue, kind: K): value is Extract<PickleValue, { kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
