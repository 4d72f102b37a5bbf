import { sayingOf } from '../../core/saying.ts';
import { contract } from '../../api/contract.ts';
import { settingsSchema } from '../../api/settings.ts';
import type { JobValue } from '../../api/jobs.ts';
import { makeMessageQueue } from '../../api/message-queue.ts';
import { StudioError } from '../../core/errors.ts';
import { makeDocument, settingsOf } from '../../core/project/document.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import { createRouter } from '../../main/router.ts';
import type { HandlersOf, Router } from '../../main/router.ts';
import { makeFakeProjectKeeper } from './fake-project-keeper.ts';
import type { FakeProjectKeeper } from './fake-project-keeper.ts';
import { makeFakeDerived } from './fake-studio-derived.ts';
import type { FakeDerived } from './fake-studio-derived.ts';
import { makeFakeFiles, makeFakeStill, makeFakeVideo } from './fake-studio-files.ts';
import { fakeCheckpoints, makeFakePacks } from './fake-studio-packs.ts';
import type { FakePacks } from './fake-studio-packs.ts';
import { makeFakeDocument, makeFakePortrait } from './fake-studio-project.ts';

/** What a fake studio shows. */
export interface FakeStudioOptions {
  /** 'short': ten seconds, four lines; 'hour': sixty minutes, 5400 lines; 'portrait': a picture instead of a video; 'empty': no video. */
  readonly variant?: 'short' | 'hour' | 'portrait' | 'empty';
  /** Installed packs; 'atlas' when not said. */
  readonly packs?: FakePacks;
  /** Jobs that are under way from the start. */
  readonly jobs?: readonly JobValue[];
  /** Derived data is not there yet. */
  readonly isUnanalysed?: boolean;
  readonly recent?: readonly { path: string; name: string; openedMs: number; isPresent: boolean }[];
  readonly onBug?: (error: unknown) => void;
  readonly frameRate?: { readonly num: number; readonly den: number };
}

/** A studio without engine and files: scripted data behind the real contract. */
export interface FakeStudio {
  readonly router: Router;
  readonly keeper: FakeProjectKeeper;
  readonly handlers: HandlersOf<typeof contract>;
  resolveResource(path: string): Promise<string | null>;
  setJobs(jobs: readonly JobValue[]): void;
}

const variants = {
  short: { durationSec: 10, lineCount: 4 },
  hour: { durationSec: 3600, lineCount: 5400 },
  portrait: { durationSec: 10, lineCount: 1 },
};
const projectId = 'project-1';

/** Makes the fake. */
export function makeFakeStudio(options: FakeStudioOptions = {}): FakeStudio {
  const { variant = 'short', frameRate = { num: 25, den: 1 } } = options;
  const files = makeFakeFiles(`${variant}-${frameRate.num}-${frameRate.den}`);
  const isPortrait = variant === 'portrait';
  const video = { path: isPortrait ? makeFakeStill() : makeFakeVideo(), widthPx: 1280, heightPx: 720 };
  const name = 'Harbour interview — French dub';
  const document: ProjectDocument =
    variant === 'empty'
      ? makeDocument('Untitled project')
      : (isPortrait ? makeFakePortrait : makeFakeDocument)({ name, frameRate, video, ...variants[variant] });
  const keeper = makeFakeProjectKeeper(document);
  const derived =
    variant === 'empty' || options.isUnanalysed === true
      ? null
      : makeFakeDerived(document, frameRate, files, video.path);
  const jobs = makeJobs(options.jobs ?? []);
  const handlers = {
    ...makeProjectHandlers(keeper, options),
    ...makeDataHandlers(derived, keeper),
    ...jobs.handlers,
    ...machine(),
    models: makeFakePacks(options.packs ?? 'atlas').handlers,
  };
  const onBug = (_name: string, error: unknown) => options.onBug?.(error);
  return {
    router: createRouter(contract, handlers, { onBug }),
    keeper,
    handlers,
    resolveResource: files.resolveResource,
    setJobs: jobs.set,
  };
}

