/** Work that nobody waits for until the host ends. */
export interface Background {
  /** Lets the work run; a failure of it is a bug to be told. What it answers resolves when the work has ended, well or not. */
  run(what: string, work: Promise<unknown>): Promise<void>;
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
      return ended;
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
