import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AnalysisArchive } from '../core/ports/analysis-archive.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Doctor } from '../core/ports/doctor.ts';
import type { FaceNetworks, OpenFaceNetworks } from '../core/ports/face-networks.ts';
import type { MediaArtifacts } from '../core/ports/media-artifacts.ts';
import type { ReversedSounds } from '../core/ports/reversed-sounds.ts';
import type { StillVideos } from '../core/ports/still-videos.ts';
import type { ModelCatalog } from '../core/ports/model-catalog.ts';
import type { PackImporter } from '../core/ports/pack-import.ts';
import type { VoiceArchive } from '../core/ports/voice-archive.ts';
import { openArtifactFiles } from './engine/artifacts/artifact-files.ts';
import { createPackCatalog } from './engine/models/pack-catalog.ts';
import { findProgramFolder, readProgramVersion } from './program-folder.ts';
import { createArtifactCache } from './storage/artifact-cache.ts';
import { contentKeyOf } from './storage/content-key.ts';
import { outputGuard } from './storage/output-guard.ts';
import { ownedName, ownerOf } from './storage/process-owner.ts';
import { createScratchSpace } from './storage/scratch-space.ts';
import { createSettingsStore } from './storage/settings-store.ts';
import { cacheFolder as defaultCacheFolder, userDataFolder, userPacksFolder } from './storage/user-folders.ts';

/** How the real adapters are made. */
export interface AdapterOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** 'auto', or what the networks must run on. */
  readonly executionProvider: string;
}

/**
 * The real engine and storage behind the studio's ports. Making them opens nothing: ffmpeg is looked for and networks are loaded
 * when they are first needed, so that a version or a list of packs comes at once.
 */
export function createAdapters({ env, executionProvider }: AdapterOptions) {
  const root = findProgramFolder();
  const packsFolder = env.FACET_MODELS ?? join(root, 'resources', 'models');
  const packFolder = join(packsFolder, 'atlas');
  const userPacks = userPacksFolder(env, process.platform);
  const catalog = createPackCatalog({ builtIn: packsFolder, user: userPacks });
  const scratchRoot = env.FACET_SCRATCH ?? join(tmpdir(), 'facet');
  const openRunner = once(async () => {
    const { makeMediaRunner } = await import('./engine/media/index.ts');
    return makeMediaRunner({ environment: env });
  });
  const openPack = once(async () => {
    const { loadModelPack } = await import('./engine/onnx/model-manifest.ts');
    return loadModelPack(packFolder);
  });
  const chooseProvider = once(async () => {
    // The networks of the atlas pack are too small to gain from anything but the processor, which needs no probing.
    if (executionProvider === 'auto') return 'cpu';
    const { chooseExecutionProvider } = await import('./engine/onnx/execution-provider.ts');
    return chooseExecutionProvider(executionProvider);
  });
  const networks = lateNetworks(catalog, executionProvider);

  return {
    facetVersion: readProgramVersion(root),
    clock,
    outputGuard,
    scratch: createScratchSpace(scratchRoot),
    catalog,
    importer: lateImporter(root, userPacks, catalog),
    doctor: lateDoctor(async () => {
      const { createDoctor } = await import('./engine/health/doctor.ts');
      return createDoctor({ openRunner, catalog, scratchRoot });
    }),

    async openMedia() {
      const { FfmpegMediaReader, FfmpegMediaWriter } = await import('./engine/media/index.ts');
      const runner = await openRunner();
      const { kind, version } = runner.runnerInfo();
      return {
        reader: new FfmpegMediaReader(runner),
        writer: new FfmpegMediaWriter(runner),
        runnerName: `${kind} ffmpeg ${version}`,
      };
    },

    async openAnalyser() {
      const { createVideoAnalyser } = await import('./engine/analysis/index.ts');
      const { FfmpegMediaReader } = await import('./engine/media/index.ts');
      return createVideoAnalyser({ reader: new FfmpegMediaReader(await openRunner()) });
    },

    chooseProvider,
    openFaceNetworks: networks.open,
    /** The networks that were opened last: what runs where is asked of them. Null before the first. */
    openedNetworks: networks.opened,
    openPack,
    openRunner,

    async openVoice() {
      const { createLipPredictor } = await import('./engine/models/lip-predictor.ts');
      const pack = await openPack();
      const provider = await chooseProvider();
      const predictor = await createLipPredictor({ pack, provider });
      return { predictor, packName: `${pack.manifest.id} ${pack.manifest.version}`, executionProvider: provider };
    },

    async openSynthesizerParts() {
      const { readFacePackage } = await import('./engine/models/face-package.ts');
      const { readCanonicalFace } = await import('./engine/models/canonical-face-reader.ts');
      const { basis, manifest } = await openPack();
      const { geometryMetadata } = await readFacePackage();
      const { defaultArticulationScale: articulationScale, restShare } = manifest.lip;
      return { face: readCanonicalFace(geometryMetadata), basis, defaults: { articulationScale, restShare } };
    },
  };
}

