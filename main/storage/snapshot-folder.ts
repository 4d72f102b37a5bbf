import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/ports/project-store.ts';
import { diskFailure } from './disk-failure.ts';
import type { Database } from './sqlite.ts';

/** Dated copies of one project, newest last in the folder's order because their names are dates. */
export interface SnapshotFolder {
  /** Newest first. */
  list(): Promise<readonly Snapshot[]>;
  /** Copies the open database, also while it is written. `timeMs` dates the copy. @throws 'export.disk-full' | 'export.not-writable' */
  take(database: Database, reason: SnapshotReason, timeMs: number): Promise<Snapshot>;
  /** @throws 'project.not-found' */
  pathOf(snapshotId: string): Promise<string>;
}

/** Copies made before a migration are kept for good: an older Facet can open them. */
export type SnapshotReason = 'editing' | 'migration';

/** So many copies of the editing kind are kept. */
const mostSnapshots = 20;

const idPattern = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)(-before-migration)?$/;

/**
 * The snapshots of the project at a path. They lie in the user's data folder, not beside the project: a lost or damaged place does not
 * take them along, and a project's folder stays tidy.
 *
 * @param root        folder of all projects' snapshots
 * @param projectPath real path of the project
 */
export function createSnapshotFolder(root: string, projectPath: string): SnapshotFolder {
  const folder = join(root, createHash('sha256').update(projectPath).digest('hex').slice(0, 32));
  const list = async (): Promise<readonly Snapshot[]> => {
    const names = await readdir(folder).catch(() => []);
    const found = await Promise.all(names.map((name) => snapshotFrom(folder, name)));
    return found.filter((one) => one !== null).sort((a, b) => (a.snapshotId < b.snapshotId ? 1 : -1));
  };
  return {
    list,
    async take(database, reason, timeMs) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const createdMs = await freeMoment(folder, timeMs);
        const snapshotId = dateName(createdMs) + (reason === 'migration' ? '-before-migration' : '');
        const sizeBytes = await backUpTo(database, join(folder, `${snapshotId}.facet`));
        await removeOld(folder, await list());
        return { snapshotId, createdMs, sizeBytes };
      } catch (cause) {
        throw diskFailure('A safety copy', folder, cause);
      }
    },
    async pathOf(snapshotId) {
      const path = join(folder, `${snapshotId}.facet`);
      const isThere = idPattern.test(snapshotId) && (await stat(path).catch(() => null)) !== null;
      if (isThere) return path;
      throw new StudioError('project.not-found', 'That safety copy is not there any more.', { snapshotId });
    },
  };
}

/** Writes a copy of an open database, whole or not at all, over whatever is at the path. @returns its size in bytes */
export async function backUpTo(database: Database, path: string): Promise<number> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await database.backup(unfinished);
    const file = await open(unfinished, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    return (await stat(path)).size;
  } finally {
    for (const leftover of ['', '-wal', '-shm', '-journal']) await rm(`${unfinished}${leftover}`, { force: true });
  }
}

async function snapshotFrom(folder: string, name: string): Promise<Snapshot | null> {
  const snapshotId = name.replace(/\.facet$/, '');
  const date = idPattern.exec(snapshotId)?.[1];
  if (date === undefined || snapshotId === name) return null;
  const state = await stat(join(folder, name)).catch(() => null);
  const createdMs = Date.parse(date.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
  return state === null ? null : { snapshotId, createdMs, sizeBytes: state.size };
}

function dateName(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(':', '-');
}

/** Two snapshots of one millisecond would have one name. */
async function freeMoment(folder: string, timeMs: number): Promise<number> {
  const names = await readdir(folder);
  let moment = timeMs;
  while (names.some((name) => name.startsWith(dateName(moment)))) moment += 1;
  return moment;
}

async function removeOld(folder: string, snapshots: readonly Snapshot[]): Promise<void> {
  const routine = snapshots.filter(({ snapshotId }) => !snapshotId.endsWith('-before-migration'));
  for (const { snapshotId } of routine.slice(mostSnapshots)) await rm(join(folder, `${snapshotId}.facet`));
}
