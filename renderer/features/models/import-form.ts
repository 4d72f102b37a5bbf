import type { ModelPackValue } from '../../../api/models.ts';

/** The files that the authors of PD-FGC published, by what Facet calls their networks. */
export const checkpointFiles = [
  { network: 'appearance', file: 'appearance_model.pth' },
  { network: 'motion', file: 'motion_model.pth' },
  { network: 'audio', file: 'audio_model.pth' },
  { network: 'generator', file: 'generator_model.pth' },
] as const;

/** Name that a new pack gets when nobody says another. */
export const usualPackName = 'pdfgc';

/** What is wrong with the name of a new pack, or what comes with it. */
export type PackNameState = 'good' | 'malformed' | 'reserved' | 'replaces';

/** Looks at the name of a new pack: names are ids, and those of packs that come with the program are taken. */
export function packNameState(name: string, packs: readonly Pick<ModelPackValue, 'id' | 'isBuiltIn'>[]): PackNameState {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return 'malformed';
  const pack = packs.find(({ id }) => id === name);
  if (pack === undefined) return 'good';
  return pack.isBuiltIn ? 'reserved' : 'replaces';
}

/** A file that an import needs: its size in bytes where it lies in the folder, else null. */
export interface ExpectedFile {
  readonly file: string;
  readonly sizeBytes: number | null;
}

/** Which of the four files lie in a folder with these entries. */
export function expectedFiles(
  entries: readonly { readonly name: string; readonly kind: 'file' | 'folder'; readonly sizeBytes: number }[],
): readonly ExpectedFile[] {
  return checkpointFiles.map(({ file }) => {
    const found = entries.find(({ name, kind }) => kind === 'file' && name === file);
    return { file, sizeBytes: found?.sizeBytes ?? null };
  });
}

/** How far each network is in the step that is under way: those before the one that is worked on are done. */
export function networkStates(
  what: string,
): readonly { readonly network: string; readonly state: 'done' | 'now' | 'waiting' }[] {
  // While the pack is read back, files are named: 'generator.onnx', 'generator-fp16.weights'.
  const current = checkpointFiles.findIndex(({ network }) => what.startsWith(network));
  return checkpointFiles.map(({ network }, index) => ({
    network,
    state: current < 0 || index > current ? 'waiting' : index === current ? 'now' : 'done',
  }));
}
