/** Work that must not overlap. */
export interface Turns {
  /** Runs the work when all work before it has ended, well or not. */
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** Nobody waits yet. */
export function makeTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      const turn = last.then(work);
      // A failure is the caller's; whoever comes next starts all the same.
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
