import type { AssetArtifacts } from './asset-artifacts.ts';
import type { Background } from './background.ts';
import type { DubData } from './dub-data.ts';
import type { JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';
import type { DerivedKind } from './project-session.ts';
import type { Settings } from './settings.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** Derived data grows with every preview: it is cut back to its limit this often. */
const trimEveryMs = 60_000;

/** Keeps derived data within the limit that the user set. */
export interface CacheKeeper {
  measure(): Promise<number>;
  /** Deletes all that is not in use and makes anew what open projects need; nothing while an export runs. Answers the bytes that are left. */
  clear(): Promise<number>;
  trim(): Promise<void>;
  close(): void;
}

interface Parts {
  readonly ports: Pick<WorkspacePorts, 'cache' | 'time'>;
  readonly settings: Pick<Settings, 'read'>;
  readonly queue: Pick<JobQueue, 'list'>;
  readonly projects: Pick<OpenProjects, 'all'>;
  readonly assetArtifacts: Pick<AssetArtifacts, 'ensure'>;
  readonly dubData: Pick<DubData, 'forget' | 'reconsider'>;
  readonly background: Background;
}

const derivedKinds: readonly DerivedKind[] = [
  'analysis',
  'dub-tracks',
  'waveforms',
  'thumbnails',
  'proxies',
  'dub-sound',
];

/** Trims from now on until it is closed. */
export function createCacheKeeper({
  ports,
  settings,
  queue,
  projects,
  assetArtifacts,
  dubData,
  background,
}: Parts): CacheKeeper {
  const { cache, time } = ports;
  let callOff = () => undefined as void;
  // Finished parts of a running export lie in the cache too, and may be older than what else is there.
  const isExporting = () => queue.list().some(({ kind, state }) => kind === 'export' && state === 'running');
  const trim = async () => {
    const { cacheLimitBytes } = await settings.read();
    if (!isExporting()) await cache.trim(cacheLimitBytes);
  };
  const trimLater = () => {
    callOff = time.after(trimEveryMs, () => {
      const trimming = trim().finally(() => {
        if (!isClosed) trimLater();
      });
      background.run('trim the cache', trimming);
    });
  };
  let isClosed = false;
  trimLater();
  return {
    measure: () => cache.sizeBytes(),
    trim,
    async clear() {
      if (isExporting()) return cache.sizeBytes();
      await cache.trim(0);
      const sizeBytes = await cache.sizeBytes();
      for (const session of projects.all()) {
        for (const what of derivedKinds) session.events.tell({ event: 'derived', what });
        await assetArtifacts.ensure(session);
        dubData.forget(session);
        dubData.reconsider(session);
      }
      return sizeBytes;
    },
    close() {
      isClosed = true;
      callOff();
    },
  };
}
