import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { ScratchFolder, ScratchSpace } from '../../core/ports/scratch-space.ts';
import { ownedName, ownerOf } from './process-owner.ts';

/** Folders of this process that still exist, for the case that the process ends without closing its scopes. */
const openFolders = new Set<string>();
let isWatchingExit = false;

/**
 * Scratch folders `<root>/<host>-<process id>-<random>`.
 * The name says whose the folder is, so that what a killed process left behind can be told from a running job's.
 */
export function createScratchSpace(root: string): ScratchSpace {
  return {
    async open() {
      removeAtExit();
      const path = join(root, ownedName());
      try {
        await mkdir(root, { recursive: true });
        await removeAbandoned(root);
        await mkdir(path, { mode: 0o700 });
      } catch (cause) {
        throw scratchError(root, cause);
      }
      openFolders.add(path);
      return scratchFolder(path);
    },
  };
}

function scratchFolder(path: string): ScratchFolder {
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      openFolders.delete(path);
    },
  };
}

function removeAtExit(): void {
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.once('exit', () => {
    for (const path of openFolders) rmSync(path, { recursive: true, force: true });
  });
}

async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (ownerOf(name) === 'gone') await rm(join(root, name), { recursive: true, force: true });
  }
}

function scratchError(root: string, cause: unknown): StudioError {
  const isFull = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
  return isFull
    ? new StudioError(
        'export.disk-full',
        `The disk of the scratch folder ${root} is full. Free some space, or set FACET_SCRATCH to a folder with room.`,
        { path: root },
        cause,
      )
    : new StudioError(
        'export.not-writable',
        `The scratch folder ${root} cannot be written. Set FACET_SCRATCH to a folder that can.`,
        { path: root },
        cause,
      );
}
