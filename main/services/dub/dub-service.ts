import { throwIfCancelled } from '../../../core/errors.ts';
import { withScope } from '../../../core/lifetime/scope.ts';
import type { Scope } from '../../../core/lifetime/scope.ts';
import { findFaces } from './dub-faces.ts';
import { checkInputs } from './dub-inputs.ts';
import type { DubInputs } from './dub-inputs.ts';
import { linkSignal } from './dub-job.ts';
import type { DubJob, MeteredDubJob } from './dub-job.ts';
import type { DubPorts } from './dub-ports.ts';
import { prepareMouths, renderVideo } from './dub-render.ts';
import { reportDubbedFace, reportFile, reportPicture } from './dub-report.ts';
import type { DubReport } from './dub-report.ts';
import type { DubOptions, DubRequest } from './dub-request.ts';
import { hearVoices } from './dub-voices.ts';
import { makeJobProgressMeter } from '../job-progress.ts';
import { makePhaseTimer } from '../phase-timer.ts';

/** Dubs videos: the one path from two files to a third, for every host. */
export interface DubService {
  /**
   * Runs a whole dub. Memory does not grow with the length of the video.
   * @throws StudioError for everything that the user can meet; the output then does not exist and nothing is left behind
   */
  dub(request: DubRequest, options?: DubOptions): Promise<DubReport>;
}

/** Makes the service on the given ports. */
export function createDubService(ports: DubPorts): DubService {
  return { dub: (request, options = {}) => withScope((scope) => runDub(ports, request, options, scope)) };
}

async function runDub(ports: DubPorts, request: DubRequest, options: DubOptions, scope: Scope): Promise<DubReport> {
  const timer = makePhaseTimer(ports.clock);
  const signal = linkSignal(options.signal, scope);
  throwIfCancelled(signal);
  const notify = options.onNotice ?? (() => undefined);
  const unmetered: DubJob = { ports, media: await ports.openMedia(), request, notify, scope, signal, timer };

  const inputs = await checkInputs(unmetered);
  const job = startMeter(unmetered, inputs, options);
  const voices = await timer.time('voice', () => hearVoices(job, inputs));
  const faces = await timer.time('analysis', () => findFaces(job, inputs));
  const mouths = await timer.time('atlas', () => prepareMouths(job, inputs, faces, voices));
  const { frameCount, changedCount, encoder } = await renderVideo(job, inputs, mouths);
  job.progress.finish();

  const timings = timer.stop();
  const { video, picture, voice, mix } = inputs;
  return {
    format: 'facet.dub-report',
    formatVersion: 1,
    inputs: { video: reportFile(video), voice: reportFile(voice), mix: mix && reportFile(mix) },
    picture: reportPicture(picture),
    shots: faces.analysis.shots.map(({ startFrame, endFrame }) => ({ startFrame, endFrame })),
    faces: faces.people.map((person) =>
      reportDubbedFace(person, faces.chosen.includes(person), mouths.intended.get(person.faceNumber)),
    ),
    findings: faces.analysis.findings,
    fit: { policy: request.fit, offsetSec: request.offsetSec, sentence: inputs.fit.sentence },
    strength: request.strength,
    frames: { total: frameCount, driven: changedCount, untouched: frameCount - changedCount },
    adaptation: mouths.adaptation,
    output: { path: request.outputPath, preset: request.preset, encoder },
    timings,
    realTimeFactor: picture.durationSec / Math.max(timings.total, 1e-3),
    renderFramesPerSec: frameCount / Math.max(timings.render, 1e-3),
    peakMemoryBytes: ports.clock.peakMemoryBytes(),
    versions: {
      facet: ports.facetVersion,
      mediaRunner: unmetered.media.runnerName,
      modelPack: voices.voicePorts.packName,
      executionProvider: voices.voicePorts.executionProvider,
    },
  };
}

function startMeter(job: DubJob, { picture }: DubInputs, { onProgress }: DubOptions): MeteredDubJob {
  const frames = picture.frameTimesSec.length;
  const phases = { analysis: frames, voice: frames, atlas: frames, render: frames, export: frames };
  const progress = makeJobProgressMeter(job.ports.clock, phases, (report) => onProgress?.(report));
  return { ...job, progress };
}
