import { posix } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { ArtifactCache } from '../../core/ports/artifact-cache.ts';
import type { MediaFiles } from '../../core/ports/media-files.ts';
import type { OutputGuard } from '../../core/ports/output-guard.ts';
import type { UserFiles } from '../../core/ports/user-files.ts';

/** A file in memory; its content is its text. */
export interface FakeFile {
  readonly bytes: Uint8Array;
  readonly modifiedMs: number;
}

/** A disk in memory, seen through the ports that touch files. */
export interface FakeDisk {
  readonly files: Map<string, FakeFile>;
  readonly mediaFiles: MediaFiles;
  readonly userFiles: UserFiles;
  readonly cache: ArtifactCache & { readonly keys: Set<string> };
  readonly outputGuard: OutputGuard;
  /** Bytes that are free; null when the disk does not say. */
  freeBytes: number | null;
  write(path: string, text: string, modifiedMs?: number): void;
  move(from: string, to: string): void;
}

const notFound = (path: string) => new StudioError('media.not-found', `There is nothing at ${path}.`, { path });

/** An empty disk. */
export function aFakeDisk(): FakeDisk {
  const files = new Map<string, FakeFile>();
  const get = (path: string) => {
    const file = files.get(path);
    if (file === undefined) throw notFound(path);
    return file;
  };
  const exists = (path: string) => files.has(path) || [...files.keys()].some((name) => name.startsWith(`${path}/`));
  const disk: FakeDisk = {
    files,
    freeBytes: null,
    write: (path, text, modifiedMs = 1) => void files.set(path, { bytes: new TextEncoder().encode(text), modifiedMs }),
    move(from, to) {
      files.set(to, get(from));
      files.delete(from);
    },
    mediaFiles: {
      async stateOf(path) {
        const file = files.get(path);
        return file === undefined ? null : { path, sizeBytes: file.bytes.length, modifiedMs: file.modifiedMs };
      },
      contentKeyOf: async (path) => `key-${new TextDecoder().decode(get(path).bytes)}`,
      listFolder: async (folder) =>
        [...files]
          .filter(([path]) => posix.dirname(path) === folder)
          .map(([path, { bytes, modifiedMs }]) => ({
            name: posix.basename(path),
            path,
            kind: 'file' as const,
            sizeBytes: bytes.length,
            modifiedMs,
          })),
      findBySize: async (folder, sizeBytes) =>
        [...files]
          .filter(([path, { bytes }]) => path.startsWith(`${folder}/`) && bytes.length === sizeBytes)
          .map(([path]) => path),
      places: async () => [{ name: 'Home', path: '/home' }],
    },
    userFiles: {
      readBytes: async (path, limitBytes) => (get(path).bytes.length > limitBytes ? null : get(path).bytes),
      writeBytes: async (path, bytes) => void files.set(path, { bytes, modifiedMs: 1 }),
      copy: async (source, target) => void files.set(target, get(source)),
      makeFolder: async () => undefined,
      exists: async (path) => exists(path),
      freeBytes: async () => disk.freeBytes,
      join: posix.join,
      folderOf: (path) => (path === '/' ? null : posix.dirname(path)),
      nameOf: (path) => posix.basename(path),
      isAbsolute: posix.isAbsolute,
    },
    cache: fakeCache(files),
    outputGuard: {
      async assertCanWrite({ outputPath, inputPaths, canReplace }) {
        if (inputPaths.includes(outputPath)) throw new StudioError('cli.same-file', 'It is an input.');
        if (files.has(outputPath) && !canReplace) throw new StudioError('cli.output-exists', 'It exists already.');
      },
    },
  };
  return disk;
}

function fakeCache(files: Map<string, FakeFile>): FakeDisk['cache'] {
  const keys = new Set<string>();
  const folderOf = (key: string) => `/cache/${key}`;
  return {
    keys,
    find: async (key) => (keys.has(key) ? folderOf(key) : null),
    async make(key, write) {
      if (!keys.has(key)) await write(folderOf(key));
      keys.add(key);
      return folderOf(key);
    },
    sizeBytes: async () =>
      [...files].reduce((sum, [path, { bytes }]) => sum + (path.startsWith('/cache/') ? bytes.length : 0), 0),
    async trim(limitBytes) {
      if (limitBytes > 0) return;
      keys.clear();
      for (const path of [...files.keys()]) if (path.startsWith('/cache/')) files.delete(path);
    },
  };
}
