import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invariant } from '../../core/errors.ts';
import type { ArtifactCache } from '../../core/ports/artifact-cache.ts';
import { diskFailure } from './disk-failure.ts';
import { ownedName, ownerOf } from './process-owner.ts';

/** In a finished artifact: its size in bytes as text; its date says when the artifact was last used. */
const stampName = '.stamp';
/** Folder of what is being made, and of what is being deleted; each entry is named after its process. */
const workName = '.work';
/** An artifact that was used so recently may be in use. */
const restMs = 60_000;
/** What another computer left in a shared folder is leftovers after a week. */
const foreignLeftoverMs = 7 * 24 * 3_600_000;

/** A finished artifact as the folder shows it. */
interface FinishedArtifact {
  readonly key: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

/**
 * Artifacts as folders `<root>/<key>`, shared by any number of processes. An artifact appears and goes by a rename, so another process
 * sees all of it or nothing.
 */
export function createArtifactCache(root: string): ArtifactCache {
  const making = new Map<string, Promise<string>>();
  const workRoot = join(root, workName);
  let isSwept = false;

  async function find(key: string): Promise<string | null> {
    assertKey(key);
    const path = join(root, key);
    const now = new Date();
    // Touching the stamp is also the proof that there is one.
    return utimes(join(path, stampName), now, now).then(
      () => path,
      () => null,
    );
  }

  async function produce(key: string, write: (folder: string) => Promise<void>): Promise<string> {
    const existing = await find(key);
    if (existing !== null) return existing;
    const folder = join(workRoot, ownedName());
    try {
      if (!isSwept) await removeLeftovers(workRoot);
      isSwept = true;
      await mkdir(folder, { recursive: true });
      await write(folder);
      await writeStamp(folder, await settleFiles(folder));
      return await publish(root, workRoot, folder, key);
    } catch (cause) {
      throw diskFailure('Derived data', root, cause);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  return {
    find,
    make(key, write) {
      assertKey(key);
      const running = making.get(key);
      if (running !== undefined) return running;
      const made = produce(key, write).finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
    async sizeBytes() {
      return (await listArtifacts(root)).reduce((total, { sizeBytes }) => total + sizeBytes, 0);
    },
    async trim(limitBytes) {
      await removeLeftovers(workRoot);
      const artifacts = await listArtifacts(root);
      let total = artifacts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      for (const { key, sizeBytes } of artifacts.sort((a, b) => a.usedMs - b.usedMs)) {
        if (total <= limitBytes) return;
        // Asked again: another process may have found it meanwhile.
        const state = await stat(join(root, key, stampName)).catch(() => null);
        if (state !== null && Date.now() - state.mtimeMs < restMs) continue;
        await discard(workRoot, join(root, key));
        total -= sizeBytes;
      }
    },
  };
}

function assertKey(key: string): void {
  invariant(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/.test(key), `"${key}" cannot be the key of an artifact`);
}

/** Brings every file's content to the disk, so that a power cut cannot leave an artifact of empty files. @returns bytes of all files */
async function settleFiles(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      total += await settleFiles(path);
    } else if (entry.isFile()) {
      const file = await open(path, 'r+');
      try {
        await file.datasync();
        total += (await file.stat()).size;
      } finally {
        await file.close();
      }
    }
  }
  return total;
}

async function writeStamp(folder: string, sizeBytes: number): Promise<void> {
  await writeFile(join(folder, stampName), String(sizeBytes), { flush: true });
}

/** Gives a finished folder its name, unless another process was faster: then that one's artifact is the artifact. */
async function publish(root: string, workRoot: string, folder: string, key: string): Promise<string> {
  const path = join(root, key);
  const isFinished = () =>
    stat(join(path, stampName)).then(
      () => true,
      () => false,
    );
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await rename(folder, path);
      return path;
    } catch (cause) {
      if (await isFinished()) return path;
      // A folder without a stamp is what somebody else's tidying left of an artifact.
      if ((await stat(path).catch(() => null)) === null) throw cause;
      await discard(workRoot, path);
    }
  }
  await rename(folder, path);
  return path;
}

/** Makes a folder invisible in one step, then deletes it. */
async function discard(workRoot: string, path: string): Promise<void> {
  const going = join(workRoot, ownedName());
  await mkdir(workRoot, { recursive: true });
  const hasMoved = await rename(path, going).then(
    () => true,
    () => false,
  );
  if (hasMoved) await rm(going, { recursive: true, force: true, maxRetries: 3 });
}

async function listArtifacts(root: string): Promise<FinishedArtifact[]> {
  const names = await readdir(root).catch(() => []);
  const artifacts: FinishedArtifact[] = [];
  for (const key of names) {
    if (key === workName) continue;
    const stampPath = join(root, key, stampName);
    const state = await stat(stampPath).catch(() => null);
    if (state === null) continue;
    const sizeBytes = Number(await readFile(stampPath, 'utf8').catch(() => '0'));
    artifacts.push({ key, sizeBytes: Number.isFinite(sizeBytes) ? sizeBytes : 0, usedMs: state.mtimeMs });
  }
  return artifacts;
}

async function removeLeftovers(workRoot: string): Promise<void> {
  for (const name of await readdir(workRoot).catch(() => [])) {
    const owner = ownerOf(name);
    const path = join(workRoot, name);
    const ageMs = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
    if (owner === 'gone' || (owner === 'unknown' && ageMs > foreignLeftoverMs)) {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
