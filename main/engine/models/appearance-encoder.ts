import { invariant, type AbortSignalLike } from '../../../core/errors.ts';
import type { Appearance } from '../../../core/ports/face-networks.ts';
import type { BatchedModel } from '../onnx/batched-model.ts';
import { pictureBatches, pictureCount } from './face-networks-pictures.ts';
import type { PdfgcManifest } from '../onnx/pdfgc-manifest.ts';

/**
 * Encodes a person's look: the mean of vector and map over the pictures, which the official program does for one picture.
 *
 * @param pictures [N, 3, S, S] in [-1, 1], RGB, N at least 1
 * @returns        vector [id], map [C, H, W]; they belong to the caller
 * @throws StudioError 'job.cancelled', and what {@link BatchedModel.run} throws
 * @source spec A.1; pinned by shared/golden/pdfgc, appearance.npz
 */
export async function encodeAppearance(
  model: BatchedModel,
  manifest: Pick<PdfgcManifest, 'widths' | 'idMap' | 'crop'>,
  pictures: Float32Array,
  signal?: AbortSignalLike,
): Promise<Appearance> {
  const sizePx = manifest.crop.pictureSizePx;
  const count = pictureCount(pictures, sizePx);
  invariant(count > 0, 'an appearance needs a picture');
  const mapSize = manifest.idMap.reduce((product, length) => product * length, 1);
  const vectors = new Float32Array(count * manifest.widths.id);
  const maps = new Float32Array(count * mapSize);
  await model.run(
    {
      itemCount: count,
      inputsOf: pictureBatches(pictures, sizePx),
      outputs: {
        id_vector: { data: vectors, itemShape: [manifest.widths.id] },
        id_map: { data: maps, itemShape: manifest.idMap },
      },
    },
    signal,
  );
  return { idVector: meanOfRows(vectors, count), idMap: meanOfRows(maps, count) };
}

function meanOfRows(rows: Float32Array, count: number): Float32Array {
  if (count === 1) return rows;
  const width = rows.length / count;
  return Float32Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let at = i; at < rows.length; at += width) sum += rows[at];
    return sum / count;
  });
}
