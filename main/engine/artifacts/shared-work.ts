import { isStudioError, StudioError, throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';

/** How one caller takes part in shared work. */
export interface SharedWorkOptions<Progress> {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The work itself: it ends soon after its signal fires. */
export type Work<Result, Progress> = (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<Result>;

/** Lets callers that want the same thing share one piece of work. */
export interface SharedWork<Result, Progress> {
  /**
   * Joins the work on a key, or begins it. A caller that cancels leaves at once with 'job.cancelled'; the work itself is cancelled when
   * the last caller has left, and a newcomer then waits until it has let go and begins anew.
   */
  join(key: string, work: Work<Result, Progress>, options?: SharedWorkOptions<Progress>): Promise<Result>;
}

interface Running<Result, Progress> {
  readonly controller: AbortController;
  readonly listeners: Set<(progress: Progress) => void>;
  readonly result: Promise<Result>;
  callers: number;
}

/** Makes a place where work is shared by key. */
export function makeSharedWork<Result, Progress>(): SharedWork<Result, Progress> {
  const running = new Map<string, Running<Result, Progress>>();

  function begin(key: string, work: Work<Result, Progress>): Running<Result, Progress> {
    const controller = new AbortController();
    const listeners = new Set<(progress: Progress) => void>();
    const onProgress = (progress: Progress) => {
      for (const listener of listeners) listener(progress);
    };
    const result = work(controller.signal, onProgress).finally(() => running.delete(key));
    // Nobody may be left to hear of a failure.
    result.catch(() => undefined);
    const begun = { controller, listeners, result, callers: 0 };
    running.set(key, begun);
    return begun;
  }

  async function takePart(
    shared: Running<Result, Progress>,
    { signal, onProgress }: SharedWorkOptions<Progress>,
  ): Promise<Result> {
    const listener = (progress: Progress) => onProgress?.(progress);
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new StudioError('job.cancelled', 'Cancelled.'));
    });
    shared.callers++;
    shared.listeners.add(listener);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([shared.result, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
      shared.listeners.delete(listener);
      if (--shared.callers === 0) shared.controller.abort();
    }
  }

  return {
    async join(key, work, options = {}) {
      for (;;) {
        throwIfCancelled(options.signal);
        const found = running.get(key);
        if (found?.controller.signal.aborted) {
          await found.result.catch(() => undefined);
          continue;
        }
        try {
          return await takePart(found ?? begin(key, work), options);
        } catch (failure) {
          // Work that another caller began may read through what that caller has cancelled: then it is begun anew.
          const isOthers = found !== undefined && !options.signal?.aborted;
          if (!isOthers || !isStudioError(failure, 'job.cancelled')) throw failure;
        }
      }
    },
  };
}
