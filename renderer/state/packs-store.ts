import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { ModelPackValue } from '../../api/models.ts';
import type { StudioClient } from './client.ts';

/** The installed model packs as far as known. */
export interface PacksState {
  readonly state: 'unknown' | 'known' | 'failed';
  /** Those of the last answer, also after a failure. */
  readonly packs: readonly ModelPackValue[];
  readonly failure: unknown;
}

/** What is installed on the host. */
export interface PacksStore {
  readonly store: StoreApi<PacksState>;
  /** Asks the host; of several questions the last one's answer stands. Never rejects: a failure is part of the state. */
  read(): Promise<void>;
}

/** Makes the store with nothing known. */
export function createPacksStore(client: StudioClient): PacksStore {
  const store = createStore<PacksState>(() => ({ state: 'unknown', packs: [], failure: null }));
  let asked = 0;
  return {
    store,
    async read() {
      const mine = ++asked;
      try {
        const packs = await client.models.list({});
        if (mine === asked) store.setState({ state: 'known', packs, failure: null });
      } catch (failure) {
        if (mine === asked) store.setState({ state: 'failed', failure });
      }
    },
  };
}
