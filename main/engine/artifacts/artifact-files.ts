import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';

/** Reads and writes the files of artifacts by name. */
export function openArtifactFiles(cache: ArtifactCache): ArtifactFiles {
  return {
    find: (key) => cache.find(key),
    make: (key, fill) =>
      cache.make(key, (path) => fill({ path, write: (name, bytes) => writeNew(join(path, name), bytes) })),
    async read(key, name) {
      const folder = await cache.find(key);
      if (folder === null) return null;
      // It may be deleted to make room between finding and reading: then it is not there.
      return readFile(join(folder, name)).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      });
    },
  };
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      const sentence = 'The disk with the cache is full. Make room on it and try again.';
      throw new StudioError('export.disk-full', sentence, { path }, error);
    }
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
      throw new StudioError('export.not-writable', 'The cache folder cannot be written.', { path }, error);
    }
    throw error;
  }
}
