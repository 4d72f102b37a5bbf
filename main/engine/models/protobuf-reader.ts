/** One field of a protocol-buffer message: a number (varint or 32-bit float) or bytes (text, nested message, packed list). */
export interface ProtobufField {
  readonly field: number;
  readonly value: number | Uint8Array;
  /** True where `value` came from a fixed 32-bit slot and is therefore a float. */
  readonly isFloat: boolean;
}

function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  let at = start;
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next: at };
    factor *= 128;
  }
}

/**
 * Yields the fields of a message in file order; fields of types that the face package does not use throw.
 *
 * @source protobuf.dev, "Encoding"
 */
export function* protobufFieldsOf(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    const field = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    at = tag.next;
    if (wireType === 0) {
      const varint = readVarint(bytes, at);
      at = varint.next;
      yield { field, value: varint.value, isFloat: false };
    } else if (wireType === 5) {
      yield { field, value: view.getFloat32(at, true), isFloat: true };
      at += 4;
    } else if (wireType === 2) {
      const length = readVarint(bytes, at);
      at = length.next + length.value;
      yield { field, value: bytes.subarray(length.next, at), isFloat: false };
    } else {
      throw new Error(`Protocol-buffer wire type ${wireType} is not known`);
    }
  }
}

/** The numbers of a repeated float field, packed or not. */
export function repeatedFloats(fields: Iterable<ProtobufField>, wanted: number): number[] {
  const numbers: number[] = [];
  for (const { field, value } of fields) {
    if (field !== wanted) continue;
    if (typeof value === 'number') numbers.push(value);
    else
      for (let at = 0; at < value.length; at += 4)
        numbers.push(new DataView(value.buffer, value.byteOffset + at, 4).getFloat32(0, true));
  }
  return numbers;
}

/** The numbers of a repeated whole-number field, packed or not. */
export function repeatedIntegers(fields: Iterable<ProtobufField>, wanted: number): number[] {
  const numbers: number[] = [];
  for (const { field, value } of fields) {
    if (field !== wanted) continue;
    if (typeof value === 'number') numbers.push(value);
    else {
      for (let at = 0; at < value.length;) {
        const varint = readVarint(value, at);
        numbers.push(varint.value);
        at = varint.next;
      }
    }
  }
  return numbers;
}
