/** Restarts within the window before the engine is given up: whatever kills it five times kills it a sixth time too. */
const mostRestarts = 5;
const windowMs = 60_000;

/** The first restart comes at once: most crashes are accidents. Each further one waits longer, so that a busy machine can recover. */
const usualWaitsMs = [0, 250, 500, 1000, 2000];

/** Decides whether and when a process that ended is started again. */
export interface RestartBudget {
  /** Takes note of a crash. @returns how long to wait before starting again, ms; null when it is enough */
  noteCrash(nowMs: number): number | null;
  /** Forgets what was: somebody asked for a fresh start. */
  reset(): void;
}

/** Makes a budget of five restarts a minute. @param waitsMs before each of them */
export function makeRestartBudget(waitsMs: readonly number[] = usualWaitsMs): RestartBudget {
  let crashesMs: number[] = [];
  return {
    noteCrash(nowMs) {
      crashesMs = [...crashesMs.filter((atMs) => nowMs - atMs < windowMs), nowMs];
      if (crashesMs.length > mostRestarts) return null;
      return waitsMs[Math.min(crashesMs.length, waitsMs.length) - 1];
    },
    reset() {
      crashesMs = [];
    },
  };
}
