import type { VideoAnalysis } from '../../core/analysis/face-track.ts';
import type { MediaInfo } from '../../core/media/media-info.ts';
import type { FaceNetworks } from '../../core/ports/face-networks.ts';
import type { SceneFile } from '../../core/project/scene.ts';
import { StudioError } from '../../core/errors.ts';
import type { ExportRequest } from '../../api/engine-contract.ts';
import type { SceneService, SceneSources, SceneVoice } from '../../main/studio.ts';
import { isStillPicture } from '../../core/media/still-picture.ts';
import { anAnalysis, aVideoStream } from './fake-video.ts';

/** What the fake files are. */
export interface FakeSceneWorld {
  readonly files: Readonly<Record<string, MediaInfo>>;
  /** Analyses by path; others have one face. */
  readonly analyses: Readonly<Record<string, VideoAnalysis>>;
  readonly silentPaths: readonly string[];
  readonly networks: FaceNetworks | null;
  readonly openFaceNetworks: SceneSources['openFaceNetworks'];
  readonly existingOutputs: readonly string[];
  /** What the user set in the studio. */
  readonly settings: unknown;
  /** Called instead of rendering. */
  readonly onExport: (request: ExportRequest, voice: SceneVoice) => void;
}

/** What happened. */
export interface FakeSceneLog {
  readonly exported: ExportRequest[];
  readonly analysed: SceneFile[];
  openAnalyses: number;
  isClosed: boolean;
  readonly trims: number[];
}

/** A still is shown for two seconds. */
function shownFor(info: MediaInfo): MediaInfo {
  return isStillPicture(info) ? { ...info, durationSec: 2, video: aVideoStream({ frameCount: 50 }) } : info;
}

/** Sources and a scene service that render nothing and say what they were asked. */
export function makeFakeScenes(told: Partial<FakeSceneWorld> = {}): {
  readonly scenes: () => SceneService;
  readonly sources: SceneSources;
  readonly log: FakeSceneLog;
} {
  const log: FakeSceneLog = { exported: [], analysed: [], openAnalyses: 0, isClosed: false, trims: [] };
  const { files = {}, analyses = {}, silentPaths = [], networks = null, existingOutputs = [] } = told;
  let nowMs = 0;
  const probe = async (path: string): Promise<MediaInfo> => {
    if (path in files) return files[path];
    throw new StudioError('media.not-found', 'The file does not exist.', { path });
  };
  const unused = (): never => {
    throw new Error('not part of this fake');
  };
  const sources: SceneSources = {
    openReader: async () => ({ probe, frames: unused, audio: unused }),
    artifacts: {
      make: unused,
      find: unused,
      read: async (key) => new Uint8Array(new Float32Array([silentPaths.includes(key) ? 0 : 0.5]).buffer),
    },
    outputGuard: {
      assertCanWrite: async ({ outputPath, canReplace }) => {
        if (canReplace || !existingOutputs.includes(outputPath)) return;
        throw new StudioError('cli.output-exists', `${outputPath} exists already.`, { path: outputPath });
      },
    },
    clock: { nowMs: () => (nowMs += 100), peakMemoryBytes: () => 200e6 },
    analyses: {
      open: async (file) => {
        log.analysed.push(file);
        log.openAnalyses++;
        const analysis = analyses[file.path] ?? anAnalysis();
        const info = shownFor(files[file.path]);
        return { info, analysis, artifactKey: 'analysis-fake', close: async () => void log.openAnalyses-- };
      },
    },
    cache: { trim: async (limitBytes) => void log.trims.push(limitBytes) },
    readSettings: async () => told.settings ?? null,
    contentKeyOf: async (path) => `key of ${path}`,
    mediaArtifacts: { measurePeaks: async ({ path }) => ({ artifactKey: path, peaksPerSec: 100, durationSec: 1 }) },
    openFaceNetworks: told.openFaceNetworks ?? (async () => networks),
    reversedSounds: {
      open: async ({ path, contentKey }) => ({ path: `${path} reversed`, contentKey: `${contentKey} r` }),
    },
    // The made video is told from the picture by nothing but the missing length.
    stills: { open: async ({ path, contentKey }) => ({ path, contentKey }) },
  };
  const scenes: SceneService = {
    readDubTracks: unused,
    preview: unused,
    async export(request, voice) {
      log.exported.push(request);
      told.onExport?.(request, voice);
      const { outputPath } = request;
      const made = { sizeBytes: 1_000_000, frameCount: 50, changedFrames: 50, encoder: 'fake264', commands: [] };
      return { outputPath, ...made, elapsedSec: 4 };
    },
    close: async () => void (log.isClosed = true),
  };
  return { scenes: () => scenes, sources, log };
}
