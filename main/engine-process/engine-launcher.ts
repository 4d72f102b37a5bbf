/** How the process ended: a status, or the signal that ended it. */
export interface EngineExit {
  readonly status: number | null;
  readonly signal: string | null;
}

/** A started engine process, as its host sees it. */
export interface EngineProcess {
  /** Hands a plain message to the process; one that is already gone gets nothing, without an error. */
  send(message: unknown): void;
  /** Calls the listener for each message of the process until the returned function is called. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Calls the listener once, when the process has ended or could not be started. */
  onExit(listener: (exit: EngineExit) => void): void;
  /** Ends the process at once, with everything that it started where the system can do that. Safe at any time. */
  kill(): void;
}

/** Starts engine processes; each host has its own way (a forked Node, Electron's utility process). */
export interface EngineLauncher {
  /**
   * Starts {@link file://./engine-child.ts} with the words as its arguments. Lines that it writes to its error stream go to `onLog`.
   */
  start(words: readonly string[], onLog: (line: string) => void): EngineProcess;
}
