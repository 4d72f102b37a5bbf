import { randomBytes } from 'node:crypto';
import { access, constants, link, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { invariant, StudioError } from '../../core/errors.ts';
import type { OpenProject, ProjectStore } from '../../core/ports/project-store.ts';
import { makeDocument } from '../../core/project/document.ts';
import { diskFailure } from './disk-failure.ts';
import { writeNewProject } from './new-project.ts';
import type { OpenFile } from './open-file.ts';
import { openProjectFile } from './open-project-file.ts';
import { projectNotFound } from './project-failures.ts';
import { lockPathOf } from './project-lock.ts';
import { createSnapshotFolder, type SnapshotFolder } from './snapshot-folder.ts';
import { loadSqlite } from './sqlite.ts';

/** Where and how the store works. */
export interface ProjectStoreOptions {
  /** Folder of the dated safety copies of all projects. Made when it is first needed. */
  readonly snapshotFolder: string;
  /** The time; by default the computer's. */
  readonly now?: () => number;
}

/** A project that somebody has open, and how many have. */
interface Shared {
  /** Set in the same turn in which the entry is made. */
  opening: Promise<OpenProject> | null;
  openers: number;
}

/**
 * Keeps projects as SQLite files (docs/project-format.md). SQLite is loaded when the first project is opened.
 * Each `open` of a file that is open already gives the same object; it is closed when all openers have closed it.
 */
export function createProjectStore(options: ProjectStoreOptions): ProjectStore {
  const { snapshotFolder, now = Date.now } = options;
  const shared = new Map<string, Shared>();
  /** A file that is being closed still has this process's lock. */
  const closing = new Map<string, Promise<void>>();

  function closeLast(path: string, file: OpenFile): Promise<void> {
    const closed = file.close().finally(() => closing.delete(path));
    closing.set(path, closed);
    return closed;
  }

  /** Counts one opener down, and closes the file with the last. */
  async function leave(path: string, entry: Shared, file: OpenFile): Promise<void> {
    if (entry.openers > 0) entry.openers -= 1;
    if (entry.openers > 0 || shared.get(path) !== entry) return;
    shared.delete(path);
    await closeLast(path, file);
  }

  async function openFirst(path: string, entry: Shared): Promise<OpenProject> {
    await closing.get(path)?.catch(() => undefined);
    const sqlite = await loadSqlite();
    const snapshots = createSnapshotFolder(snapshotFolder, path);
    const file = await openProjectFile({ sqlite, path, snapshots, now });
    return showProject(path, file, snapshots, (last) => leave(path, entry, last));
  }

  function share(path: string): Shared {
    const entry: Shared = { openers: 0, opening: null };
    shared.set(path, entry);
    entry.opening = openFirst(path, entry);
    return entry;
  }

  const store: ProjectStore = {
    async create(path, name) {
      const wanted = resolve(path);
      const sqlite = await loadSqlite();
      await assertFreePlace(wanted);
      const unfinished = `${wanted}.${randomBytes(4).toString('hex')}.tmp`;
      try {
        await writeNewProject(sqlite, unfinished, makeDocument(name), now());
        await moveToFreePlace(unfinished, wanted);
      } catch (cause) {
        throw diskFailure('The project', wanted, cause);
      } finally {
        for (const ending of ['', '-journal']) await rm(`${unfinished}${ending}`, { force: true });
      }
      return store.open(wanted);
    },
    async open(path) {
      const real = await realpath(resolve(path)).catch((cause: unknown) => {
        throw projectNotFound(path, cause);
      });
      const entry = shared.get(real) ?? share(real);
      entry.openers += 1;
      try {
        const project = await entry.opening;
        invariant(project !== null, 'an entry is opening from the start');
        return project;
      } catch (failure) {
        if (shared.get(real) === entry) shared.delete(real);
        throw failure;
      }
    },
  };
  return store;
}

/** @param close called with the file to close by each opener that has done */
function showProject(
  path: string,
  opened: OpenFile,
  snapshots: SnapshotFolder,
  close: (file: OpenFile) => Promise<void>,
): OpenProject {
  let file = opened;
  return {
    path,
    get mode() {
      return file.mode;
    },
    get notice() {
      return file.notice;
    },
    get noticeSaying() {
      return file.noticeSaying;
    },
    get revision() {
      return file.revision;
    },
    get document() {
      return file.document;
    },
    get history() {
      return file.history;
    },
    get exports() {
      return file.exports;
    },
    commit: (label, changes, gestureId) => file.commit(label, changes, gestureId),
    undo: () => file.undo(),
    redo: () => file.redo(),
    writeExport: (record) => file.writeExport(record),
    async saveCopy(target) {
      const wanted = resolve(target);
      if ((await realpath(wanted).catch(() => wanted)) === path) {
        throw new StudioError('project.exists', 'A copy cannot take the place of the project itself.', { path });
      }
      await assertFolder(wanted);
      await assertNothingBeside(wanted);
      try {
        await file.saveCopy(wanted);
      } catch (cause) {
        throw diskFailure('The project', wanted, cause);
      }
    },
    listSnapshots: () => snapshots.list(),
    takeSnapshot: () => file.takeSnapshot(),
    async restoreSnapshot(snapshotId) {
      const { step, successor } = await file.restoreSnapshot(snapshotId);
      if (successor !== null) file = successor;
      return step;
    },
    close: () => close(file),
  };
}

async function assertFolder(path: string): Promise<void> {
  const folder = dirname(path);
  const state = await stat(folder).catch(() => null);
  if (state?.isDirectory() !== true) {
    throw new StudioError('export.folder-missing', `The folder ${folder} does not exist.`, { path: folder });
  }
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new StudioError('export.not-writable', `The folder ${folder} cannot be written.`, { path: folder }, cause);
  });
}

async function assertFreePlace(path: string): Promise<void> {
  await assertFolder(path);
  // SQLite leaves out blanks at the end of a name, and would write another file.
  if (path !== path.trim()) {
    throw new StudioError('export.not-writable', 'The name of a project file cannot end with a blank.', { path });
  }
  if ((await stat(path).catch(() => null)) !== null) throw projectExists(path);
  await assertNothingBeside(path);
}

/** A log that an older project of that name left would be applied to the new one; a lock says that somebody has it open. */
async function assertNothingBeside(path: string): Promise<void> {
  for (const besidePath of [`${path}-wal`, `${path}-journal`, lockPathOf(path)]) {
    if ((await stat(besidePath).catch(() => null)) === null) continue;
    const message = `${besidePath} belongs to a project that is open, or was not closed. Choose another name.`;
    throw new StudioError('project.exists', message, { path });
  }
}

/** Gives the finished file its name, but never the name of another. */
async function moveToFreePlace(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw projectExists(to);
    // Some disks (FAT) have no links.
    await assertFreePlace(to);
    await rename(from, to);
  }
}

function projectExists(path: string): StudioError {
  return new StudioError('project.exists', `${path} exists already. Open it, or choose another name.`, { path });
}
