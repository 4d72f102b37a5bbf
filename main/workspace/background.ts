/** Work that nobody waits for until the host ends. */
export interface Background {
  /** Lets the work run; a failure of it is a bug to be told. */
  run(what: string, work: Promise<unknown>): void;
  /** Waits until all of it has ended, also what it started on its way. */
  settle(): Promise<void>;
}

/** Nothing runs yet. */
export function makeBackground(onBug: (what: string, error: unknown) => void): Background {
  const running = new Set<Promise<void>>();
  return {
    run(what, work) {
      const ended: Promise<void> = work
        .then(
          () => undefined,
          (error: unknown) => onBug(what, error),
        )
        .finally(() => running.delete(ended));
      running.add(ended);
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
