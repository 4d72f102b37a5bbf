import { copyFile, rename, rm } from 'node:fs/promises';
import type { Saying } from '../../core/saying.ts';
import { StudioError } from '../../core/errors.ts';
import type { ExportRecord } from '../../core/ports/project-store.ts';
import { changesBetween } from '../../core/project/document.ts';
import type { ProjectContent } from './project-content.ts';
import { projectReadOnly } from './project-failures.ts';
import type { OpenFile } from './open-file.ts';
import { writeNewProject } from './new-project.ts';
import type { Sqlite } from './sqlite.ts';

/** What a project that cannot be changed is made of. It holds no connection. */
export interface ReadOnlyParts {
  readonly sqlite: Sqlite;
  readonly path: string;
  readonly content: ProjectContent;
  readonly notice: string;
  readonly noticeSaying: Saying;
  readonly now: () => number;
  /** Puts a snapshot in the place of the damaged file, for editing; null when that is not what is wrong. */
  readonly replaceBySnapshot: ((snapshotId: string) => Promise<OpenFile>) | null;
  release(): Promise<void>;
}

/** A project that shows what was read and refuses every change. */
export function openReadOnly(parts: ReadOnlyParts): OpenFile {
  const { path, content, notice } = parts;
  const refuse = (): never => {
    throw projectReadOnly(path, notice);
  };
  let exports = content.exports;
  return {
    mode: 'read-only',
    notice,
    noticeSaying: parts.noticeSaying,
    revision: content.revision,
    document: content.document,
    history: { undoLabel: null, redoLabel: null },
    get exports() {
      return exports;
    },
    commit: refuse,
    undo: () => null,
    redo: () => null,
    writeExport(record: ExportRecord) {
      // Exporting is allowed; it is only not remembered beyond this run.
      exports = [record, ...exports.filter(({ jobId }) => jobId !== record.jobId)];
    },
    async saveCopy(target) {
      const unfinished = `${target}.${process.pid}.tmp`;
      try {
        await writeNewProject(parts.sqlite, unfinished, content.document, parts.now());
        await rename(unfinished, target);
      } catch (cause) {
        throw new StudioError('export.not-writable', `The copy could not be written to ${target}.`, { target }, cause);
      } finally {
        await rm(unfinished, { force: true });
      }
    },
    takeSnapshot: async () => refuse(),
    async restoreSnapshot(snapshotId) {
      if (parts.replaceBySnapshot === null) return refuse();
      const successor = await parts.replaceBySnapshot(snapshotId);
      const changes = changesBetween(content.document, successor.document);
      return { step: { revision: successor.revision, changes, history: successor.history }, successor };
    },
    close: () => parts.release(),
  };
}

/**
 * Puts a sound copy in the place of a damaged project. The damaged file is copied aside first, with its log, and its name is returned:
 * at every moment there is a whole file to go back to.
 */
export async function replaceDamagedFile(path: string, snapshotPath: string, timeMs: number): Promise<string> {
  const date = new Date(timeMs).toISOString().replaceAll(':', '-');
  const asidePath = `${path.replace(/\.facet$/i, '')}.damaged-${date}.facet`;
  await copyFile(path, asidePath);
  await copyFile(`${path}-wal`, `${asidePath}-wal`).catch(() => undefined);
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await copyFile(snapshotPath, unfinished);
    // The log belongs to the damaged file: SQLite would apply it to any file of that name.
    for (const ending of ['-wal', '-shm']) await rm(`${path}${ending}`, { force: true });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  return asidePath;
}
