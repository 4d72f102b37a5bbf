import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { PdfgcTemplate, TemplateNetwork, TemplateWeight } from '../onnx/pdfgc-manifest.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { damagedCheckpoint, mismatchedCheckpoint } from './checkpoint-failures.ts';
import { encodeWeight, makeWeight } from './weight-operations.ts';

/** A precision of a network's graph in the template: where its weights lie, and what they are made of. */
export type GraphTemplate = TemplateNetwork['graphs'][keyof PdfgcTemplate['networks']['motion']['graphs']];

/** A file as a manifest lists it. */
export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** How weights are written. */
export interface WeightsOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the bytes written since the last call. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Writes the weights of a graph, one tensor in memory at a time, in the order of the file, so that the sum is that of what was meant.
 *
 * @param path a file that is not there yet
 * @throws StudioError of {@link CheckpointFile.readTensor}; 'models.checkpoint-damaged' for numbers that are none;
 *         'models.checkpoint-mismatch' for one that float16 does not hold; 'job.cancelled'. Errors of the file system as they are.
 */
export async function writeWeights(
  path: string,
  checkpoint: CheckpointFile,
  graph: GraphTemplate,
  { signal, onBytes }: WeightsOptions,
): Promise<WrittenFile> {
  const weights = graph.list.toSorted((a, b) => a.byteOffset - b.byteOffset);
  const tensors = lastTensor(checkpoint);
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    let at = 0;
    const append = async (bytes: Buffer) => {
      hash.update(bytes);
      await file.writeFile(bytes);
      at += bytes.length;
      onBytes(bytes.length);
    };
    for (const weight of weights) {
      throwIfCancelled(signal);
      if (weight.byteOffset > at) await append(Buffer.alloc(weight.byteOffset - at));
      await append(await bytesOf(weight, checkpoint, await tensors.read(weight.key)));
    }
    if (graph.weightsBytes > at) await append(Buffer.alloc(graph.weightsBytes - at));
    await file.sync();
    return { path: graph.weights, sha256: hash.digest('hex'), bytes: at };
  } finally {
    await file.close();
  }
}

async function bytesOf(
  weight: TemplateWeight,
  { path, shapes }: CheckpointFile,
  values: Float32Array,
): Promise<Buffer> {
  const bytes = encodeWeight(makeWeight(values, shapes.get(weight.key) ?? [], weight), weight.dtype);
  if (bytes !== null) return bytes;
  throw mismatchedCheckpoint(
    path,
    `holds ${weight.key} with numbers that float16 does not hold. Import it with float32.`,
    {
      tensor: weight.key,
    },
  );
}

/** Reads tensors; the last one is kept, for weights that are made of the same tensor. */
function lastTensor(checkpoint: CheckpointFile) {
  let last: { readonly key: string; readonly values: Float32Array } | null = null;
  return {
    async read(key: string): Promise<Float32Array> {
      if (last?.key === key) return last.values;
      // The old one must not stay in memory beside the new one.
      last = null;
      const values = await checkpoint.readTensor(key);
      if (!values.every(Number.isFinite)) {
        throw damagedCheckpoint(
          checkpoint.path,
          `is damaged: ${key} holds numbers that are none (NaN or infinite). Download it again.`,
        );
      }
      last = { key, values };
      return values;
    },
  };
}
