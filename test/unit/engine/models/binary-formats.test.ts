import { describe, expect, test } from 'vitest';
import { protobufFieldsOf, repeatedFloats, repeatedIntegers } from '../../../../main/engine/models/protobuf-reader.ts';
import { readFlexBuffer } from '../../../../main/engine/models/tflite/flexbuffer.ts';
import { widenFloat16 } from '../../../../main/engine/models/tflite/float16.ts';
import { ProtobufWriter } from '../../../../main/engine/onnx/protobuf-writer.ts';

describe('protocol buffers', () => {
  test('read back as they were written', () => {
    const inner = new ProtobufWriter().packedIntegers(2, [1, 127, 128, 300, 2 ** 31]).float(3, 0.25);
    const message = new ProtobufWriter().integer(1, 16384).bytes(7, inner).bytes(8, 'face').finish();
    const fields = [...protobufFieldsOf(message)];
    expect(fields.map(({ field }) => field)).toEqual([1, 7, 8]);
    expect(fields[0].value).toBe(16384);
    const innerFields = [...protobufFieldsOf(fields[1].value as Uint8Array)];
    expect(repeatedIntegers(innerFields, 2)).toEqual([1, 127, 128, 300, 2 ** 31]);
    expect(repeatedFloats(innerFields, 3)).toEqual([0.25]);
    expect(new TextDecoder().decode(fields[2].value as Uint8Array)).toBe('face');
  });

  test('of unknown wire types are refused', () => {
    expect(() => [...protobufFieldsOf(Uint8Array.of(0x09, 0, 0, 0, 0, 0, 0, 0, 0))]).toThrow('wire type 1');
  });
});

describe('half-precision numbers', () => {
  test('widen exactly: ordinary, tiny, infinite', () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00);
    const wide = widenFloat16(new Uint8Array(halves.buffer));
    expect([...wide.slice(0, 7)]).toEqual([1, -2, Math.fround(0.333251953125), 2 ** -24, -0, Infinity, -Infinity]);
    expect(wide[7]).toBeNaN();
  });
});

describe('FlexBuffers', () => {
  test('maps of numbers and typed vectors are read', () => {
    // {"a": 1.5, "v": [3, 5]} as the FlexBuffers library lays it out: keys, vector, key vector, map, root.
    // prettier-ignore
    const bytes = Uint8Array.of(
      0x61, 0x00, 0x76, 0x00, // keys "a", "v"
      0x02, 0x03, 0x05, // typed vector of 2 ints: length, 3, 5
      0x00, // padding
      0x02, 0x00, 0x00, 0x00, // key vector of 2, 4-byte slots
      0x0c, 0x00, 0x00, 0x00, // offset back to "a"
      0x0e, 0x00, 0x00, 0x00, // offset back to "v"
      0x08, 0x00, 0x00, 0x00, // map: offset back to the key vector's first slot
      0x04, 0x00, 0x00, 0x00, // its slot width
      0x02, 0x00, 0x00, 0x00, // map length
      0x00, 0x00, 0xc0, 0x3f, // 1.5
      0x1f, 0x00, 0x00, 0x00, // offset back to the vector's first element
      (3 << 2) | 2, 11 << 2, // packed types: float of 4 bytes, vector of ints of 1 byte
      0x0a, (9 << 2) | 2, 0x01, // root: offset back to the map's first value, map with 4-byte slots, root width 1
    );
    expect(readFlexBuffer(bytes)).toEqual({ a: 1.5, v: [3, 5] });
  });
});
