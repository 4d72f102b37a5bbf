import { rm } from 'node:fs/promises';
import { invariant } from '../../../core/errors.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import { DamagedArtifact } from './number-files.ts';

/** How a kind of artifact is made and read. */
export interface ArtifactContent<T> {
  /** Makes the artifact in the cache. */
  readonly make: () => Promise<void>;
  /** Reads a finished folder. @throws DamagedArtifact when it is not what was written */
  readonly load: (folder: string) => Promise<T>;
}

/** Loads an artifact, and makes it first when there is none or the one there is damaged. */
export async function openArtifact<T>(cache: ArtifactCache, key: string, content: ArtifactContent<T>): Promise<T> {
  const kept = await loadFound(cache, key, content);
  if (kept !== null) return kept.value;
  await content.make();
  const made = await loadFound(cache, key, content);
  invariant(made !== null, `the artifact ${key} cannot be read although it was just made`);
  return made.value;
}

async function loadFound<T>(
  cache: ArtifactCache,
  key: string,
  { load }: ArtifactContent<T>,
): Promise<{ readonly value: T } | null> {
  const folder = await cache.find(key);
  if (folder === null) return null;
  try {
    return { value: await load(folder) };
  } catch (failure) {
    if (!(failure instanceof DamagedArtifact)) throw failure;
    await rm(folder, { recursive: true, force: true });
    return null;
  }
}