function makeProjectHandlers(keeper: FakeProjectKeeper, { recent = [] }: FakeStudioOptions) {
  let listed = [...recent];
  const opened = async () => ({ projectId });
  return {
    project: {
      listRecent: async () => listed,
      forgetRecent: async ({ path }) => {
        listed = listed.filter((entry) => entry.path !== path);
        return {};
      },
      create: opened,
      createSample: opened,
      open: async ({ path }) => {
        if (path.includes('missing')) throw new StudioError('project.not-found', `There is no project at ${path}.`);
        return { projectId };
      },
      read: async () => ({
        projectId,
        path: '/home/ann/Facet/harbour.facet',
        mode: 'editing' as const,
        notice: '',
        revision: keeper.revision,
        document: keeper.document,
        history: keeper.history,
        missingAssetIds: [],
      }),
      watch: (_input, signal) => keeper.watch(signal),
      saveCopy: async () => ({}),
      listSnapshots: async () => [
        { snapshotId: 'snapshot-2', createdMs: Date.now() - 3_600_000, sizeBytes: 212_992 },
        { snapshotId: 'snapshot-1', createdMs: Date.now() - 86_400_000, sizeBytes: 184_320 },
      ],
      restoreSnapshot: async () => ({ revision: keeper.revision }),
      relinkAsset: async ({ assetId }) => ({ relinkedAssetIds: [assetId] }),
      close: async () => ({}),
    },
    edit: {
      apply: async ({ label, gestureId, wishes }) => ({ revision: keeper.apply(label, gestureId, wishes) }),
      undo: async () => keeper.walk('undo'),
      redo: async () => keeper.walk('redo'),
    },
  } satisfies Pick<HandlersOf<typeof contract>, 'project' | 'edit'>;
}

function makeDataHandlers(derived: FakeDerived | null, keeper: FakeProjectKeeper) {
  return {
    analysis: {
      start: async () => ({ jobId: null }),
      read: async () => derived?.analysis ?? null,
      readDubTracks: async () => derived?.dubTracks ?? null,
    },
    media: {
      import: async ({ paths }) => paths.map((path) => importInto(keeper, path)),
      locate: async ({ assetId }) => {
        const located = derived?.locate(assetId) ?? null;
        if (located !== null) return located;
        return { fileUrl: '', isPlayable: false, proxyUrl: null, peaks: null, thumbnailUrls: [] };
      },
      locateDubSound: async () => derived?.dubSound ?? null,
    },
    synthesis: {
      async *preview({ startFrame, endFrame }) {
        if (derived !== null) yield* derived.preview(startFrame, endFrame);
      },
    },
    export: {
      plan: async () => ({
        suggestedPath: '/home/ann/Videos/harbour_take3-fr.mp4',
        frameCount: 250,
        changedFrames: 168,
        estimatedSec: 14,
        estimatedBytes: 9_400_000,
        findings: [],
        sentences: ['168 of 250 frames get new lips.', 'Only the placed voices are heard.'],
        sayings: [sayingOf('plan.changed-frames', { count: 168 }), sayingOf('plan.only-voices', {})],
      }),
      start: async () => ({ jobId: 'job-9' }),
      reveal: async () => ({ isShown: false }),
    },
  } satisfies Pick<HandlersOf<typeof contract>, 'analysis' | 'media' | 'synthesis' | 'export'>;
}

function makeJobs(first: readonly JobValue[]) {
  let jobs = first;
  const engine = {
    state: 'ready' as const,
    executionProvider: 'cpu',
    mediaRunner: 'ffmpeg 7.1',
    restarts: 0,
    sentence: '',
  };
  const watchers = new Set<() => void>();
  const set = (next: readonly JobValue[]) => {
    jobs = next;
    watchers.forEach((tell) => tell());
  };
  const change = (jobId: string, state: JobValue['state']) => {
    set(jobs.map((job) => (job.jobId === jobId ? { ...job, state } : job)));
    return Promise.resolve({});
  };
  const handlers = {
    jobs: {
      async *watch(_input: unknown, signal: AbortSignal) {
        const queue = makeMessageQueue<null>();
        const tell = () => queue.push(null);
        watchers.add(tell);
        signal.addEventListener('abort', () => queue.fail(new Error('the watcher left')), { once: true });
        try {
          yield { jobs: [...jobs], engine };
          for (;;) {
            await queue.next();
            yield { jobs: [...jobs], engine };
          }
        } catch (error) {
          if (!signal.aborted) throw error;
        } finally {
          watchers.delete(tell);
        }
      },
      cancel: async ({ jobId }) => change(jobId, 'cancelled'),
      pause: async ({ jobId }) => change(jobId, 'paused'),
      resume: async ({ jobId }) => change(jobId, 'running'),
      retry: async ({ jobId }) => change(jobId, 'queued'),
      clearEnded: async () => {
        set(jobs.filter(({ state }) => state === 'running' || state === 'queued' || state === 'paused'));
        return {};
      },
    },
  } satisfies Pick<HandlersOf<typeof contract>, 'jobs'>;
  return { handlers, set };
}

