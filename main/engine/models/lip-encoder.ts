import { invariant, type AbortSignalLike } from '../../../core/errors.ts';
import type { BatchedModel } from '../onnx/batched-model.ts';
import type { PdfgcManifest } from '../onnx/pdfgc-manifest.ts';

/**
 * Encodes the lips that a sound asks for, without gain and smoothing.
 *
 * @param melWindows [N, melBins, windowRows] in [0, 1], from `readMelWindow`
 * @returns          [N, lip]; the array belongs to the caller
 * @throws StudioError 'job.cancelled', and what {@link BatchedModel.run} throws
 * @source spec A.1, A.3; pinned by shared/golden/pdfgc, audio.npz `embed`
 */
export async function encodeLips(
  model: BatchedModel,
  { widths, audio }: Pick<PdfgcManifest, 'widths' | 'audio'>,
  melWindows: Float32Array,
  signal?: AbortSignalLike,
): Promise<Float32Array> {
  const size = audio.melBins * audio.windowRows;
  const count = melWindows.length / size;
  invariant(Number.isInteger(count), `${melWindows.length} numbers are no whole mel windows of ${size}`);
  const embedding = new Float32Array(count * widths.lip);
  await model.run(
    {
      itemCount: count,
      inputsOf: (start, length) => ({
        mel: {
          data: melWindows.subarray(start * size, (start + length) * size),
          shape: [length, 1, audio.melBins, audio.windowRows],
        },
      }),
      outputs: { embedding: { data: embedding, itemShape: [widths.lip] } },
    },
    signal,
  );
  return embedding;
}
