/**
 * Writes the protocol-buffer wire format: just the three kinds of field that ONNX files need.
 *
 * @source protobuf.dev, "Encoding"
 */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];

  /** A whole number >= 0 (int64, enum). */
  integer(field: number, value: number): this {
    this.parts.push(varint(field * 8), varint(value));
    return this;
  }

  /** A 32-bit float. */
  float(field: number, value: number): this {
    this.parts.push(varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  /** Bytes, text or a nested message. */
  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const content =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof ProtobufWriter
          ? value.finish()
          : value;
    this.parts.push(varint(field * 8 + 2), varint(content.length), content);
    return this;
  }

  /** Repeated whole numbers >= 0, packed. */
  packedIntegers(field: number, values: readonly number[]): this {
    return this.bytes(field, concatenate(values.map(varint)));
  }

  /** The message so far. */
  finish(): Uint8Array {
    return concatenate(this.parts);
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
