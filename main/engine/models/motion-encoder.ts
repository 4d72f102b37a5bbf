import type { SeenFactor } from '../../../core/analysis/face-code.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { BatchedModel } from '../onnx/batched-model.ts';
import type { PdfgcManifest } from '../onnx/pdfgc-manifest.ts';
import { pictureBatches, pictureCount } from './face-networks-pictures.ts';

/**
 * Encodes what moves in pictures of a face, without gain and smoothing. The lips of the picture are not asked for: they come from sound.
 *
 * @param pictures [N, 3, S, S] in [-1, 1], RGB
 * @returns        [N, width] a factor; the arrays belong to the caller
 * @throws StudioError 'job.cancelled', and what {@link BatchedModel.run} throws
 * @source spec A.1; pinned by shared/golden/pdfgc, motion.npz
 */
export async function encodeMotion(
  model: BatchedModel,
  { widths, crop }: Pick<PdfgcManifest, 'widths' | 'crop'>,
  pictures: Float32Array,
  signal?: AbortSignalLike,
): Promise<Readonly<Record<SeenFactor, Float32Array>>> {
  const count = pictureCount(pictures, crop.pictureSizePx);
  const codes: Record<SeenFactor, Float32Array> = {
    headPose: new Float32Array(count * widths.headPose),
    eye: new Float32Array(count * widths.eye),
    expression: new Float32Array(count * widths.expression),
  };
  await model.run(
    {
      itemCount: count,
      inputsOf: pictureBatches(pictures, crop.pictureSizePx),
      outputs: {
        head_pose: { data: codes.headPose, itemShape: [widths.headPose] },
        eye: { data: codes.eye, itemShape: [widths.eye] },
        expression: { data: codes.expression, itemShape: [widths.expression] },
      },
    },
    signal,
  );
  return codes;
}