/** How the adapters of an engine process are made. */
export interface EngineAdapterOptions extends AdapterOptions {
  /** Folder of the artifact cache, absolute; host and engine share it. */
  readonly cacheFolder: string;
}

/** The user's folder of derived data: FACET_CACHE, or where the system keeps such things. The same that a window or a browser uses. */
export function userCacheFolder(env: AdapterOptions['env']): string {
  return env.FACET_CACHE ? resolve(env.FACET_CACHE) : defaultCacheFolder(env, process.platform);
}

/** What an engine process works with. */
export type EngineAdapters = ReturnType<typeof createEngineAdapters>;

/** The adapters of {@link createAdapters}, and what keeps derived data in the artifact cache. */
export function createEngineAdapters({ cacheFolder, ...options }: EngineAdapterOptions) {
  const adapters = createAdapters(options);
  const cache = createArtifactCache(cacheFolder);
  return {
    ...adapters,
    cache,
    analyses: lateAnalyses(async () => {
      const { createAnalysisArchive } = await import('./engine/artifacts/analysis-archive.ts');
      const openReader = async () => (await adapters.openMedia()).reader;
      return createAnalysisArchive({ cache, openReader, openAnalyser: adapters.openAnalyser });
    }),
    voices: lateVoices(async () => {
      const { createVoiceArchive } = await import('./engine/artifacts/voice-archive.ts');
      const packKey = async () => {
        const { manifest } = await adapters.openPack();
        return JSON.stringify([manifest.id, manifest.version, manifest.files.map(({ sha256 }) => sha256)]);
      };
      return createVoiceArchive({
        cache,
        packKey,
        openPredictor: async () => (await adapters.openVoice()).predictor,
      });
    }),
    mediaArtifacts: lateMediaArtifacts(async () => {
      const { createMediaArtifacts } = await import('./engine/artifacts/media-artifacts.ts');
      return createMediaArtifacts(cache, adapters.openRunner);
    }),
    stills: lateStills(async () => {
      const { createStillVideos } = await import('./engine/artifacts/still-videos.ts');
      return createStillVideos(cache, adapters.openRunner);
    }),
    reversedSounds: lateReversedSounds(async () => {
      const { createReversedSounds } = await import('./engine/artifacts/reversed-sounds.ts');
      return createReversedSounds(cache, adapters.openRunner);
    }),
    artifacts: openArtifactFiles(cache),
    contentKeyOf,
    readSettings: () => createSettingsStore(userDataFolder(options.env, process.platform)).readSettings(),
    openReader: async () => (await adapters.openMedia()).reader,
    async openSegmentMedia() {
      const { FfmpegSegmentMedia } = await import('./engine/media/index.ts');
      return new FfmpegSegmentMedia(await adapters.openRunner());
    },
  };
}

