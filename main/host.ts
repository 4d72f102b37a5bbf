import { createHash, randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { contract } from '../api/contract.ts';
import { parseResourcePath } from '../api/resource-url.ts';
import type { HostShell } from '../core/ports/host-shell.ts';
import { createEngineLink } from './engine-process/engine-link.ts';
import type { EngineLauncher } from './engine-process/engine-launcher.ts';
import { launchByFork } from './engine-process/launch-by-fork.ts';
import { openProviderMemoryFile } from './engine-process/provider-memory-file.ts';
import { createPackCatalog } from './engine/models/pack-catalog.ts';
import { createHandlers } from './handlers.ts';
import type { HostFacts } from './handlers.ts';
import { findProgramFolder, readProgramVersion } from './program-folder.ts';
import { createRouter } from './router.ts';
import type { Router } from './router.ts';
import { createArtifactCache } from './storage/artifact-cache.ts';
import { createMediaFiles } from './storage/media-files.ts';
import { outputGuard } from './storage/output-guard.ts';
import { createProjectStore } from './storage/project-store.ts';
import { createSettingsStore } from './storage/settings-store.ts';
import { userFiles } from './storage/user-files.ts';
import { cacheFolder, userDataFolder, userPacksFolder } from './storage/user-folders.ts';
import { createWorkspace } from './workspace/workspace.ts';
import type { WorkspaceTime } from './workspace/workspace-ports.ts';

/** How a host is opened. */
export interface HostOptions {
  readonly host: HostFacts['host'];
  /**
   * FACET_HOME holds everything of the user (else the system's own places), FACET_CACHE the derived data, FACET_MODELS the model packs.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly shell: HostShell;
  /** Left out: the engine is a fork of this program's own Node. */
  readonly launchEngine?: EngineLauncher;
  /** Lines for a log; they begin with 'info: ', 'warn: ' or 'error: '. */
  readonly onLog?: (line: string) => void;
}

/** A host: the studio behind the contract, ready for any user interface. */
export interface Host {
  readonly router: Router;
  /** Absolute path of the file behind a path that begins with `resource/`; null for what is not there or carries another run's pass. */
  resolveResource(path: string): Promise<string | null>;
  /** Where new projects go; a host that takes uploads puts them in `Media` beside them. */
  readonly projectFolder: string;
  /** Looks again for the files of all open projects: for a window that comes to the front. */
  checkAssets(): Promise<void>;
  /** True while an export runs or waits for its turn: a host asks before it ends. */
  isExporting(): boolean;
  /** Ends jobs (exports can go on in a later run), closes projects, ends the engine. */
  close(): Promise<void>;
}

/** A host without a desktop: a server. */
export const noShell: HostShell = {
  hasDialogs: false,
  choose: async () => [],
  reveal: async () => false,
};

/** What the sample's voice says; examples/sample.json. */
const sampleVoiceText = 'Maybe tomorrow we will open the window, and watch a blue boat pass by.';

/** Opens a host: the composition root of the window's and the server's studio. The caller closes it. */
export async function openHost({
  host,
  env,
  shell,
  launchEngine,
  onLog = () => undefined,
}: HostOptions): Promise<Host> {
  const { platform } = process;
  const dataFolder = userDataFolder(env, platform);
  const cachePath = env.FACET_CACHE ? resolve(env.FACET_CACHE) : cacheFolder(env, platform);
  const programFolder = findProgramFolder();
  const settings = createSettingsStore(dataFolder);
  const onBug = (what: string, error: unknown) =>
    onLog(`error: ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const engine = createEngineLink({
    launch: launchEngine ?? launchByFork({ env }),
    executionProvider: providerFrom(await settings.readSettings()),
    cacheFolder: cachePath,
    providerMemory: openProviderMemoryFile(join(dataFolder, 'providers.json')),
    onLog,
  });
  const workspace = createWorkspace({
    engine,
    settings,
    shell,
    outputGuard,
    userFiles,
    time: hostTime,
    onBug,
    store: createProjectStore({ snapshotFolder: join(dataFolder, 'snapshots') }),
    cache: createArtifactCache(cachePath),
    mediaFiles: createMediaFiles(),
    catalog: createPackCatalog({
      builtIn: env.FACET_MODELS ?? join(programFolder, 'resources', 'models'),
      user: userPacksFolder(env, platform),
    }),
    newId: () => randomBytes(9).toString('hex'),
    digest: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32),
    pass: randomBytes(24).toString('hex'),
    version: readProgramVersion(programFolder),
    projectFolder: env.FACET_HOME ? join(dataFolder, 'projects') : join(env.HOME ?? homedir(), 'Facet'),
    sample: {
      videoPath: join(programFolder, 'examples', 'sample-talk.mp4'),
      voicePath: join(programFolder, 'examples', 'sample-voice.wav'),
      voiceText: sampleVoiceText,
    },
  });
  const { ports, projects, queue } = workspace;
  return {
    router: createRouter(contract, createHandlers(workspace, { host, platform }), { onBug }),
    projectFolder: ports.projectFolder,
    async resolveResource(path) {
      const resource = parseResourcePath(path);
      return resource === null || resource.pass !== ports.pass ? null : workspace.urls.resolve(resource.address);
    },
    async checkAssets() {
      await Promise.all(projects.all().map((session) => workspace.checkAssets(session)));
    },
    isExporting: () =>
      queue.list().some(({ kind, state }) => kind === 'export' && (state === 'queued' || state === 'running')),
    async close() {
      try {
        await workspace.close();
      } finally {
        await engine.close();
      }
    },
  };
}

const hostTime: WorkspaceTime = {
  wallNowMs: () => Date.now(),
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The execution provider that the user chose; the workspace checks the settings, the engine must start before it is there. */
function providerFrom(stored: unknown): string {
  const chosen = (stored as { readonly executionProvider?: unknown } | null)?.executionProvider;
  return typeof chosen === 'string' ? chosen : 'auto';
}
