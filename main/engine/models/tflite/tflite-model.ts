import { StudioError } from '../../../../core/errors.ts';
import { readFlatRoot, type FlatTable } from './flatbuffer.ts';
import { readFlexBuffer, type FlexValue } from './flexbuffer.ts';

/** Element types that the face models use, by their number in the TensorFlow Lite schema. */
export const tfliteTypes = { 0: 'float32', 1: 'float16', 2: 'int32' } as const;

/** Element type of a tensor. */
export type TfliteType = (typeof tfliteTypes)[keyof typeof tfliteTypes];

/** A tensor of the graph; `data` is a view on the file for constants, null for values computed at run time. */
export interface TfliteTensor {
  readonly name: string;
  /** NHWC for pictures. */
  readonly shape: readonly number[];
  readonly type: TfliteType;
  readonly data: Uint8Array | null;
}

/** One operator: its name (custom ones by their own), tensors by index (-1 = an optional input left out), its options. */
export interface TfliteOperator {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Options of a builtin operator, read by field number; null where the operator has none. */
  readonly options: FlatTable | null;
  /** Options of a custom operator. */
  readonly customOptions: FlexValue;
}

/** The only subgraph of a TensorFlow Lite file. */
export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const customOperator = 32;

// Numbers of the BuiltinOperator enumeration (tensorflow/lite/schema/schema.fbs) that occur in the face models.
const builtinNames: Readonly<Record<number, string>> = {
  0: 'ADD',
  1: 'AVERAGE_POOL_2D',
  2: 'CONCATENATION',
  3: 'CONV_2D',
  4: 'DEPTHWISE_CONV_2D',
  6: 'DEQUANTIZE',
  9: 'FULLY_CONNECTED',
  14: 'LOGISTIC',
  17: 'MAX_POOL_2D',
  18: 'MUL',
  19: 'RELU',
  22: 'RESHAPE',
  34: 'PAD',
  40: 'MEAN',
  45: 'STRIDED_SLICE',
  54: 'PRELU',
};

/**
 * Reads a TensorFlow Lite file. Constants stay views on `bytes`.
 *
 * @throws StudioError 'models.unsupported' for element types or files of another kind
 * @source field numbers: tensorflow/lite/schema/schema.fbs (version 3)
 */
export function readTfliteModel(bytes: Uint8Array): TfliteModel {
  if (new TextDecoder().decode(bytes.subarray(4, 8)) !== 'TFL3') {
    throw new StudioError('models.unsupported', 'The file is not a TensorFlow Lite model.');
  }
  const root = readFlatRoot(bytes);
  const operatorNames = root.tableVector(1).map((code) => {
    const builtin = Math.max(code.int8(0, 0), code.int32(3, 0));
    return builtin === customOperator ? code.text(1) : (builtinNames[builtin] ?? `BUILTIN_${builtin}`);
  });
  const buffers = root.tableVector(4).map((buffer) => buffer.byteVector(0));
  const graph = root.tableVector(2)[0];
  return {
    tensors: graph.tableVector(0).map((tensor) => readTensor(tensor, buffers)),
    operators: graph.tableVector(3).map((operator) => {
      const custom = operator.byteVector(5);
      return {
        name: operatorNames[operator.int32(0, 0)],
        inputs: operator.int32Vector(1),
        outputs: operator.int32Vector(2),
        options: operator.table(4),
        customOptions: custom === null || custom.length === 0 ? null : readFlexBuffer(custom),
      };
    }),
    inputs: graph.int32Vector(1),
    outputs: graph.int32Vector(2),
  };
}

function readTensor(tensor: FlatTable, buffers: readonly (Uint8Array | null)[]): TfliteTensor {
  const typeNumber = tensor.int8(1, 0);
  const type = (tfliteTypes as Readonly<Record<number, TfliteType>>)[typeNumber];
  if (type === undefined) {
    throw new StudioError(
      'models.unsupported',
      `A tensor of the model has element type ${typeNumber}, which is not supported.`,
    );
  }
  return { name: tensor.text(3), shape: tensor.int32Vector(0), type, data: buffers[tensor.int32(2, 0)] };
}
