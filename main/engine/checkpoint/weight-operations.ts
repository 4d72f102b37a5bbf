import { invariant } from '../../../core/errors.ts';
import type { TemplateWeight } from '../onnx/pdfgc-manifest.ts';
import { toFloat16s } from './number-formats.ts';
import { countOf } from './tensor-view.ts';

/**
 * Makes a weight of a graph of a checkpoint's tensor; `weightOperations` of the manifest says how. The scale is a float32, as
 * PyTorch takes it; products are rounded to float32 once.
 *
 * @param values the tensor, row-major, `countOf(shape)` numbers
 * @param shape of the tensor; [1, O, I, k, k] for a kernel
 * @returns a new array in the weight's own shape
 */
export function makeWeight(
  values: Float32Array,
  shape: readonly number[],
  { operation, scale: exactScale, shape: wanted, name }: TemplateWeight,
): Float32Array {
  const scale = Math.fround(exactScale);
  const made = new Float32Array(countOf(wanted));
  if (operation === 'copy' || operation === 'kernel') {
    invariant(made.length === values.length, `${name} has as many numbers as its tensor`);
    for (let index = 0; index < made.length; index++) made[index] = values[index] * scale;
    return made;
  }
  const [outputs, inputs, height, width] = shape.slice(-4);
  const area = height * width;
  invariant(
    made.length === outputs * inputs * (operation === 'kernelEnergy' ? 1 : area),
    `${name} is made of a kernel`,
  );
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      const from = (output * inputs + input) * area;
      if (operation === 'kernelEnergy') made[output * inputs + input] = energyOf(values, from, area) * scale;
      else {
        const to = (input * outputs + output) * area;
        for (let cell = 0; cell < area; cell++) made[to + cell] = values[from + cell] * scale;
      }
    }
  }
  return made;
}

function energyOf(values: Float32Array, from: number, count: number): number {
  let energy = 0;
  for (let index = from; index < from + count; index++) energy += values[index] * values[index];
  return energy;
}

/**
 * The weight's bytes in its own type, little-endian; float16 is rounded to the nearest, ties to even.
 *
 * @returns null when a number does not fit into float16
 */
export function encodeWeight(values: Float32Array, dtype: TemplateWeight['dtype']): Buffer | null {
  if (dtype === 'float32') return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const rounded = toFloat16s(values);
  return rounded && Buffer.from(rounded.buffer);
}