const clock: Clock = {
  nowMs: () => performance.now(),
  peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
};

/** Generative networks whose code is loaded when a pack of them is first asked for. */
function lateNetworks(catalog: ModelCatalog, executionProvider: string) {
  const opener = once(async () => {
    const { createFaceNetworksOpener } = await import('./engine/models/face-networks-opener.ts');
    const { chooseNetworksProvider } = await import('./engine/models/face-networks-provider.ts');
    const { openFaceNetworks } = await import('./engine/models/face-networks.ts');
    const { chooseExecutionProvider: choose, probeProvider: probe } =
      await import('./engine/onnx/execution-provider.ts');
    return createFaceNetworksOpener({
      catalog,
      // The paper's networks gain from any GPU: unlike for the atlas pack, 'auto' looks for one.
      chooseProvider: (packFolder) => chooseNetworksProvider({ wanted: executionProvider, packFolder, choose, probe }),
      open: (packFolder, provider) => openFaceNetworks({ packFolder, provider }),
    });
  });
  let last: FaceNetworks | null = null;
  const open: OpenFaceNetworks = async (packId) => {
    const networks = await (await opener())(packId);
    last = networks ?? last;
    return networks;
  };
  return { open, opened: () => last };
}

/** A doctor whose tools are loaded when it is called. */
function lateDoctor(open: () => Promise<Doctor>): Doctor {
  return {
    async *examine(signal) {
      const doctor = await open();
      yield* doctor.examine(signal);
    },
  };
}

/** Reversed sounds whose code is loaded when the first of them is made. */
function lateReversedSounds(open: () => Promise<ReversedSounds>): ReversedSounds {
  const sounds = once(open);
  return { open: async (file, signal) => (await sounds()).open(file, signal) };
}

/** Still videos whose code is loaded when the first of them is made. */
function lateStills(open: () => Promise<StillVideos>): StillVideos {
  const stills = once(open);
  return { open: async (file, signal) => (file.stillSec === undefined ? file : (await stills()).open(file, signal)) };
}

/** An importer of checkpoints whose code is loaded when it is first asked. */
function lateImporter(root: string, userPacksFolder: string, catalog: ModelCatalog): PackImporter {
  const importer = once(async () => {
    const { createPackImporter } = await import('./engine/checkpoint/pack-importer.ts');
    const templateFolder = join(root, 'resources', 'pack-templates', 'pdfgc');
    return createPackImporter({ templateFolder, userPacksFolder, catalog, clock, owner: { ownedName, ownerOf } });
  });
  return { importPdfgc: async (request, options) => (await importer()).importPdfgc(request, options) };
}

/** An archive whose code is loaded when it is first asked. */
function lateAnalyses(open: () => Promise<AnalysisArchive>): AnalysisArchive {
  const archive = once(open);
  return { open: async (video, options) => (await archive()).open(video, options) };
}

/** An archive whose code is loaded when it is first asked. */
function lateVoices(open: () => Promise<VoiceArchive>): VoiceArchive {
  const archive = once(open);
  return { open: async (source, options) => (await archive()).open(source, options) };
}

/** Makers whose code is loaded when the first of them is asked. */
function lateMediaArtifacts(open: () => Promise<MediaArtifacts>): MediaArtifacts {
  const makers = once(open);
  return {
    measurePeaks: async (file, options) => (await makers()).measurePeaks(file, options),
    takeThumbnails: async (video, timesSec, options) => (await makers()).takeThumbnails(video, timesSec, options),
    makeProxy: async (video, options) => (await makers()).makeProxy(video, options),
    mixVoices: async (voices, durationSec, options) => (await makers()).mixVoices(voices, durationSec, options),
  };
}

/** Does the work at the first call and gives the same promise to all; a failure is forgotten, so that the next call tries again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let promise: Promise<T> | null = null;
  return () => {
    promise ??= work().catch((failure: unknown) => {
      promise = null;
      throw failure;
    });
    return promise;
  };
}
