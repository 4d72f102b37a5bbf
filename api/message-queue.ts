/** Holds what arrived until somebody asks for it, in order. */
export interface MessageQueue<T> {
  push(message: T): void;
  /** Rejects the waiting `next` and every later one; messages that nobody fetched are dropped. */
  fail(error: Error): void;
  next(): Promise<T>;
}

/** Makes an empty queue for one reader. */
export function makeMessageQueue<T>(): MessageQueue<T> {
  const messages: T[] = [];
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  const wakeReader = () => {
    wake?.();
    wake = null;
  };
  return {
    push(message) {
      messages.push(message);
      wakeReader();
    },
    fail(error) {
      failure ??= error;
      wakeReader();
    },
    async next() {
      while (messages.length === 0 && failure === null) await new Promise<void>((resolve) => (wake = resolve));
      if (failure !== null) throw failure;
      return messages.shift() as T;
    },
  };
}
