import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { PackPrecision } from '../../../core/ports/pack-import.ts';
import type { PdfgcManifest, PdfgcNetwork, PdfgcTemplate } from '../onnx/pdfgc-manifest.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { graphFileName, licenceText } from './imported-manifest.ts';
import { writeWeights } from './weights-file.ts';
import type { WrittenFile } from './weights-file.ts';
import { asWriteFailure } from './write-failures.ts';

/** Where a pack is written, and of what. */
export interface PackPlan {
  readonly folder: string;
  readonly templateFolder: string;
  readonly template: PdfgcTemplate;
  readonly precision: PackPrecision;
}

/** How writing is watched and cancelled. */
export interface WriteOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the network and the bytes written since the last call. */
  readonly onBytes: (network: string, bytes: number) => void;
}

/**
 * Writes the files of a pack into an empty folder: for each network its graph and its weights, and the licence.
 *
 * @returns the files with their sums, as the manifest lists them
 * @throws StudioError 'export.disk-full' | 'export.not-writable' | 'models.damaged' (the template's graph) and those of the weights
 */
export async function writePackFiles(
  { folder, templateFolder, template, precision }: PackPlan,
  checkpoints: readonly { readonly network: PdfgcNetwork; readonly checkpoint: CheckpointFile }[],
  { signal, onBytes }: WriteOptions,
): Promise<readonly WrittenFile[]> {
  const files: WrittenFile[] = [];
  try {
    for (const { network, checkpoint } of checkpoints) {
      const graph = template.networks[network].graphs[precision];
      const bytes = await readGraph(join(templateFolder, graph.file));
      files.push(await writeWhole(folder, graphFileName(network), bytes));
      const progress = { signal, onBytes: (count: number) => onBytes(network, count) };
      files.push(await writeWeights(join(folder, graph.weights), checkpoint, graph, progress));
    }
    files.push(await writeWhole(folder, 'LICENCE.txt', Buffer.from(licenceText)));
    return files;
  } catch (cause) {
    throw asWriteFailure(cause, folder);
  }
}

/** Writes the manifest: the last file of a pack. @throws StudioError 'export.disk-full' | 'export.not-writable' */
export async function writeManifest(folder: string, manifest: PdfgcManifest): Promise<void> {
  try {
    await writeWhole(folder, 'manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  } catch (cause) {
    throw asWriteFailure(cause, folder);
  }
}

async function readGraph(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new StudioError(
      'models.damaged',
      `The template for PD-FGC packs lacks ${path}. Install the program again.`,
      { path },
      cause,
    );
  });
}

async function writeWhole(folder: string, name: string, bytes: Buffer): Promise<WrittenFile> {
  const file = await open(join(folder, name), 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { path: name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
