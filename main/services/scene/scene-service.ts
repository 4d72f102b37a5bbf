import type { Saying } from '../../../core/saying.ts';
import type { DubTracks, ExportRequest, PatchChunk } from '../../../api/engine-contract.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { JobProgress } from '../../../core/ports/progress.ts';
import type { Scene } from '../../../core/project/scene.ts';
import { makeJobProgressMeter, type PhasePlan } from '../job-progress.ts';
import { exportScene, type ExportResult } from './scene-export.ts';
import type { ScenePorts } from './scene-ports.ts';
import { costNotice, stagedNotices, type SceneNotice } from './scene-notices.ts';
import { previewChunks } from './scene-preview.ts';
import { makeSceneStage, type StagedScene } from './scene-stage.ts';
import { withStillVideos } from './scene-stills.ts';
import { writeDubTracks, type HeardPerson } from './scene-tracks.ts';
import { makeLiveVideos, type LiveVideo } from './scene-video.ts';

export type { ScenePorts } from './scene-ports.ts';

/** The frames asked for: `startFrame` up to `endFrame` (exclusive). */
export interface PreviewRequest {
  readonly scene: Scene;
  readonly startFrame: number;
  readonly endFrame: number;
}

/** How a job talks while it runs. */
export interface SceneVoice {
  progress(progress: JobProgress): void;
  notice(sentence: string, saying?: Saying): void;
}

/** Makes frames of scenes: for the eye, for the curves, and for a file; all of them from the same blocks. */
export interface SceneService {
  /** What the voices of a scene make of the lips, as an artifact. Analyses the video first when that was not done yet. */
  readDubTracks(request: { readonly scene: Scene }, voice: SceneVoice, signal?: AbortSignalLike): Promise<DubTracks>;
  /** Changed parts of the frames, those at the start first. A newer preview ends the older one, which fails with 'job.cancelled'. */
  preview(request: PreviewRequest, signal?: AbortSignalLike): AsyncIterable<PatchChunk>;
  /** Finished segments stay in the cache when it is cancelled, fails, or the process dies: the same request goes on behind them. */
  export(request: ExportRequest, voice: SceneVoice, signal?: AbortSignalLike): Promise<ExportResult>;
  /** Closes the videos that are kept open between requests. */
  close(): Promise<void>;
}

/** Makes the service on its ports. It keeps the latest videos open, with what was learned of their people. */
export function createSceneService(ports: ScenePorts): SceneService {
  const videos = makeLiveVideos(ports);
  const stage = makeSceneStage(ports, videos);
  let newestPreview: AbortController | null = null;

  async function withScene<T>(
    asked: Scene,
    options: { readonly signal?: AbortSignalLike | undefined; readonly report?: ProgressSink },
    work: (video: LiveVideo, staged: StagedScene) => Promise<T>,
  ): Promise<T> {
    const { signal, report } = options;
    const scene = await withStillVideos(ports.stills, asked, signal);
    return videos.use(scene.video, { signal, onProgress: report }, async (video) => {
      report?.({ phase: 'voice', doneFrames: 0, totalFrames: 1 });
      return work(video, await stage.stage(video, scene, signal));
    });
  }

  return {
    readDubTracks: ({ scene }, voice, signal) => {
      const meter = meterOf(ports, voice, { analysis: 1, voice: 1 });
      return withScene(scene, { signal, report: meter.report }, async (video, { people }) => {
        const heard: HeardPerson[] = [];
        for (const person of people)
          heard.push({ ...person, learned: await video.learn(person.faceNumber, scene.canAdapt, signal) });
        const tracks = await writeDubTracks(heard, video.picture, ports.artifacts);
        meter.finish();
        return tracks;
      });
    },

    async *preview({ scene: asked, startFrame, endFrame }, signal) {
      newestPreview?.abort();
      const own = new AbortController();
      newestPreview = own;
      const abort = (): void => own.abort();
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) abort();
      try {
        throwIfCancelled(own.signal);
        const scene = await withStillVideos(ports.stills, asked, own.signal);
        const { video, release } = await videos.lease(scene.video, { signal: own.signal });
        try {
          const staged = await stage.stage(video, scene, own.signal);
          const { drawing } = await staged.draw(own.signal);
          const { artifacts } = ports;
          yield* previewChunks({ video, drawing, range: { startFrame, endFrame }, artifacts, signal: own.signal });
        } finally {
          release();
        }
      } finally {
        signal?.removeEventListener('abort', abort);
        own.abort();
      }
    },

    async export(request, voice, signal) {
      const startMs = ports.clock.nowMs();
      const { scene, outputPath, canReplaceOutput: canReplace } = request;
      await ports.outputGuard.assertCanWrite({ outputPath, canReplace, inputPaths: inputPathsOf(request) });
      const meter = meterOf(ports, voice, { analysis: 1, voice: 1, atlas: 1, render: 1, export: 1 });
      return withScene(scene, { signal, report: meter.report }, async (video, staged) => {
        const { drawing, networks } = await staged.draw(signal);
        const say = ({ sentence, saying }: SceneNotice): void => voice.notice(sentence, saying);
        stagedNotices(staged.people, networks).forEach(say);
        const before = networks?.costs() ?? [];
        const result = await exportScene({ ports, video, drawing, request, meter, signal });
        const costs = networks && costNotice(networks.executionProvider, before, networks.costs());
        if (costs) say(costs);
        meter.finish();
        return { ...result, elapsedSec: (ports.clock.nowMs() - startMs) / 1000 };
      });
    },

    async close() {
      newestPreview?.abort();
      await videos.close();
    },
  };
}

/** Every file that an export reads. */
function inputPathsOf({ scene, soundtrack }: ExportRequest): string[] {
  const voices = [...soundtrack.voices, ...scene.people.flatMap((person) => person.voices)];
  const files = [scene.video, ...voices.map(({ file }) => file), ...Object.values(scene.factorSources)];
  return files.map(({ path }) => path);
}

type ProgressSink = ReturnType<typeof makeJobProgressMeter>['report'];

function meterOf({ clock }: ScenePorts, voice: SceneVoice, phases: PhasePlan) {
  return makeJobProgressMeter(clock, phases, (progress) => voice.progress(progress));
}
