import { constants } from 'node:fs';
import { access, copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { notAProject, projectNotFound, projectTooNew } from './project-failures.ts';
import { applicationId, currentVersion } from './schema-versions.ts';
import type { Database, Sqlite } from './sqlite.ts';

/** Whether another process may be writing the file while it is copied. */
export type FileActivity = 'quiet' | 'live';

/** A project has a history of at most 64 MiB and records of a few; no honest one is as large. */
const largestFileBytes = 512 * 1024 * 1024;

/**
 * Looks at a file's first bytes, without SQLite.
 *
 * @throws 'project.not-found' | 'project.not-a-project' | 'project.too-new'
 */
export async function assertLooksLikeProject(path: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw projectNotFound(path, cause);
  }
  try {
    const state = await file.stat();
    if (!state.isFile()) throw notAProject(path, 'it is not a file');
    if (state.size > largestFileBytes) throw notAProject(path, 'it is far larger than any project');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    if (bytesRead < 100 || buffer.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      throw notAProject(path, 'its content is something else');
    }
    if (buffer.readUInt32BE(68) !== applicationId) throw notAProject(path, 'it is the database of another program');
    if (buffer.readUInt32BE(60) > currentVersion) throw projectTooNew(path, buffer.readUInt32BE(60));
  } finally {
    await file.close();
  }
}

/**
 * Lends a copy of a project file in a folder of its own. Whatever opening a database does to it (recovery after a crash, a migration)
 * happens to the copy: the user's file stays as it is, also in a folder that cannot be written.
 */
export async function withPrivateCopy<T>(
  sqlite: Sqlite,
  path: string,
  activity: FileActivity,
  body: (copyPath: string) => T | Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'facet-project-'));
  const copyPath = join(folder, 'copy.facet');
  try {
    if (activity === 'live') await backUpLive(sqlite, path, copyPath);
    else await copyWithLog(path, copyPath);
    return await body(copyPath);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Opens a copy so that nothing in it runs: no views or triggers of strangers with side effects, no mapped memory, checked cells. */
export function openGuarded(sqlite: Sqlite, path: string): Database {
  const database = new sqlite(path, { fileMustExist: true });
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('mmap_size = 0');
  database.pragma('query_only = ON');
  return database;
}

/** What a process that was killed had committed may still be in the log beside the file. */
async function copyWithLog(path: string, copyPath: string): Promise<void> {
  await copyFile(path, copyPath, constants.COPYFILE_FICLONE);
  const hasLog = await access(`${path}-wal`).then(
    () => true,
    () => false,
  );
  if (hasLog) await copyFile(`${path}-wal`, `${copyPath}-wal`, constants.COPYFILE_FICLONE);
}

/** A file that somebody writes is copied by the database, which knows how not to see half a transaction. */
async function backUpLive(sqlite: Sqlite, path: string, copyPath: string): Promise<void> {
  const database = new sqlite(path, { readonly: true, fileMustExist: true });
  try {
    await database.backup(copyPath);
  } finally {
    database.close();
  }
}

/** The name that a project has when its settings cannot be read: its file's. */
export function nameFromPath(path: string): string {
  return basename(path).replace(/\.facet$/i, '');
}
