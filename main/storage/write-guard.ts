import { sayingOf } from '../../core/saying.ts';
import type { Saying } from '../../core/saying.ts';
import { isStudioError, type StudioError } from '../../core/errors.ts';
import { projectReadOnly } from './project-failures.ts';
import type { ProjectLock } from './project-lock.ts';
import { isCorruption, writeFailure, type Database } from './sqlite.ts';

/** The one way to write an open project: a transaction that first makes sure that the file is still this process's. */
export interface WriteGuard {
  readonly isReadOnly: boolean;
  /** Counts the changes of the file. */
  readonly revision: number;
  /** Why it is read-only by now, or what went wrong beside it. */
  notice: string;
  /** The notice for other languages. */
  noticeSaying: Saying | undefined;
  /** @throws 'project.read-only' once nothing can be written any more */
  assertWritable(): void;
  /**
   * Runs the body in one transaction that is on disk when this returns; after a failure nothing of it is.
   *
   * @param counts whether the file's revision grows
   * @throws 'project.read-only' | 'project.invalid-change' | 'export.disk-full'
   */
  write(counts: boolean, body: () => void): void;
}

/** @param startRevision the revision of what was read */
export function createWriteGuard(
  path: string,
  database: Database,
  lock: ProjectLock,
  startRevision: number,
): WriteGuard {
  let revision = startRevision;
  let isReadOnly = false;
  const readRevision = database.prepare<[], number>('SELECT revision FROM project WHERE id = 1').pluck();
  const writeRevision = database.prepare<[number]>('UPDATE project SET revision = ?, digest = NULL WHERE id = 1');

  function stop(reason: string, saying: Saying): StudioError {
    isReadOnly = true;
    guard.notice = reason;
    guard.noticeSaying = saying;
    return projectReadOnly(path, reason);
  }

  const guard: WriteGuard = {
    notice: '',
    noticeSaying: undefined,
    get isReadOnly() {
      return isReadOnly;
    },
    get revision() {
      return revision;
    },
    assertWritable() {
      if (isReadOnly) throw projectReadOnly(path, guard.notice);
      if (lock.isHeld) return;
      const reason = 'Another Facet took over this project. Close it and open it again to go on.';
      throw stop(reason, sayingOf('project.taken-over', {}));
    },
    write(counts, body) {
      guard.assertWritable();
      try {
        database
          .transaction(() => {
            // A process that slept for long may have lost its lock without knowing.
            if (readRevision.get() !== revision) {
              const saying = sayingOf('project.changed-elsewhere', {});
              throw stop('Another program changed this project. Open it again.', saying);
            }
            body();
            if (counts) writeRevision.run(revision + 1);
          })
          .immediate();
      } catch (failure) {
        if (isCorruption(failure)) {
          const saying = sayingOf('project.became-damaged', {});
          throw stop('The project file became damaged. Nothing more is written to it.', saying);
        }
        throw isStudioError(failure) ? failure : writeFailure(path, failure);
      }
      if (counts) revision += 1;
    },
  };
  return guard;
}
