import type { TensorRef } from './pickle-values.ts';

/** Numbers of a tensor of that shape. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Numbers of the storage from the tensor's first up to behind its last; 0 for a tensor without numbers. */
export function spanOf({ shape, strides }: TensorRef): number {
  if (shape.includes(0)) return 0;
  return 1 + shape.reduce((span, length, axis) => span + (length - 1) * strides[axis], 0);
}

/** True when the numbers lie row-major and without gaps. The stride of an axis of length 1 is never used and says nothing. */
export function isRowMajor({ shape, strides }: TensorRef): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/**
 * Numbers of a strided view, row-major.
 *
 * @param span what the storage holds from the view's first number on, {@link spanOf} numbers
 * @returns a new array, or `span` itself when it is row-major already
 */
export function gatherView(span: Float32Array, tensor: TensorRef): Float32Array {
  if (isRowMajor(tensor)) return span;
  const { shape, strides } = tensor;
  const gathered = new Float32Array(countOf(shape));
  const place = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < gathered.length; to++) {
    gathered[to] = span[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++place[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      place[axis] = 0;
    }
  }
  return gathered;
}
