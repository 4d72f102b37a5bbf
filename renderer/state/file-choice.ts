import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { StudioClient } from './client.ts';

/** What a file is chosen for. */
export type FilePurpose = Parameters<StudioClient['files']['choose']>[0]['purpose'];

/** Somebody waits for files to be chosen in the page's own browser of folders. */
export interface FileRequest {
  readonly purpose: FilePurpose;
  readonly suggestedPath: string | null;
  /** Ends the request; an empty list = dismissed. */
  readonly settle: (paths: readonly string[]) => void;
}

/** Choosing files: with the system's dialog where the host has one, else with the page's. */
export interface FileChoice {
  readonly store: StoreApi<{ readonly request: FileRequest | null }>;
  /** Absolute paths on the host; empty when it was dismissed. */
  choose(purpose: FilePurpose, suggestedPath?: string | null): Promise<readonly string[]>;
}

/** Makes it; nothing is being chosen. */
export function createFileChoice(client: StudioClient): FileChoice {
  const store = createStore<{ readonly request: FileRequest | null }>(() => ({ request: null }));
  return {
    store,
    async choose(purpose, suggestedPath = null) {
      const { hasDialogs } = await client.files.describe({});
      if (hasDialogs) return (await client.files.choose({ purpose, suggestedPath })).paths;
      // Only one browser is open at a time: whoever asked before is answered with nothing.
      store.getState().request?.settle([]);
      return new Promise((done) => {
        const settle = (paths: readonly string[]) => {
          store.setState({ request: null });
          done(paths);
        };
        store.setState({ request: { purpose, suggestedPath, settle } });
      });
    },
  };
}
