/** Execution providers that ended the engine while it started, with the reason; kept over restarts of the application. */
export interface ProviderMemory {
  /** Sentence by provider. What cannot be read counts as nothing. */
  read(): Promise<Readonly<Record<string, string>>>;
  /** Replaces what is kept. Failing to keep it is no failure of the engine: then it is tried again next time. */
  write(failures: Readonly<Record<string, string>>): Promise<void>;
}

/** Remembers for this run only. */
export function makeProviderMemory(): ProviderMemory {
  let kept: Readonly<Record<string, string>> = {};
  return {
    read: async () => kept,
    write: async (failures) => {
      kept = failures;
    },
  };
}
