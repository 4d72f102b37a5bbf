import { describe, expect, it } from 'vitest';
import { decodeNumbers, fromFloat16, toFloat16s } from '../../../../main/engine/checkpoint/number-formats.ts';
import { gatherView, isRowMajor, spanOf } from '../../../../main/engine/checkpoint/tensor-view.ts';
import { encodeWeight, makeWeight } from '../../../../main/engine/checkpoint/weight-operations.ts';
import type { TemplateWeight } from '../../../../main/engine/onnx/pdfgc-manifest.ts';

const tensor = (shape: readonly number[], strides: readonly number[]) => ({
  shape,
  strides,
  kind: 'tensor' as const,
  offset: 0,
  storage: { kind: 'storage' as const, type: 'float32' as const, key: '0', length: 100 },
});

const weight = (operation: TemplateWeight['operation'], shape: number[], scale = 1): TemplateWeight => ({
  operation,
  shape,
  scale,
  name: 'w',
  key: 'k',
  dtype: 'float32',
  byteOffset: 0,
  byteLength: 4 * shape.reduce((a, b) => a * b, 1),
});

describe('float16', () => {
  it('comes back as it was, for every number that it has', () => {
    const finite = Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
    const numbers = Float32Array.from(finite, fromFloat16);
    expect(toFloat16s(numbers)).toEqual(Uint16Array.from(finite));
  });

  it.each([
    [1 + 2 ** -11, 0x3c00, 'between two, to the even one below'],
    [1 + 3 * 2 ** -11, 0x3c02, 'between two, to the even one above'],
    [1 + 2 ** -11 + 2 ** -20, 0x3c01, 'just over the middle'],
    [2 - 2 ** -12, 0x4000, 'up to the next power of two'],
    [2 ** -25, 0x0000, 'half of the smallest, to zero'],
    [1.5 * 2 ** -25, 0x0001, 'over half of the smallest'],
    [2 ** -14 - 2 ** -26, 0x0400, 'up to the smallest normal one'],
    [-(2 ** -24), 0x8001, 'the smallest, below zero'],
    [65_519, 0x7bff, 'the last that rounds to the largest'],
    [-0, 0x8000, 'zero below zero'],
    [1e-30, 0x0000, 'far too small'],
  ])('rounds %d to %i: %s', (value, bits) => {
    expect(toFloat16s(Float32Array.of(value))).toEqual(Uint16Array.of(bits));
  });

  it.each([65_520, -70_000, 3e38])('does not hold %d', (value) => {
    expect(toFloat16s(Float32Array.of(1, value))).toBeNull();
    expect(encodeWeight(Float32Array.of(value), 'float16')).toBeNull();
  });
});

describe('numbers of a storage', () => {
  it.each([
    ['float32', new Uint8Array(Float32Array.of(1.5, -2).buffer), [1.5, -2]],
    ['float16', new Uint8Array(Uint16Array.of(0x3c00, 0xc000).buffer), [1, -2]],
    ['bfloat16', new Uint8Array(Uint16Array.of(0x3f80, 0xc0a0).buffer), [1, -5]],
    ['float64', new Uint8Array(Float64Array.of(0.1).buffer), [Math.fround(0.1)]],
    ['int64', new Uint8Array(BigInt64Array.of(-3n, 2n ** 33n).buffer), [-3, 2 ** 33]],
    ['int32', new Uint8Array(Int32Array.of(-3).buffer), [-3]],
    ['int16', new Uint8Array(Int16Array.of(-300).buffer), [-300]],
    ['int8', Uint8Array.of(0xff), [-1]],
    ['uint8', Uint8Array.of(0xff), [255]],
    ['bool', Uint8Array.of(0, 1, 2), [0, 1, 1]],
  ] as const)('are read as %s', (type, bytes, expected) => {
    expect([...decodeNumbers(Buffer.from(bytes), type)]).toEqual(expected);
  });

  it('are read wherever they lie in memory', () => {
    const bytes = Buffer.concat([Buffer.from([0]), Buffer.from(Float32Array.of(1.5, 2.5).buffer)]).subarray(1);
    expect([...decodeNumbers(bytes, 'float32')]).toEqual([1.5, 2.5]);
  });
});

describe('a view of a storage', () => {
  it('knows what it spans, and whether its numbers lie in order', () => {
    expect([spanOf(tensor([2, 3], [3, 1])), isRowMajor(tensor([2, 3], [3, 1]))]).toEqual([6, true]);
    expect([spanOf(tensor([2, 3], [10, 2])), isRowMajor(tensor([2, 3], [10, 2]))]).toEqual([15, false]);
    expect([spanOf(tensor([0, 3], [3, 1])), spanOf(tensor([], []))]).toEqual([0, 1]);
    expect(isRowMajor(tensor([4, 1, 2], [2, 99, 1]))).toBe(true);
  });

  it('gives numbers row by row, however they lie', () => {
    const span = Float32Array.of(0, 1, 2, 3, 4, 5);
    expect([...gatherView(span, tensor([3, 2], [1, 3]))]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...gatherView(Float32Array.of(7, 8), tensor([2, 2], [0, 1]))]).toEqual([7, 8, 7, 8]);
    expect(gatherView(span, tensor([2, 3], [3, 1]))).toBe(span);
  });
});

describe('a weight of a graph', () => {
  // [1, O=2, I=3, 1, 2]: numbers 0 to 11.
  const kernel = Float32Array.from({ length: 12 }, (_, index) => index);
  const shape = [1, 2, 3, 1, 2];

  it('is a copy, scaled in float32', () => {
    expect([...makeWeight(Float32Array.of(3, -1), [2], weight('copy', [2], 0.1))]).toEqual([
      Math.fround(3 * Math.fround(0.1)),
      -Math.fround(0.1),
    ]);
  });

  it('is a kernel without its first axis', () => {
    expect([...makeWeight(kernel, shape, weight('kernel', [2, 3, 1, 2], 2))]).toEqual(
      [...kernel].map((value) => 2 * value),
    );
  });

  it('is a kernel with inputs before outputs', () => {
    const made = makeWeight(kernel, shape, weight('kernelTransposed', [3, 2, 1, 2]));
    expect([...made]).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
  });

  it('is the energy of each filter, scaled behind the squares', () => {
    const made = makeWeight(kernel, shape, weight('kernelEnergy', [2, 3], 0.5));
    expect([...made]).toEqual([0.5, 6.5, 20.5, 42.5, 72.5, 110.5]);
  });

  it('takes no tensor of another size', () => {
    expect(() => makeWeight(kernel, shape, weight('copy', [3]))).toThrow(/as many numbers/);
    expect(() => makeWeight(kernel, shape, weight('kernelEnergy', [3, 3]))).toThrow(/kernel/);
  });

  it('is written as float32 bit by bit', () => {
    expect(encodeWeight(Float32Array.of(1), 'float32')).toEqual(Buffer.from([0, 0, 0x80, 0x3f]));
  });
});
