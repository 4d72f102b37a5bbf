import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';

/** Artifacts as folders beside each other, without a limit. */
export function openFolderCache(root: string): ArtifactCache {
  const find = async (key: string) => {
    const folder = join(root, key);
    return (await stat(folder).catch(() => null)) === null ? null : folder;
  };
  return {
    find,
    async make(key, write) {
      const found = await find(key);
      if (found !== null) return found;
      const partial = join(root, `.partial-${randomBytes(6).toString('hex')}`);
      await mkdir(partial, { recursive: true });
      try {
        await write(partial);
        await rename(partial, join(root, key));
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
      return join(root, key);
    },
    sizeBytes: async () => (await readdir(root)).length,
    trim: async () => undefined,
  };
}
