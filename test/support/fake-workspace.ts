import type { RecentProject, SettingsStore } from '../../core/ports/settings-store.ts';
import type { ModelCatalog } from '../../core/ports/model-catalog.ts';
import type { HostShell } from '../../core/ports/host-shell.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import type { ProjectSession } from '../../main/workspace/project-session.ts';
import { createWorkspace } from '../../main/workspace/workspace.ts';
import type { Workspace } from '../../main/workspace/workspace.ts';
import { aProjectDocument } from './a-project.ts';
import { aFakeDisk } from './fake-disk.ts';
import type { FakeDisk } from './fake-disk.ts';
import { aFakeEngineLink } from './fake-engine-link.ts';
import type { FakeEngineLink } from './fake-engine-link.ts';
import { aFakeProjectStore } from './fake-project-store.ts';
import type { FakeProjectStore } from './fake-project-store.ts';
import { aFakeTime } from './fake-time.ts';
import type { FakeTime } from './fake-time.ts';

/** Settings and recent projects in memory. */
export interface FakeSettingsStore extends SettingsStore {
  stored: unknown;
}

/** A settings store in memory. */
export function aFakeSettingsStore(stored: unknown = null): FakeSettingsStore {
  let recent: readonly RecentProject[] = [];
  const store: FakeSettingsStore = {
    stored,
    readSettings: async () => store.stored,
    async writeSettings(settings) {
      store.stored = structuredClone(settings);
    },
    listRecent: async () => recent,
    async noteRecent(project) {
      recent = [project, ...recent.filter(({ path }) => path !== project.path)];
    },
    async forgetRecent(path) {
      recent = recent.filter((project) => project.path !== path);
    },
  };
  return store;
}

/** A workspace on fakes, and the fakes. */
export interface FakeHost {
  readonly workspace: Workspace;
  readonly disk: FakeDisk;
  readonly engine: FakeEngineLink;
  readonly store: FakeProjectStore;
  readonly settings: FakeSettingsStore;
  readonly time: FakeTime;
  /** Failures of work in the background that nobody waits for. */
  readonly bugs: unknown[];
  /** Files that were shown in the file manager. */
  readonly revealed: string[];
  /** Puts the project and its files there and opens it; a minute later everything has settled. */
  openProject(document?: ProjectDocument, path?: string): Promise<ProjectSession>;
}

/** What the fakes begin with. */
export interface FakeHostOptions {
  readonly catalog?: ModelCatalog;
  readonly shell?: Partial<HostShell>;
  readonly storedSettings?: unknown;
}

/** A workspace whose outside is fake. */
export function aFakeHost({ catalog = noPacks, shell = {}, storedSettings = null }: FakeHostOptions = {}): FakeHost {
  const disk = aFakeDisk();
  const engine = aFakeEngineLink(disk.cache.keys);
  const store = aFakeProjectStore();
  const settings = aFakeSettingsStore(storedSettings);
  const time = aFakeTime();
  const bugs: unknown[] = [];
  const revealed: string[] = [];
  let lastId = 0;
  const { mediaFiles, userFiles, cache, outputGuard } = disk;
  const workspace = createWorkspace({
    store,
    cache,
    mediaFiles,
    userFiles,
    settings,
    engine,
    outputGuard,
    catalog,
    time,
    shell: {
      hasDialogs: false,
      choose: async () => [],
      reveal: async (path) => {
        revealed.push(path);
        return true;
      },
      ...shell,
    },
    newId: () => `id${String((lastId += 1))}`,
    digest: (text) => Buffer.from(text).toString('hex'),
    pass: 'secretpass',
    version: '9.8.7',
    projectFolder: '/home/Facet',
    sample: { videoPath: '/program/talk.mp4', voicePath: '/program/voice.wav', voiceText: 'Maybe tomorrow.' },
    onBug: (what, error) => bugs.push([what, error]),
  });
  return {
    workspace,
    disk,
    engine,
    store,
    settings,
    time,
    bugs,
    revealed,
    async openProject(document = aProjectDocument(), path = '/home/Facet/interview.facet') {
      disk.write(path, 'project');
      for (const asset of Object.values(document.assets)) writeAssetFile(disk, asset);
      store.put(path, document);
      const session = await workspace.projectFiles.open(path);
      await time.pass(1000);
      return session;
    },
  };
}

/** A file whose size, date and content are those that the asset says. */
export function writeAssetFile(
  disk: FakeDisk,
  { path, sizeBytes, modifiedMs }: { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number },
): void {
  disk.files.set(path, { bytes: new Uint8Array(sizeBytes), modifiedMs });
}

const noPacks: ModelCatalog = {
  list: async () => [],
  verify: async () => {
    throw new Error('no test verifies packs through the workspace');
  },
  remove: async () => {
    throw new Error('no test removes packs through the workspace');
  },
};
