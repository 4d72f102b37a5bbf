import { isStudioError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/ports/project-store.ts';
import type { SnapshotFolder } from './snapshot-folder.ts';
import type { Database } from './sqlite.ts';

const everyMs = 10 * 60_000;

/** Safety copies that are made while a project is edited, one at a time. */
export interface RoutineSnapshots {
  /** Starts a copy when the last one of this editing is ten minutes old, or there was none. Called after every change. */
  takeWhenDue(): void;
  /** Makes one now. @throws 'export.disk-full' | 'export.not-writable' */
  take(): Promise<Snapshot>;
  /** Resolves when no copy is being made. */
  settle(): Promise<void>;
}

/**
 * @param prepare   runs before each copy
 * @param onFailure hears the sentence when a routine copy fails; the project itself is safe on disk then
 */
export function createRoutineSnapshots(
  database: Database,
  folder: SnapshotFolder,
  now: () => number,
  prepare: () => void,
  onFailure: (sentence: string) => void,
): RoutineSnapshots {
  let lastMs: number | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const take = (): Promise<Snapshot> => {
    const timeMs = now();
    lastMs = timeMs;
    const taken = queue.then(() => {
      prepare();
      return folder.take(database, 'editing', timeMs);
    });
    queue = taken.catch(() => undefined);
    return taken;
  };
  return {
    take,
    takeWhenDue() {
      if (lastMs !== null && now() < lastMs + everyMs) return;
      take().catch((failure: unknown) => {
        onFailure(isStudioError(failure) ? failure.message : 'No safety copy of the project could be made.');
      });
    },
    async settle() {
      await queue;
    },
  };
}
