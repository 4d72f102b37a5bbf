import { readdir, readFile, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FolderEntry, MediaFiles } from '../../core/ports/media-files.ts';
import { contentKeyOf, readFailure } from './content-key.ts';

/** How far a search for a moved file goes. */
const search = { depth: 8, entries: 100_000, matches: 50 } as const;

/** So many entries of a folder are looked at side by side. */
const statBatch = 64;

/** Whose files are looked at; by default those of the user who runs the program. */
export interface MediaFilesOptions {
  readonly home?: string;
  readonly platform?: NodeJS.Platform;
}

/** Looks at the user's files with the file system itself. */
export function createMediaFiles(options: MediaFilesOptions = {}): MediaFiles {
  const { home = homedir(), platform = process.platform } = options;
  return {
    async stateOf(path) {
      const state = await stat(path).catch(() => null);
      if (state?.isFile() !== true) return null;
      return { path: resolve(path), sizeBytes: state.size, modifiedMs: state.mtimeMs };
    },
    contentKeyOf,
    async listFolder(folder) {
      let names: string[];
      try {
        names = await readdir(folder);
      } catch (cause) {
        throw readFailure(folder, cause);
      }
      const visible = names.filter((name) => !name.startsWith('.'));
      const entries: FolderEntry[] = [];
      for (let first = 0; first < visible.length; first += statBatch) {
        const batch = visible.slice(first, first + statBatch).map((name) => entryOf(folder, name));
        entries.push(...(await Promise.all(batch)).filter((entry) => entry !== null));
      }
      return entries.sort(byKindAndName);
    },
    findBySize: (folder, sizeBytes) => findBySize(resolve(folder), sizeBytes),
    places: () => listPlaces(home, platform),
  };
}

/** Links count as what they lead to; what is neither file nor folder, or leads nowhere, cannot be chosen. */
async function entryOf(folder: string, name: string): Promise<FolderEntry | null> {
  const path = resolve(folder, name);
  const state = await stat(path).catch(() => null);
  if (state === null || !(state.isFile() || state.isDirectory())) return null;
  const kind = state.isDirectory() ? 'folder' : 'file';
  return { name, path, kind, sizeBytes: kind === 'file' ? state.size : 0, modifiedMs: state.mtimeMs };
}

const nameOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function byKindAndName(a: FolderEntry, b: FolderEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
  return nameOrder.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
}

/** Nearest folders first. Folders behind links are left out: they may lead in a circle. */
async function findBySize(top: string, sizeBytes: number): Promise<readonly string[]> {
  const found: string[] = [];
  let entryCount = 0;
  let level = [top];
  for (let depth = 0; depth < search.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await readVisible(folder)) {
        entryCount += 1;
        if (entryCount > search.entries) return found;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) next.push(path);
        else if (entry.isFile() && (await stat(path).catch(() => null))?.size === sizeBytes) found.push(path);
        if (found.length === search.matches) return found;
      }
    }
    level = next;
  }
  return found;
}

/** A folder that cannot be read has nothing to find. */
async function readVisible(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => nameOrder.compare(a.name, b.name));
}

interface Place {
  readonly name: string;
  readonly path: string;
}

async function listPlaces(home: string, platform: NodeJS.Platform): Promise<readonly Place[]> {
  const wanted = [{ name: 'Home', path: home }, ...(await userFolders(home, platform)), ...(await disks(platform))];
  const states = await Promise.all(wanted.map(({ path }) => stat(path).catch(() => null)));
  const isNew = (path: string, index: number) => wanted.findIndex((place) => place.path === path) === index;
  return wanted.filter(({ path }, index) => states[index]?.isDirectory() === true && isNew(path, index));
}

/** On Linux the user's folders may have names of any language; a file says which. */
async function userFolders(home: string, platform: NodeJS.Platform): Promise<readonly Place[]> {
  const names: [name: string, key: string, usual: string][] = [
    ['Videos', 'VIDEOS', platform === 'darwin' ? 'Movies' : 'Videos'],
    ['Documents', 'DOCUMENTS', 'Documents'],
    ['Downloads', 'DOWNLOAD', 'Downloads'],
    ['Desktop', 'DESKTOP', 'Desktop'],
    ['Music', 'MUSIC', 'Music'],
  ];
  const said =
    platform === 'linux' ? await readFile(join(home, '.config', 'user-dirs.dirs'), 'utf8').catch(() => '') : '';
  return names.map(([name, key, usual]) => {
    const written = new RegExp(`^XDG_${key}_DIR="(.*)"$`, 'm').exec(said)?.[1];
    return { name, path: written?.replace(/^\$HOME(?=\/|$)/, home) ?? join(home, usual) };
  });
}

async function disks(platform: NodeJS.Platform): Promise<readonly Place[]> {
  if (platform === 'win32') {
    return [...'CDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => ({ name: `${letter}:`, path: `${letter}:\\` }));
  }
  const mounts = platform === 'darwin' ? '/Volumes' : '/mnt';
  const mounted = await readVisible(mounts);
  return [{ name: 'Computer', path: '/' }, ...mounted.map(({ name }) => ({ name, path: join(mounts, name) }))];
}
