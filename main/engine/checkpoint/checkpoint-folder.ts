import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import type { PdfgcNetwork, PdfgcTemplate } from '../onnx/pdfgc-manifest.ts';
import { pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';

/** Letters by which a file's name may differ from the official one: instructions for the download misspell them. */
const mostTypos = 2;

/** The four files of a folder. */
export interface FoundCheckpoints {
  readonly paths: Readonly<Record<PdfgcNetwork, string>>;
  /** Names that were taken although they are not quite the official ones, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Finds the official files in a folder.
 *
 * @throws StudioError 'models.checkpoint-missing' for a folder that is not there, or a file that is not in it; says where they are when
 *         they lie one folder deeper or in an archive
 */
export async function findCheckpoints(folder: string, networks: PdfgcTemplate['networks']): Promise<FoundCheckpoints> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new StudioError(
      'models.checkpoint-missing',
      `There is no folder ${folder}. Name the folder with the four checkpoint files.`,
      { path: folder },
      cause,
    );
  });
  const official = pdfgcNetworks.map((network) => networks[network].checkpoint);
  const notes: string[] = [];
  const found = pdfgcNetworks.map((network, index) => {
    const name = names.includes(official[index]) ? official[index] : misspelt(official[index], names, official);
    if (name !== null && name !== official[index]) notes.push(`${name} was taken for ${official[index]}.`);
    return [network, name] as const;
  });
  const missing = official.filter((_, index) => found[index][1] === null);
  if (missing.length > 0) throw await missingFailure(folder, missing, official, names);
  const paths = Object.fromEntries(found.map(([network, name]) => [network, join(folder, name ?? '')]));
  return { notes, paths: paths as Record<PdfgcNetwork, string> };
}

/** The only other file of the folder whose name is nearly the official one. */
function misspelt(wanted: string, names: readonly string[], official: readonly string[]): string | null {
  const near = names.filter(
    (name) => !official.includes(name) && editDistance(name.toLowerCase(), wanted) <= mostTypos,
  );
  return near.length === 1 ? near[0] : null;
}

async function missingFailure(
  folder: string,
  missing: readonly string[],
  official: readonly string[],
  names: readonly string[],
): Promise<StudioError> {
  const path = join(folder, missing[0]);
  const what = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in ${folder}.`;
  return new StudioError('models.checkpoint-missing', `${what} ${await advice(folder, official, names)}`, { path });
}

async function advice(folder: string, official: readonly string[], names: readonly string[]): Promise<string> {
  for (const name of names) {
    const inside = await readdir(join(folder, name)).catch((): string[] => []);
    if (official.every((file) => inside.includes(file))) return `They lie in ${join(folder, name)}: name that folder.`;
  }
  const archive = names.find((name) => /\.(?:tar|tgz|zip|tar\.gz)$/.test(name));
  if (archive !== undefined) return `Unpack ${basename(archive)} first.`;
  return `All four have to lie in the folder: ${official.join(', ')}.`;
}

/** Letters to put in, take out or change to make one text of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
