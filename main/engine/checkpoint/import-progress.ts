import type { PackImporter, PackImportProgress } from '../../../core/ports/pack-import.ts';

/** How an import is watched and cancelled. */
export type ImportOptions = NonNullable<Parameters<PackImporter['importPdfgc']>[1]>;

/** Adds up the bytes of a step: call it with what is being done and the bytes since the last call. Says at once that the step begins. */
export function stepProgress(
  step: PackImportProgress['step'],
  totalBytes: number,
  { onProgress }: ImportOptions,
): (what: string, bytes: number) => void {
  let doneBytes = 0;
  return (what, bytes) => {
    doneBytes += bytes;
    onProgress?.({ step, what, doneBytes, totalBytes });
  };
}
