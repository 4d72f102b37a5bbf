import type { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { packImportProgressSchema, packImportReportSchema, packImportSchema } from '../../api/models.ts';
import { isStudioError } from '../../core/errors.ts';
import type { StudioClient } from './client.ts';

/** What an import is asked for. */
export type PackImportWish = z.output<typeof packImportSchema>;
/** How far a step of an import is. */
export type PackImportStep = z.output<typeof packImportProgressSchema>;
/** What a finished import made. */
export type PackImportResult = z.output<typeof packImportReportSchema>;

/** The steps of an import, in order. */
export const packImportSteps = ['read', 'write', 'verify'] as const satisfies readonly PackImportStep['step'][];

/** The import of checkpoint files that is under way, or how the last one ended. */
export type PackImportState =
  | { readonly state: 'none' }
  | {
      readonly state: 'running';
      readonly wish: PackImportWish;
      readonly startedMs: number;
      /** Null until the host said something. */
      readonly progress: PackImportStep | null;
    }
  | { readonly state: 'done'; readonly wish: PackImportWish; readonly report: PackImportResult }
  | { readonly state: 'cancelled'; readonly wish: PackImportWish }
  | { readonly state: 'failed'; readonly wish: PackImportWish; readonly failure: unknown };

/** Imports of checkpoint files: one at a time, and it goes on when the page shows something else. */
export interface PackImportStore {
  readonly store: StoreApi<PackImportState>;
  /** Begins an import; resolves when it has ended in any way. Does nothing while one is under way. */
  begin(wish: PackImportWish): Promise<void>;
  cancel(): void;
  /** Forgets how the last import ended. */
  forget(): void;
}

/**
 * Makes the store.
 *
 * @param onMade told when there is a new pack
 */
export function createPackImportStore(
  client: StudioClient,
  onMade: () => Promise<void>,
  now: () => number = Date.now,
): PackImportStore {
  const store = createStore<PackImportState>(() => ({ state: 'none' }));
  let controller = new AbortController();
  const set = (state: PackImportState) => store.setState(state, true);
  const follow = async (wish: PackImportWish, startedMs: number): Promise<PackImportResult | null> => {
    for await (const item of client.models.importPdfgc(wish, { signal: controller.signal })) {
      if ('result' in item) return item.result;
      set({ state: 'running', wish, startedMs, progress: item.progress });
    }
    return null;
  };
  return {
    store,
    async begin(wish) {
      if (store.getState().state === 'running') return;
      controller = new AbortController();
      const { signal } = controller;
      const startedMs = now();
      set({ state: 'running', wish, startedMs, progress: null });
      try {
        const report = await follow(wish, startedMs);
        if (report === null) return set({ state: 'cancelled', wish });
        await onMade();
        set({ state: 'done', wish, report });
      } catch (failure) {
        const isCancelled = signal.aborted || isStudioError(failure, 'job.cancelled');
        set(isCancelled ? { state: 'cancelled', wish } : { state: 'failed', wish, failure });
      }
    },
    cancel: () => controller.abort(),
    forget() {
      if (store.getState().state !== 'running') set({ state: 'none' });
    },
  };
}

/** Share of an import that is done, in [0, 1]: its steps handle about as many bytes each. */
export function importRatio({ step, doneBytes, totalBytes }: PackImportStep): number {
  const share = totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0;
  return (packImportSteps.indexOf(step) + share) / packImportSteps.length;
}

/** Too little is known of the speed before this share. */
const leastKnownRatio = 0.04;

/** About how long an import still takes, seconds; null while too little is known. */
export function importSecLeft(progress: PackImportStep, elapsedSec: number): number | null {
  const ratio = importRatio(progress);
  return ratio < leastKnownRatio ? null : (elapsedSec * (1 - ratio)) / ratio;
}
