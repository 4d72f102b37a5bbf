import { invariant } from '../../../core/errors.ts';
import type { BatchedRun } from '../onnx/batched-model.ts';

/** How many pictures [N, 3, S, S] there are. */
export function pictureCount(pictures: Float32Array, sizePx: number): number {
  const count = pictures.length / (3 * sizePx * sizePx);
  invariant(Number.isInteger(count), `${pictures.length} numbers are no whole pictures of ${sizePx} px`);
  return count;
}

/** Pictures [N, 3, S, S] as the input `image`, without copying. */
export function pictureBatches(pictures: Float32Array, sizePx: number): BatchedRun['inputsOf'] {
  const size = 3 * sizePx * sizePx;
  return (start, count) => ({
    image: {
      data: pictures.subarray(start * size, (start + count) * size),
      shape: [count, 3, sizePx, sizePx],
    },
  });
}
