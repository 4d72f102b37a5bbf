import { access, constants, stat } from 'node:fs/promises';
import { sayingOf } from '../../core/saying.ts';
import type { Saying } from '../../core/saying.ts';
import { invariant, isStudioError, StudioError } from '../../core/errors.ts';
import { diskFailure } from './disk-failure.ts';
import { openEditing } from './editing-project.ts';
import type { OpenFile } from './open-file.ts';
import { readProjectContent, readSoundContent, type ProjectContent } from './project-content.ts';
import { takeLock, type LockAnswer, type ProjectLock } from './project-lock.ts';
import { openReadOnly, replaceDamagedFile } from './read-only-project.ts';
import { currentVersion, migrate } from './schema-versions.ts';
import type { SnapshotFolder } from './snapshot-folder.ts';
import { writeFailure, type Database, type Sqlite } from './sqlite.ts';

/** What opening a project file needs. */
export interface OpeningParts {
  readonly sqlite: Sqlite;
  /** Real path. */
  readonly path: string;
  readonly snapshots: SnapshotFolder;
  readonly now: () => number;
}

/**
 * Opens a file for editing where that is safe, else for reading.
 *
 * @throws 'project.not-found' | 'project.not-a-project' | 'project.too-new' | 'project.damaged'
 */
export async function openProjectFile(parts: OpeningParts): Promise<OpenFile> {
  const answer = (await isWritable(parts.path)) ? await takeLock(parts.path) : ({ kind: 'impossible' } as const);
  const lock = answer.kind === 'held' ? answer.lock : null;
  try {
    const { content, damage } = await readOrRecover(parts, answer);
    const obstacle = damage ?? (await obstacleTo(parts.path, answer));
    if (lock !== null && obstacle === null) return await startEditingOrLook(parts, lock, content);
    invariant(obstacle !== null, 'a project without a lock has an obstacle');
    const canReplace = lock !== null && damage !== null;
    return openReadOnly({
      ...parts,
      content,
      ...obstacle,
      replaceBySnapshot: canReplace ? (snapshotId) => replaceBySnapshot(parts, lock, snapshotId) : null,
      // A damaged file stays locked, so that nobody else repairs it at the same time.
      release: async () => lock?.release(),
    });
  } catch (failure) {
    await lock?.release();
    throw failure;
  }
}

/** The file's content; for a file that cannot be read, that of its newest readable snapshot. `damage` says what is wrong; null = nothing. */
async function readOrRecover(
  { sqlite, path, snapshots }: OpeningParts,
  answer: LockAnswer,
): Promise<{ content: ProjectContent; damage: Obstacle | null }> {
  try {
    const content = await readProjectContent(sqlite, path, answer.kind === 'taken' ? 'live' : 'quiet');
    if (content.damage === '') return { content, damage: null };
    const best = await newestGoodSnapshot(sqlite, snapshots);
    const notice = `${content.damage} It is open for reading only. ${offer(best)}`;
    const facts = { isRestorable: best !== null, snapshotMs: best?.createdMs ?? 0 };
    return { content, damage: { notice, noticeSaying: sayingOf('project.damaged-file', facts) } };
  } catch (failure) {
    const isLost = isStudioError(failure, 'project.damaged') || isStudioError(failure, 'project.not-a-project');
    const best = isLost ? await newestGoodSnapshot(sqlite, snapshots) : null;
    if (best === null || !isStudioError(failure)) throw failure;
    return {
      content: best.content,
      damage: {
        notice: `The project file cannot be read. What you see is the safety copy of ${dateText(best.createdMs)}. ${offer(best)}`,
        noticeSaying: sayingOf('project.shown-from-copy', { snapshotMs: best.createdMs }),
      },
    };
  }
}

/** Why a project can only be read, in English and for other languages. */
interface Obstacle {
  readonly notice: string;
  readonly noticeSaying: Saying;
}

interface GoodSnapshot {
  readonly createdMs: number;
  readonly content: ProjectContent;
}

