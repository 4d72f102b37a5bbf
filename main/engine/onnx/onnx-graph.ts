import { ProtobufWriter } from './protobuf-writer.ts';

/** An attribute of an ONNX node. Whole numbers become INT, `{ float }` FLOAT, text STRING, arrays INTS. Values >= 0 only. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

// Opset 16 is the first with GridSample; IR version 8 goes with it.
const opsetVersion = 16;
const irVersion = 8;
const elementFloat = 1;
const elementInt64 = 7;

/**
 * Builds an ONNX model in memory: values are named by the strings that the methods return.
 *
 * @source onnx/onnx.proto (field numbers), opset 16
 */
export class OnnxGraph {
  private readonly graph = new ProtobufWriter();
  private nextValue = 0;

  private newName(): string {
    return `v${this.nextValue++}`;
  }

  /** Declares a float32 input of the given shape. */
  input(name: string, shape: readonly number[]): string {
    this.graph.bytes(11, valueInfo(name, shape));
    return name;
  }

  /** Declares that `value` is the output `name`. */
  output(name: string, value: string, shape: readonly number[]): void {
    this.graph.bytes(1, new ProtobufWriter().bytes(1, value).bytes(2, name).bytes(4, 'Identity'));
    this.graph.bytes(12, valueInfo(name, shape));
  }

  /** A float32 constant, row-major. */
  constant(data: Float32Array, shape: readonly number[]): string {
    return this.initializer(elementFloat, new Uint8Array(data.buffer, data.byteOffset, data.byteLength), shape);
  }

  /** An int64 constant vector. */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, (value) => BigInt(value));
    return this.initializer(elementInt64, new Uint8Array(data.buffer), [values.length]);
  }

  /** A node with one output; answers with the output's name. */
  node(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    const name = this.newName();
    const message = new ProtobufWriter();
    for (const input of inputs) message.bytes(1, input);
    message.bytes(2, name).bytes(4, operator);
    for (const [key, value] of Object.entries(attributes)) message.bytes(5, attribute(key, value));
    this.graph.bytes(1, message);
    return name;
  }

  /** The finished model as an ONNX file's bytes. */
  toModel(): Uint8Array {
    this.graph.bytes(2, 'facet');
    return new ProtobufWriter()
      .integer(1, irVersion)
      .bytes(2, 'facet')
      .bytes(7, this.graph)
      .bytes(8, new ProtobufWriter().bytes(1, '').integer(2, opsetVersion))
      .finish();
  }

  private initializer(elementType: number, raw: Uint8Array, shape: readonly number[]): string {
    const name = this.newName();
    this.graph.bytes(
      5,
      new ProtobufWriter().packedIntegers(1, shape).integer(2, elementType).bytes(8, name).bytes(9, raw),
    );
    return name;
  }
}

function attribute(name: string, value: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().bytes(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, 2);
  if (typeof value === 'string') return message.bytes(4, value).integer(20, 3);
  if ('float' in value) return message.float(2, value.float).integer(20, 1);
  return message.packedIntegers(8, value).integer(20, 7);
}

function valueInfo(name: string, shape: readonly number[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) dimensions.bytes(1, new ProtobufWriter().integer(1, size));
  const tensor = new ProtobufWriter().integer(1, elementFloat).bytes(2, dimensions);
  return new ProtobufWriter().bytes(1, name).bytes(2, new ProtobufWriter().bytes(1, tensor));
}
