import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StudioError, throwIfCancelled } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { ModelCatalog } from '../../../core/ports/model-catalog.ts';
import type {
  ImportedNetwork,
  PackImporter,
  PackImportReport,
  PackImportRequest,
} from '../../../core/ports/pack-import.ts';
import { pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';
import type { PdfgcManifest, PdfgcNetwork, PdfgcTemplate } from '../onnx/pdfgc-manifest.ts';
import { findCheckpoints } from './checkpoint-folder.ts';
import { openCheckpoint } from './checkpoint-file.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { stepProgress } from './import-progress.ts';
import type { ImportOptions } from './import-progress.ts';
import { makeManifest } from './imported-manifest.ts';
import type { ImportedFile } from './imported-manifest.ts';
import { assertHoldsNetwork } from './match-network.ts';
import { checkWrittenPack, sumOf } from './pack-check.ts';
import { assertPlaceIsFree, openStaging } from './pack-place.ts';
import type { FolderOwner } from './pack-place.ts';
import { readPackTemplate } from './pack-template.ts';
import { writeManifest, writePackFiles } from './pack-writer.ts';

/** What an importer works with; folders are absolute. */
export interface PackImporterParts {
  /** With template.json and the graphs that it names. */
  readonly templateFolder: string;
  readonly userPacksFolder: string;
  readonly catalog: ModelCatalog;
  readonly clock: Clock;
  readonly owner: FolderOwner;
}

/** A checkpoint that was opened and holds the network. */
interface OpenNetwork {
  readonly network: PdfgcNetwork;
  readonly checkpoint: CheckpointFile;
  readonly bytes: number;
}

/** Makes packs of the official PD-FGC checkpoint files. Everything that can be wrong with them is looked at before anything is written. */
export function createPackImporter(parts: PackImporterParts): PackImporter {
  return {
    async importPdfgc(request, options = {}) {
      const startedMs = parts.clock.nowMs();
      const target = request.packFolder ?? join(parts.userPacksFolder, request.packId);
      await assertIdIsFree(request.packId, parts.catalog);
      await assertPlaceIsFree(target, request.canReplace);
      const template = await readPackTemplate(parts.templateFolder);
      const found = await findCheckpoints(request.folder, template.networks);
      const notes = [...found.notes];
      const open: OpenNetwork[] = [];
      try {
        for (const network of pdfgcNetworks) {
          throwIfCancelled(options.signal);
          open.push(await openNetwork(network, found.paths[network], template, notes));
        }
        const importedFrom = await sumInputs(open, options);
        const manifest = await writePack(parts, request, target, { template, open, importedFrom }, options);
        return report(
          request,
          target,
          { template, open, importedFrom, manifest, notes },
          {
            elapsedSec: (parts.clock.nowMs() - startedMs) / 1000,
            peakMemoryBytes: parts.clock.peakMemoryBytes(),
          },
        );
      } finally {
        for (const { checkpoint } of open) await checkpoint.close();
      }
    },
  };
}

async function assertIdIsFree(packId: string, catalog: ModelCatalog): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(packId)) {
    throw new StudioError(
      'cli.usage',
      `"${packId}" cannot be the id of a pack: use small letters, digits and hyphens, at most 40.`,
      { packId },
    );
  }
  const packs = await catalog.list();
  if (packs.some(({ id, isBuiltIn }) => isBuiltIn && id === packId)) {
    // Not 'models.pack-exists': that one can be replaced.
    throw new StudioError(
      'cli.usage',
      `The model pack "${packId}" comes with the program and cannot be replaced. Choose another id for the import.`,
      { packId },
    );
  }
}

async function openNetwork(
  network: PdfgcNetwork,
  path: string,
  { networks }: PdfgcTemplate,
  notes: string[],
): Promise<OpenNetwork> {
  const checkpoint = await openCheckpoint(path);
  try {
    notes.push(...checkpoint.notes.map((note) => `${basename(path)}: ${note}`));
    notes.push(...assertHoldsNetwork(checkpoint, network, networks));
    return { network, checkpoint, bytes: (await stat(path)).size };
  } catch (failure) {
    await checkpoint.close();
    throw failure;
  }
}

async function sumInputs(open: readonly OpenNetwork[], options: ImportOptions): Promise<readonly ImportedFile[]> {
  const progress = stepProgress('read', sumBytes(open), options);
  const files: ImportedFile[] = [];
  for (const { network, checkpoint, bytes } of open) {
    const onBytes = (done: number) => progress(network, done);
    const sha256 = await sumOf(checkpoint.path, { signal: options.signal, onBytes });
    files.push({ network, bytes, sha256, file: basename(checkpoint.path) });
  }
  return files;
}

interface PackContent {
  readonly template: PdfgcTemplate;
  readonly open: readonly OpenNetwork[];
  readonly importedFrom: readonly ImportedFile[];
}

async function writePack(
  { templateFolder, owner }: PackImporterParts,
  { packId, precision, canReplace }: PackImportRequest,
  target: string,
  { template, open, importedFrom }: PackContent,
  options: ImportOptions,
): Promise<PdfgcManifest> {
  const weightsBytes = pdfgcNetworks.reduce(
    (sum, network) => sum + template.networks[network].graphs[precision].weightsBytes,
    0,
  );
  const staging = await openStaging(target, weightsBytes, canReplace, owner);
  try {
    const onWritten = stepProgress('write', weightsBytes, options);
    const place = { folder: staging.folder, templateFolder, template, precision };
    const checkpoints = open.map(({ network, checkpoint }) => ({ network, checkpoint }));
    const files = await writePackFiles(place, checkpoints, { signal: options.signal, onBytes: onWritten });
    const manifest = makeManifest({ packId, precision, template, importedFrom, files });
    await writeManifest(staging.folder, manifest);
    const onChecked = stepProgress('verify', sumBytes(files), options);
    await checkWrittenPack(staging.folder, manifest, { signal: options.signal, onBytes: onChecked });
    throwIfCancelled(options.signal);
    await staging.publish();
    return manifest;
  } finally {
    // What was published is no longer there.
    await staging.discard();
  }
}

function report(
  { packId, precision }: PackImportRequest,
  folder: string,
  content: PackContent & { readonly manifest: PdfgcManifest; readonly notes: readonly string[] },
  cost: Pick<PackImportReport, 'elapsedSec' | 'peakMemoryBytes'>,
): PackImportReport {
  const { template, open, importedFrom, manifest, notes } = content;
  const networks = open.map(({ network, checkpoint }, index): ImportedNetwork => {
    const graph = template.networks[network].graphs[precision];
    const usedTensors = new Set(graph.list.map(({ key }) => key)).size;
    return {
      network,
      file: importedFrom[index].file,
      sha256: importedFrom[index].sha256,
      usedTensors,
      droppedTensors: checkpoint.shapes.size - usedTensors,
      bytes: graph.weightsBytes,
    };
  });
  return { packId, folder, precision, networks, notes, bytes: sumBytes(manifest.files), ...cost };
}

function sumBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
