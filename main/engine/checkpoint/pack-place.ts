import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import { asWriteFailure, diskFull } from './write-failures.ts';

/** Names that say which process made a folder, so that what a killed one left can be told from what is in use. */
export interface FolderOwner {
  readonly ownedName: () => string;
  readonly ownerOf: (name: string) => 'running' | 'gone' | 'unknown';
}

/** A folder that becomes a pack at once, or goes. */
export interface PackStaging {
  readonly folder: string;
  /** Puts the folder in the pack's place; an old pack there is kept until the new one is in it. @throws 'models.pack-exists' */
  publish(): Promise<void>;
  /** Removes what was not published. */
  discard(): Promise<void>;
}

/** Left free on the disk, bytes. */
const spareBytes = 8 * 1024 * 1024;

/**
 * Looks at the place of a pack before anything is read for it.
 *
 * @throws StudioError 'models.pack-exists' for a pack that may not be replaced, 'export.not-writable' for anything else that lies there
 */
export async function assertPlaceIsFree(target: string, canReplace: boolean): Promise<void> {
  const found = await stat(target).catch(() => null);
  if (found === null) return;
  const names = found.isDirectory() ? await readdir(target).catch(() => ['?']) : ['?'];
  if (names.length === 0) return;
  if (!names.includes('manifest.json')) {
    throw new StudioError(
      'export.not-writable',
      `${target} is there already and is no model pack. Choose another place for the pack.`,
      { path: target },
    );
  }
  if (!canReplace) throw packExists(target);
}

/**
 * Makes a hidden folder beside the place of a pack, on the same disk, and clears away what killed imports left there.
 *
 * @param neededBytes room that the pack will take
 * @throws StudioError 'export.disk-full' | 'export.not-writable'
 */
export async function openStaging(
  target: string,
  neededBytes: number,
  canReplace: boolean,
  owner: FolderOwner,
): Promise<PackStaging> {
  const parent = dirname(target);
  const mark = `.${basename(target)}.`;
  const folder = join(parent, mark + owner.ownedName());
  try {
    await mkdir(parent, { recursive: true });
    await clearAbandoned(parent, target, mark, owner);
    const { bavail, bsize } = await statfs(parent);
    if (bavail * bsize < neededBytes + spareBytes) throw diskFull(parent);
    await mkdir(folder);
  } catch (cause) {
    throw asWriteFailure(cause, parent);
  }
  return {
    folder,
    async publish() {
      try {
        await assertPlaceIsFree(target, canReplace);
        await swap(folder, target, join(parent, `${mark}old.${owner.ownedName()}`));
      } catch (cause) {
        throw asWriteFailure(cause, parent);
      }
    },
    discard: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function swap(folder: string, target: string, old: string): Promise<void> {
  if (!existsSync(target)) return rename(folder, target);
  await rename(target, old);
  try {
    await rename(folder, target);
  } catch (cause) {
    await rename(old, target);
    throw cause;
  }
  await rm(old, { recursive: true, force: true, maxRetries: 3 });
}

/** A process that was killed between the two renames of a swap left the old pack under another name: it goes back. */
async function clearAbandoned(parent: string, target: string, mark: string, owner: FolderOwner): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(mark)) continue;
    const isOld = name.startsWith(`${mark}old.`);
    if (owner.ownerOf(name.slice(isOld ? mark.length + 4 : mark.length)) !== 'gone') continue;
    if (isOld && !existsSync(target)) await rename(join(parent, name), target);
    else await rm(join(parent, name), { recursive: true, force: true });
  }
}

function packExists(target: string): StudioError {
  return new StudioError(
    'models.pack-exists',
    `There is a model pack in ${target} already. Choose another name, or allow it to be replaced.`,
    { path: target, packId: basename(target) },
  );
}