/** A picture becomes a video of ten seconds; nothing else can be imported here. */
function importInto(keeper: FakeProjectKeeper, path: string) {
  const name = path.split('/').pop() ?? path;
  if (!/\.(png|jpe?g|webp)$/i.test(name)) {
    const sentence = `${path} is neither a video nor a sound.`;
    return { path, assetId: null, failure: { code: 'media.not-media' as const, sentence } };
  }
  const assetId = `still-${name}`;
  const still = Object.values(makeFakePortrait(aPortrait).assets)[0];
  const settings = settingsOf(keeper.document);
  const after = { ...settings, videoAssetId: settings.videoAssetId ?? assetId };
  keeper.apply('Import file', null, [
    { collection: 'assets', id: assetId, after: { ...still, assetId, name, path, contentKey: `key-${assetId}` } },
    { collection: 'settings', id: 'project', after },
  ]);
  const notice = { sentence: `${name} is a still picture.`, saying: sayingOf('import.still-needs-pack', { name }) };
  return { path, assetId, failure: null, notice };
}

const aPortrait = {
  name: 'Portrait',
  ...variants.portrait,
  frameRate: { num: 25, den: 1 },
  video: { path: '/home/ann/anna.jpg', widthPx: 1280, heightPx: 720 },
};

/** Videos and folders of checkpoints; those whose names say 'missing' lack one. */
function entriesOf(folder: string) {
  const at = (name: string) => ({ name, path: `${folder}/${name}`, modifiedMs: 1.7e12 });
  const folderAt = (name: string) => ({ ...at(name), kind: 'folder' as const, sizeBytes: 0 });
  const fileAt = (name: string, sizeBytes: number) => ({ ...at(name), kind: 'file' as const, sizeBytes });
  if (/pdfgc/.test(folder))
    return fakeCheckpoints
      .filter(({ network }) => network !== 'audio' || !folder.includes('missing'))
      .map(({ file, bytes }) => fileAt(file, bytes));
  return [
    ...['pdfgc-checkpoints', 'pdfgc-missing', 'pdfgc-unsafe', 'Videos'].map(folderAt),
    fileAt('anna.jpg', 412_000),
    fileAt('take3.mp4', 18_400_000),
  ];
}

function machine() {
  let settings = settingsSchema.parse({});
  return {
    about: { read: async () => ({ version: '9.8.7', host: 'test' as const, platform: 'linux' }) },
    files: {
      describe: async () => ({
        hasDialogs: false,
        places: [{ name: 'Home', path: '/home/ann' }],
        projectFolder: '/home/ann/Facet',
      }),
      listFolder: async ({ folder }) => ({ folder, parent: folder === '/' ? null : '/', entries: entriesOf(folder) }),
      choose: async () => ({ paths: [] }),
      readText: async () => ({ text: '1\n00:00:01,000 --> 00:00:02,500\nGood morning\n' }),
    },
    health: {
      async *examine() {
        yield {
          name: 'ffmpeg',
          status: 'ok' as const,
          sentence: 'ffmpeg 7.1 with libx264',
          advice: '',
          details: { version: '7.1', path: '/usr/bin/ffmpeg' },
        };
      },
    },
    settings: {
      read: async () => settings,
      write: async ({ changes }) => (settings = settingsSchema.parse({ ...settings, ...changes })),
      measureCache: async () => ({ sizeBytes: 412_000_000 }),
      clearCache: async () => ({ sizeBytes: 0 }),
    },
  } satisfies Pick<HandlersOf<typeof contract>, 'about' | 'files' | 'health' | 'settings'>;
}
