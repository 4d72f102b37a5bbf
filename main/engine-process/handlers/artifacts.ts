import type { ProgressPhase } from '../../../core/ports/progress.ts';
import type { EngineAdapters } from '../../adapters.ts';
import { jobItems } from '../job-items.ts';
import type { JobVoice } from '../job-items.ts';
import type { EngineVerbs } from './engine-verbs.ts';
import { onePhaseMeter } from './job-meter.ts';

/** Sounds have no frames: their progress counts hundredths of a second. */
const stepsPerSec = 100;

/** Peaks, thumbnails, proxies and mixes. */
export function createArtifactHandlers({
  mediaArtifacts,
  stills,
  clock,
}: EngineAdapters): EngineVerbs<'measurePeaks' | 'takeThumbnails' | 'makeProxy' | 'mixVoices'> {
  const optionsOf = (voice: JobVoice, phase: ProgressPhase, signal: AbortSignal) => {
    const report = onePhaseMeter(clock, phase, voice);
    const steps = (sec: number) => Math.round(sec * stepsPerSec);
    const onProgress = (doneSec: number, totalSec: number) =>
      report({ doneFrames: steps(doneSec), totalFrames: steps(totalSec) });
    return { signal, onProgress };
  };
  return {
    measurePeaks: ({ file }, signal) =>
      jobItems(async (voice) =>
        mediaArtifacts.measurePeaks(await stills.open(file, signal), optionsOf(voice, 'voice', signal)),
      ),
    takeThumbnails: async ({ video, timesSec }, signal) => ({
      artifactKey: await mediaArtifacts.takeThumbnails(await stills.open(video, signal), timesSec, { signal }),
    }),
    makeProxy: ({ video }, signal) =>
      jobItems(async (voice) => ({
        artifactKey: await mediaArtifacts.makeProxy(
          await stills.open(video, signal),
          optionsOf(voice, 'export', signal),
        ),
      })),
    mixVoices: ({ voices, durationSec }, signal) =>
      jobItems(async (voice) => ({
        artifactKey: await mediaArtifacts.mixVoices(voices, durationSec, optionsOf(voice, 'export', signal)),
      })),
  };
}
