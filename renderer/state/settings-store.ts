import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { settingsSchema } from '../../api/settings.ts';
import type { SettingsValue } from '../../api/settings.ts';
import type { StudioClient } from './client.ts';

/** The application's settings as far as known. */
export interface SettingsState {
  readonly value: SettingsValue;
  readonly isKnown: boolean;
}

/** Settings of the application. */
export interface SettingsStore {
  readonly store: StoreApi<SettingsState>;
  read(): Promise<void>;
  /** Changes fields: at once on the page, then on the host. Rejects, and takes it back, when they cannot be kept. */
  write(changes: Partial<SettingsValue>): Promise<void>;
}

/** Makes the store with every default. */
export function createSettingsStore(client: StudioClient): SettingsStore {
  const store = createStore<SettingsState>(() => ({ value: settingsSchema.parse({}), isKnown: false }));
  return {
    store,
    async read() {
      store.setState({ value: await client.settings.read({}), isKnown: true });
    },
    async write(changes) {
      const before = store.getState().value;
      store.setState({ value: { ...before, ...changes } });
      try {
        store.setState({ value: await client.settings.write({ changes }), isKnown: true });
      } catch (error) {
        store.setState({ value: before });
        throw error;
      }
    },
  };
}