async function newestGoodSnapshot(sqlite: Sqlite, snapshots: SnapshotFolder): Promise<GoodSnapshot | null> {
  for (const { snapshotId, createdMs } of await snapshots.list()) {
    try {
      return { createdMs, content: await readSoundContent(sqlite, await snapshots.pathOf(snapshotId)) };
    } catch (failure) {
      if (!isStudioError(failure)) throw failure;
    }
  }
  return null;
}

function offer(best: GoodSnapshot | null): string {
  return best === null
    ? 'Save a copy to go on with what is left.'
    : `The safety copy of ${dateText(best.createdMs)} is sound and can be restored; the damaged file is kept.`;
}

function dateText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

async function obstacleTo(path: string, answer: LockAnswer): Promise<Obstacle | null> {
  if (answer.kind === 'taken') {
    const { processId, host } = answer;
    return {
      notice: `Another Facet (process ${processId} on ${host}) has this project open. You can look at it, but not change it.`,
      noticeSaying: sayingOf('project.open-elsewhere', { processId, host }),
    };
  }
  if (answer.kind === 'impossible') {
    return {
      notice:
        'The project, or its folder, cannot be written. You can look at it, or save a copy elsewhere and edit that.',
      noticeSaying: sayingOf('project.not-writable', {}),
    };
  }
  // SQLite leaves out blanks at the end of a name, and would write another file.
  if (path !== path.trim()) {
    return {
      notice: 'The name of the project ends with a blank. Rename it to edit it.',
      noticeSaying: sayingOf('project.blank-name', {}),
    };
  }
  // In its mode of working SQLite never leaves this file; opening the project for writing would replay what is in it.
  return (await stat(`${path}-journal`).catch(() => null)) === null
    ? null
    : {
        notice:
          'Beside the project lies a -journal file that is not Facet’s. Move it away, then open the project again.',
        noticeSaying: sayingOf('project.foreign-journal', {}),
      };
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** A file that cannot be written after all, or not be migrated because no safety copy can be made, can still be looked at. */
async function startEditingOrLook(parts: OpeningParts, lock: ProjectLock, content: ProjectContent): Promise<OpenFile> {
  try {
    return await startEditing(parts, lock, content);
  } catch (cause) {
    const failure = isStudioError(cause) ? cause : writeFailure(parts.path, cause);
    if (!isStudioError(failure)) throw failure;
    const isOlder = content.version < currentVersion;
    const state = isOlder ? 'has an older format, and is' : 'is';
    const noticeSaying = sayingOf('project.cannot-be-edited', { isOlder });
    const notice = `This project ${state} open for reading only: ${failure.message}`;
    return openReadOnly({
      ...parts,
      content,
      notice,
      noticeSaying,
      replaceBySnapshot: null,
      release: () => lock.release(),
    });
  }
}

async function startEditing(parts: OpeningParts, lock: ProjectLock, content: ProjectContent): Promise<OpenFile> {
  const database = openForWriting(parts.sqlite, parts.path);
  try {
    if (content.version < currentVersion) {
      await parts.snapshots.take(database, 'migration', parts.now());
      migrate(database);
    }
    return openEditing({ ...parts, database, lock, content });
  } catch (failure) {
    database.close();
    throw failure;
  }
}

function openForWriting(sqlite: Sqlite, path: string): Database {
  const database = new sqlite(path, { fileMustExist: true, timeout: 2_000 });
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('mmap_size = 0');
  if (database.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
    database.close();
    throw new StudioError('export.not-writable', 'The disk that it lies on cannot keep the log of changes.', { path });
  }
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return database;
}

async function replaceBySnapshot(parts: OpeningParts, lock: ProjectLock, snapshotId: string): Promise<OpenFile> {
  const { sqlite, path, snapshots, now } = parts;
  const snapshotPath = await snapshots.pathOf(snapshotId);
  const content = await readSoundContent(sqlite, snapshotPath);
  try {
    await replaceDamagedFile(path, snapshotPath, now());
  } catch (cause) {
    throw diskFailure('The restored project', path, cause);
  }
  return startEditing(parts, lock, content);
}
