import { StudioError, type AbortSignalLike } from '../../core/errors.ts';

/** Work that several callers wait for, and that outlives a caller who asks again a moment later. */
export interface LingeringWork<T> {
  /**
   * Waits for the work of a key; starts it when nobody does it yet. A caller's signal ends only the waiting, with 'job.cancelled'; the
   * work itself is cancelled when nobody has waited for a while. What failed is started anew by the next who asks.
   */
  join(key: string, work: (signal: AbortSignalLike) => Promise<T>, signal?: AbortSignalLike): Promise<T>;
}

/** Previews follow each other faster than this while a user drags; less than a person waits for a cancel. */
const lingerMs = 700;

interface Running<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Makes {@link LingeringWork}. Results are not kept: a finished work is forgotten. */
export function makeLingeringWork<T>(): LingeringWork<T> {
  const running = new Map<string, Running<T>>();

  function start(key: string, work: (signal: AbortSignalLike) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const promise = work(controller.signal).finally(() => {
      if (running.get(key)?.controller === controller) running.delete(key);
    });
    // Whoever waits hears of a failure; when nobody does any more it concerns nobody.
    promise.catch(() => undefined);
    const one = { promise, controller, waiting: 0 };
    running.set(key, one);
    return one;
  }

  function leave(key: string, one: Running<T>): void {
    one.waiting--;
    if (one.waiting > 0) return;
    const timer = setTimeout(() => {
      if (one.waiting > 0) return;
      one.controller.abort();
      if (running.get(key) === one) running.delete(key);
    }, lingerMs);
    void one.promise.catch(() => undefined).then(() => clearTimeout(timer));
  }

  return {
    async join(key, work, signal) {
      const one = running.get(key) ?? start(key, work);
      one.waiting++;
      try {
        return await untilCancelled(one.promise, signal);
      } finally {
        leave(key, one);
      }
    },
  };
}

/** Waits for a promise, or until the signal is set: then it throws 'job.cancelled' and the work behind the promise goes on. */
export function untilCancelled<T>(promise: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new StudioError('job.cancelled', 'Cancelled.'));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
