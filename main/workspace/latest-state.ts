import type { WorkspaceTime } from './workspace-ports.ts';

/** A state that changes often and is watched by people: watchers get it at once, then not oftener than they can read, and always the last. */
export interface LatestState<T> {
  /** Says that the state has changed. */
  touch(): void;
  watch(signal: AbortSignal): AsyncGenerator<T, void, void>;
  /** Ends every watch after a last look. */
  close(): void;
}

/** Watches `read()`, at most once in `pauseMs`. */
export function makeLatestState<T>(read: () => T, pauseMs: number, time: WorkspaceTime): LatestState<T> {
  let version = 0;
  let isClosed = false;
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of [...waiting]) wake();
  };
  const wait = (isWanted: () => boolean) =>
    new Promise<void>((resolve) => {
      if (isWanted()) return resolve();
      const wake = () => {
        if (!isWanted()) return;
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
    });
  return {
    touch() {
      version += 1;
      wakeAll();
    },
    close() {
      isClosed = true;
      wakeAll();
    },
    async *watch(signal) {
      signal.addEventListener('abort', wakeAll, { once: true });
      const isOver = () => isClosed || signal.aborted;
      try {
        for (let seen = -1; ;) {
          if (signal.aborted || (isClosed && seen === version)) return;
          seen = version;
          yield read();
          let isRested = false;
          const callOff = time.after(pauseMs, () => {
            isRested = true;
            wakeAll();
          });
          await wait(() => isOver() || (isRested && version !== seen));
          callOff();
        }
      } finally {
        signal.removeEventListener('abort', wakeAll);
      }
    },
  };
}
