import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { StudioError, throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { PdfgcManifest } from '../onnx/pdfgc-manifest.ts';
import { pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';
import { openModelSession } from '../onnx/session.ts';
import type { ModelOutput } from '../onnx/session.ts';
import { countOf } from './tensor-view.ts';

type Graph = PdfgcManifest['graphs']['motion'];
type Port = Graph['inputs'][number];

/** How a pack is checked. */
export interface PackCheckOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the file and its bytes read since the last call. */
  readonly onBytes: (file: string, bytes: number) => void;
}

/**
 * Reads a written pack back, compares its sums, and runs every network once on zeros.
 *
 * @throws StudioError 'models.damaged' when a sum differs, a graph does not load, or its outputs are not what the manifest says;
 *         'job.cancelled'
 */
export async function checkWrittenPack(
  folder: string,
  manifest: PdfgcManifest,
  { signal, onBytes }: PackCheckOptions,
): Promise<void> {
  for (const { path, sha256 } of manifest.files) {
    const found = await sumOf(join(folder, path), { signal, onBytes: (bytes) => onBytes(path, bytes) });
    if (found !== sha256) throw damagedPack(folder, path, 'what was written does not read back');
  }
  for (const network of pdfgcNetworks) {
    throwIfCancelled(signal);
    await runOnZeros(folder, manifest.graphs[network]);
  }
}

/** sha256 of a file, read in pieces. @throws StudioError 'job.cancelled' */
export async function sumOf(
  path: string,
  { signal, onBytes }: { readonly signal?: AbortSignalLike | undefined; readonly onBytes: (bytes: number) => void },
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    throwIfCancelled(signal);
    hash.update(chunk as Buffer);
    onBytes((chunk as Buffer).length);
  }
  return hash.digest('hex');
}

async function runOnZeros(folder: string, { file, inputs, outputs }: Graph): Promise<void> {
  const session = await openModelSession(join(folder, file));
  try {
    const feeds = inputs.map((port) => [port.name, zerosFor(port)] as const);
    const results = await session.run(Object.fromEntries(feeds));
    for (const port of outputs) {
      const problem = whatIsWrongWith(port, results[port.name]);
      if (problem !== null) throw damagedPack(folder, file, problem);
    }
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    throw damagedPack(folder, file, 'the network does not run', cause);
  } finally {
    await session.close();
  }
}

/** Open sizes are one picture. */
function sizesOf({ shape }: Port): readonly number[] {
  return shape.map((size) => (typeof size === 'number' && size > 0 ? size : 1));
}

function zerosFor(port: Port) {
  const shape = sizesOf(port);
  return { shape, data: new Float32Array(countOf(shape)) };
}

function whatIsWrongWith(port: Port, output: ModelOutput | undefined): string | null {
  if (!output) return `the output ${port.name} is missing`;
  const wanted = sizesOf(port);
  if (output.shape.join() !== wanted.join()) return `the output ${port.name} is [${output.shape.join(', ')}]`;
  return output.data.every(Number.isFinite) ? null : `the output ${port.name} has numbers that are none`;
}

function damagedPack(folder: string, file: string, problem: string, cause?: unknown): StudioError {
  return new StudioError(
    'models.damaged',
    `The new pack cannot be used (${file}: ${problem}). Look at the disk and the checkpoint files, and import again.`,
    { folder, file, problem },
    cause,
  );
}
