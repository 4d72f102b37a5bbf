import type { StorageType } from './pickle-values.ts';

/** Bytes of one number of each type. */
export const numberBytes: Readonly<Record<StorageType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/**
 * Numbers as float32: float16, bfloat16 and small whole numbers exactly, the others rounded to the nearest.
 *
 * @param bytes little-endian, whole numbers of the type; the caller gives them away
 * @returns an array of its own, or one over the bytes
 */
export function decodeNumbers(bytes: Buffer, type: StorageType): Float32Array {
  const count = bytes.length / numberBytes[type];
  if (type === 'float32' && bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[type];
  const numbers = new Float32Array(count);
  for (let index = 0; index < count; index++) numbers[index] = read(view, index);
  return numbers;
}

const readers: Readonly<Record<StorageType, (view: DataView, index: number) => number>> = {
  float32: (view, index) => view.getFloat32(4 * index, true),
  float16: (view, index) => fromFloat16(view.getUint16(2 * index, true)),
  bfloat16: (view, index) => fromBfloat16(view.getUint16(2 * index, true)),
  float64: (view, index) => view.getFloat64(8 * index, true),
  int64: (view, index) => Number(view.getBigInt64(8 * index, true)),
  int32: (view, index) => view.getInt32(4 * index, true),
  int16: (view, index) => view.getInt16(2 * index, true),
  int8: (view, index) => view.getInt8(index),
  uint8: (view, index) => view.getUint8(index),
  bool: (view, index) => (view.getUint8(index) === 0 ? 0 : 1),
};

/** The number that 16 bits of IEEE 754 half precision mean. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

function fromBfloat16(bits: number): number {
  word.setUint32(0, bits * 65536);
  return word.getFloat32(0);
}

/**
 * The float16 bits nearest to each number, ties to even.
 *
 * @param values finite
 * @returns null when one lies beyond float16 (65504, and what rounds to it)
 */
export function toFloat16s(values: Float32Array): Uint16Array | null {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const rounded = new Uint16Array(values.length);
  for (let index = 0; index < words.length; index++) {
    const bits = toFloat16(words[index]);
    if ((bits & 0x7c00) === 0x7c00) return null;
    rounded[index] = bits;
  }
  return rounded;
}

/** @param bits of a float32 */
function toFloat16(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const fraction = bits & 0x7fffff;
  if (exponent >= 0x1f) return sign | 0x7c00;
  // A carry out of the fraction walks into the exponent, which is what rounding up to the next power of two means.
  if (exponent > 0) return sign | roundToEven((exponent << 23) | fraction, 13);
  if (exponent < -10) return sign;
  return sign | roundToEven(fraction | 0x800000, 14 - exponent);
}

function roundToEven(bits: number, drop: number): number {
  const kept = bits >>> drop;
  const rest = bits & ((1 << drop) - 1);
  const half = 1 << (drop - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
