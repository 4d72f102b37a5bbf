import { settingsSchema } from '../../api/settings.ts';
import { isStudioError, throwIfCancelled, type AbortSignalLike } from '../../core/errors.ts';
import type { JobProgress, ProgressReport } from '../../core/ports/progress.ts';
import { pictureEndSec } from '../../core/media/supported-picture.ts';
import type { Scene } from '../../core/project/scene.ts';
import { frameStartSec } from '../../core/time/frame-rate.ts';
import type { SceneSources, Studio } from '../studio.ts';
import { editsFor, editsOf } from './scene-edits.ts';
import { readSceneInputs, type SceneInputs } from './scene-inputs.ts';
import { reportCosts, type SceneReport } from './scene-report.ts';
import type { SceneRequest } from './scene-request.ts';

/** Share of the bar for looking into the inputs: faces that are not known yet. */
const inputsShare = 0.1;

/** How a job talks while it runs. */
export interface SceneTalk {
  readonly signal: AbortSignalLike;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onNotice: (sentence: string) => void;
}

/** What a job needs of the studio. */
export type SceneStudio = Pick<Studio, 'scenes' | 'sources' | 'version'>;

/**
 * Dubs a video or animates a still with a generative pack: makes a scene of the words of the command line and exports it.
 * Finished stretches stay in the cache: the same command goes on behind them.
 *
 * @throws StudioError for everything that the user can meet; the output then does not exist
 */
export async function runSceneJob(studio: SceneStudio, request: SceneRequest, talk: SceneTalk): Promise<SceneReport> {
  const { sources } = studio;
  const startMs = sources.clock.nowMs();
  const scenes = studio.scenes();
  const notices: string[] = [];
  const notify = (sentence: string): void => {
    notices.push(sentence);
    talk.onNotice(sentence);
  };
  try {
    throwIfCancelled(talk.signal);
    const { outputPath, canReplaceOutput: canReplace } = request;
    await sources.outputGuard.assertCanWrite({ outputPath, canReplace, inputPaths: inputPathsOf(request) });
    // A damaged pack is found before an hour of video is looked at. The networks stay open for the export.
    await sources.openFaceNetworks(request.pack.id);
    const sinceStart = (): number => (sources.clock.nowMs() - startMs) / 1000;
    const onProgress = (report: ProgressReport): void => talk.onProgress(lookingProgress(report, sinceStart()));
    const inputs = await readSceneInputs(sources, request, { signal: talk.signal, notify, onProgress });
    const lookedSec = sinceStart();
    const result = await scenes.export(
      {
        scene: sceneOf(request, inputs),
        soundtrack: { voices: inputs.heard, originalSoundDb: null },
        outputPath,
        canReplaceOutput: canReplace,
        preset: request.preset,
        isMarked: request.isMarked,
      },
      {
        progress: (progress) => talk.onProgress(exportProgress(progress, lookedSec)),
        // What the networks cost stands in the report and its summary.
        notice: (sentence, saying) => {
          if (saying?.code !== 'job.network-costs') notify(sentence);
        },
      },
      talk.signal,
    );
    const report = await reportOf(studio, request, inputs, { result, notices, elapsedSec: sinceStart() });
    await sources.cache.trim(await cacheLimitOf(sources));
    return report;
  } finally {
    await scenes.close();
  }
}

/** Derived data is cut back to what the user set in the studio, or its default. */
async function cacheLimitOf({ readSettings }: SceneSources): Promise<number> {
  const read = settingsSchema.safeParse((await readSettings()) ?? {});
  return (read.data ?? settingsSchema.parse({})).cacheLimitBytes;
}

function inputPathsOf({ picturePath, voicePath, mixPath, drivers }: SceneRequest): string[] {
  return [picturePath, voicePath, ...(mixPath === null ? [] : [mixPath]), ...drivers.map(({ path }) => path)];
}

/** The scene that a request means. */
export function sceneOf(request: SceneRequest, inputs: SceneInputs): Scene {
  const { picture, voices, drivers } = inputs;
  const time = {
    frameTimesSec: picture.frameTimesSec,
    frameSec: frameStartSec(picture.frameRate, 1),
    endSec: pictureEndSec(picture),
  };
  const edits = editsOf(request, drivers, time);
  return {
    video: inputs.file,
    people: inputs.chosen.map(({ faceNumber }) => ({ faceNumber, voices, edits: editsFor(faceNumber, edits) })),
    factorSources: Object.fromEntries(drivers.map(({ assetId, file }) => [assetId, file])),
    canAdapt: false,
    packId: request.pack.id,
    expressionWindowFrames: request.expressionWindowFrames,
  };
}

/** Looking into the inputs is the head of the bar; how long the rest takes is not known there. */
function lookingProgress(report: ProgressReport, elapsedSec: number): JobProgress {
  const share = report.totalFrames > 0 ? report.doneFrames / report.totalFrames : 0;
  return { ...report, ratio: inputsShare * Math.min(1, share), elapsedSec, leftSec: null, framesPerSec: null };
}

function exportProgress(progress: JobProgress, lookedSec: number): JobProgress {
  const ratio = inputsShare + (1 - inputsShare) * progress.ratio;
  return { ...progress, ratio, elapsedSec: progress.elapsedSec + lookedSec };
}

interface Outcome {
  readonly result: Awaited<ReturnType<ReturnType<Studio['scenes']>['export']>>;
  readonly notices: readonly string[];
  readonly elapsedSec: number;
}

async function reportOf(
  { sources, version }: SceneStudio,
  request: SceneRequest,
  { picture, isStill, chosen, fit }: SceneInputs,
  { result, notices, elapsedSec }: Outcome,
): Promise<SceneReport> {
  const { pack, driverFaceNumber: faceNumber } = request;
  const networks = await networksOf(sources, pack.id);
  return {
    format: 'facet.scene-report',
    formatVersion: 1,
    command: request.command,
    inputs: {
      picture: request.picturePath,
      voice: request.voicePath,
      mix: request.mixPath,
      drivers: request.drivers.map((driver) => ({ ...driver, faceNumber })),
    },
    picture: {
      isStill,
      widthPx: picture.widthPx,
      heightPx: picture.heightPx,
      frameRate: `${String(picture.frameRate.num)}/${String(picture.frameRate.den)}`,
      durationSec: picture.durationSec,
    },
    faceNumbers: chosen.map((person) => person.faceNumber),
    fit: { policy: request.fit, offsetSec: request.offsetSec, sentence: fit.sentence },
    strength: request.strength,
    expressionWindowFrames: request.expressionWindowFrames,
    pack: {
      id: pack.id,
      version: pack.version,
      licence: pack.licence,
      precision: pack.precision,
      executionProvider: networks?.executionProvider ?? 'unknown',
    },
    frames: {
      total: result.frameCount,
      changed: result.changedFrames,
      untouched: result.frameCount - result.changedFrames,
    },
    networks: reportCosts(networks?.costs() ?? []),
    notices,
    output: { path: request.outputPath, sizeBytes: result.sizeBytes, preset: request.preset, encoder: result.encoder },
    elapsedSec,
    realTimeFactor: picture.durationSec / Math.max(elapsedSec, 1e-3),
    peakMemoryBytes: sources.clock.peakMemoryBytes(),
    facet: version,
  };
}

/** The networks that did the work: still open. What a report lacks must not make a finished file a failure. */
async function networksOf({ openFaceNetworks }: SceneSources, packId: string) {
  return openFaceNetworks(packId).catch((failure: unknown) => {
    if (isStudioError(failure)) return null;
    throw failure;
  });
}
