import { invariant } from '../errors.ts';

/** Gives something back: closes, deletes or stops it. Runs at most once. */
export type Disposer = () => void | Promise<void>;

/**
 * Owner of everything that has an end: processes, files, sessions, listeners.
 * What was taken last is given back first, each thing once, and one that fails to go does not keep the others.
 */
export interface Scope {
  /** True from the moment that `close` is called. */
  readonly isClosed: boolean;
  /**
   * Takes ownership of a value and returns it.
   * On a scope that is already closed the value is given back at once and the call throws (a bug in the caller).
   */
  own<T>(value: T, dispose: (value: T) => void | Promise<void>): T;
  /** Runs a disposer when the scope closes. Returns a function that runs it now instead, and only once. */
  defer(dispose: Disposer): () => Promise<void>;
  /**
   * Gives everything back, last taken first. Safe to call again: later calls wait for the first.
   * @throws the only failure as it is, or an AggregateError of all failures, after everything was tried
   */
  close(): Promise<void>;
}

/** Opens an empty scope; the caller closes it, or uses {@link withScope}. */
export function openScope(): Scope {
  const disposers: Disposer[] = [];
  let closing: Promise<void> | null = null;

  async function giveBackAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let dispose = disposers.pop(); dispose; dispose = disposers.pop()) {
      try {
        await dispose();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} things could not be given back`);
  }

  const scope: Scope = {
    get isClosed() {
      return closing !== null;
    },
    own(value, dispose) {
      if (closing) void (async () => dispose(value))().catch(() => undefined);
      invariant(!closing, 'a closed scope cannot own anything');
      disposers.push(() => dispose(value));
      return value;
    },
    defer(dispose) {
      invariant(!closing, 'a closed scope cannot own anything');
      let isDone = false;
      const once = async (): Promise<void> => {
        if (isDone) return;
        isDone = true;
        await dispose();
      };
      disposers.push(once);
      return once;
    },
    close() {
      closing ??= giveBackAll();
      return closing;
    },
  };
  return scope;
}

/**
 * Runs a body with a scope that closes when the body ends, however it ends.
 * A failure of the body wins over failures of giving back: those are its consequence more often than its cause.
 */
export async function withScope<T>(body: (scope: Scope) => Promise<T>): Promise<T> {
  const scope = openScope();
  let result: T;
  try {
    result = await body(scope);
  } catch (failure) {
    await scope.close().catch(() => undefined);
    throw failure;
  }
  await scope.close();
  return result;
}
