/** Those who want to be told of something; each is told in the order in which it happened. */
export interface Listeners<T> {
  readonly count: number;
  tell(item: T): void;
  /** Listens from now on; ends when the signal fires, when the reader leaves, or with {@link Listeners.end}. */
  stream(signal: AbortSignal): AsyncIterableIterator<T>;
  /** Ends every stream after what it was told before. */
  end(): void;
  /** Called after a stream has ended. */
  onLeave: (() => void) | null;
}

interface Reader<T> {
  readonly items: T[];
  isOver: boolean;
  wake: () => void;
}

/** Nobody listens yet. */
export function makeListeners<T>(): Listeners<T> {
  const readers = new Set<Reader<T>>();
  const leave = (reader: Reader<T>) => {
    reader.isOver = true;
    if (readers.delete(reader)) listeners.onLeave?.();
    reader.wake();
  };
  const listeners: Listeners<T> = {
    onLeave: null,
    get count() {
      return readers.size;
    },
    tell(item) {
      for (const reader of readers) {
        reader.items.push(item);
        reader.wake();
      }
    },
    stream(signal) {
      const reader: Reader<T> = { items: [], isOver: false, wake: () => undefined };
      if (signal.aborted) reader.isOver = true;
      else readers.add(reader);
      const onAbort = () => leave(reader);
      signal.addEventListener('abort', onAbort, { once: true });
      return readingOf(reader, () => {
        signal.removeEventListener('abort', onAbort);
        leave(reader);
      });
    },
    end() {
      for (const reader of [...readers]) leave(reader);
    },
  };
  return listeners;
}

/** An iterator that listens from the moment it is made (a generator would only from its first `next`). */
function readingOf<T>(reader: Reader<T>, stop: () => void): AsyncIterableIterator<T> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (reader.items.length === 0 && !reader.isOver) await new Promise<void>((wake) => (reader.wake = wake));
      const item = reader.items.shift();
      if (item !== undefined) return { done: false, value: item };
      stop();
      return { done: true, value: undefined };
    },
    async return() {
      reader.items.length = 0;
      stop();
      return { done: true, value: undefined };
    },
  };
}
