import type { z } from 'zod';
import type { ClientOf } from './client.ts';
import type { EngineContract } from './engine-contract.ts';
import type { engineStateSchema } from './jobs.ts';

/** What the engine process is doing. */
export type EngineState = z.output<typeof engineStateSchema>;

/**
 * The host's end of the engine process. Calls that run while the process dies reject with 'engine.crashed'; the process is started
 * again by itself, and the next call waits for it.
 */
export interface EngineLink {
  readonly client: ClientOf<EngineContract>;
  readonly state: EngineState;
  /** Told of every change; returns how to stop being told. */
  onState(listener: (state: EngineState) => void): () => void;
  /** Starts the process anew, with another execution provider when one is named. */
  restart(executionProvider?: string): Promise<void>;
  /** Ends the process and everything that it started. */
  close(): Promise<void>;
}
