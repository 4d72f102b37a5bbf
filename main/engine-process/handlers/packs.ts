import type { PackImportItem } from '../../../api/models.ts';
import type { PackImporter, PackImportProgress } from '../../../core/ports/pack-import.ts';
import { jobItems } from '../job-items.ts';
import type { EngineVerbs } from './engine-verbs.ts';

/** Packs of the paper's own checkpoint files, made in the user's folder of packs. */
export function createPackHandlers({ importer }: { readonly importer: PackImporter }): EngineVerbs<'importPdfgc'> {
  return {
    async *importPdfgc(request, signal): AsyncGenerator<PackImportItem, void, void> {
      const items = jobItems<ImportResult, PackImportProgress>(async (voice) => {
        const onProgress = (progress: PackImportProgress) => voice.progress(progress);
        const report = await importer.importPdfgc({ ...request, packFolder: null }, { signal, onProgress });
        // Where the pack lies is the host's to know; the rest is for whoever asked.
        const { packId, precision, networks, notes, bytes, elapsedSec, peakMemoryBytes } = report;
        return { packId, precision, networks, notes, bytes, elapsedSec, peakMemoryBytes };
      });
      for await (const item of items) if (!('notice' in item)) yield item;
    },
  };
}

type ImportResult = Extract<PackImportItem, { readonly result: unknown }>['result'];
