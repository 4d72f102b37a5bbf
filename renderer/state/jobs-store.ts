import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { EngineState } from '../../api/engine-link.ts';
import type { JobValue } from '../../api/jobs.ts';
import type { StudioClient } from './client.ts';

/** Long work and the engine that does it. */
export interface JobsState {
  readonly jobs: readonly JobValue[];
  /** Null until the host told. */
  readonly engine: EngineState | null;
}

/** Follows jobs and engine; `stop` ends it. */
export interface JobsStore {
  readonly store: StoreApi<JobsState>;
  stop(): void;
}

const retryMs = 1000;

/** Starts to follow. When the host is not heard any more, it is asked again until it answers. */
export function createJobsStore(client: StudioClient): JobsStore {
  const store = createStore<JobsState>(() => ({ jobs: [], engine: null }));
  const controller = new AbortController();
  const follow = async () => {
    while (!controller.signal.aborted) {
      try {
        for await (const { jobs, engine } of client.jobs.watch({}, { signal: controller.signal })) {
          store.setState({ jobs, engine });
        }
      } catch {
        // Whatever broke the stream, the page can only wait and ask again; the banner of the connection says so.
      }
      if (controller.signal.aborted) return;
      await new Promise((done) => setTimeout(done, retryMs));
    }
  };
  void follow();
  return { store, stop: () => controller.abort() };
}

/** The job that the top bar shows: running before waiting, exports before others; null when nothing is under way. */
export function mostWanted(jobs: readonly JobValue[]): JobValue | null {
  const rank = ({ state, kind }: JobValue) => (state === 'running' ? 0 : 2) + (kind === 'export' ? 0 : 1);
  const open = jobs.filter(({ state }) => state === 'running' || state === 'queued');
  return open.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}
