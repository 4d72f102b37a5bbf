import type { z } from 'zod';
import type { analysisSummarySchema } from '../../../api/engine-contract.ts';
import { boxOfLandmarks } from '../../../core/analysis/face-detection.ts';
import type { FaceTrack, VideoAnalysis } from '../../../core/analysis/face-track.ts';
import { frameRuns } from '../../../core/analysis/frame-runs.ts';
import { listPeople } from '../../../core/analysis/people.ts';
import { landmarkValues } from '../../../core/geometry/landmarks.ts';
import type { EngineAdapters } from '../../adapters.ts';
import { jobItems } from '../job-items.ts';
import type { EngineVerbs } from './engine-verbs.ts';
import { onePhaseMeter } from './job-meter.ts';

/** What the analysis found, as it crosses the border. */
export type AnalysisSummary = z.input<typeof analysisSummarySchema>;

/** Shots, faces and factor tracks of videos. */
export function createAnalysisHandlers({ analyses, stills, clock }: EngineAdapters): EngineVerbs<'analyse'> {
  return {
    analyse: ({ video }, signal) =>
      jobItems(async (voice) => {
        const shown = await stills.open(video, signal);
        const opened = await analyses.open(shown, { signal, onProgress: onePhaseMeter(clock, 'analysis', voice) });
        try {
          return summaryOf(opened.artifactKey, opened.analysis);
        } finally {
          await opened.close();
        }
      }),
  };
}

/** Sums an analysis up; reads one landmark array for each stretch in which a face is seen. */
export function summaryOf(artifactKey: string, analysis: VideoAnalysis): AnalysisSummary {
  const people = listPeople(analysis);
  const faceNumberOf = new Map(
    people.flatMap(({ faceNumber, tracks }) => tracks.map((track) => [track.faceTrackId, faceNumber] as const)),
  );
  return {
    artifactKey,
    frameCount: analysis.frameCount,
    shots: analysis.shots.map(({ startFrame, endFrame }) => ({ startFrame, endFrame })),
    faces: people.map((person) => ({
      faceNumber: person.faceNumber,
      presentFrames: person.presentFrames,
      drivableFrames: person.drivableFrames,
      medianIodPx: person.medianIodPx,
      yawLowRad: person.yawLowRad,
      yawHighRad: person.yawHighRad,
      stretches: person.tracks.flatMap(stretchesOf),
    })),
    findings: analysis.findings.map(({ severity, code, sentence, saying, frames, faceTrackId }) => ({
      severity,
      code,
      sentence,
      saying,
      frames: frames.map(({ startFrame, endFrame }) => ({ startFrame, endFrame })),
      faceNumber: faceTrackId === null ? null : (faceNumberOf.get(faceTrackId) ?? null),
    })),
  };
}

function stretchesOf(track: FaceTrack): AnalysisSummary['faces'][number]['stretches'] {
  const isSeen = (offset: number) => track.isPresent[offset] === 1;
  const landmarks = new Float32Array(landmarkValues);
  return frameRuns(track.startFrame, track.isPresent.length, isSeen).map(({ startFrame, endFrame }) => {
    const hasMesh = track.landmarks.read((startFrame + endFrame) >> 1, landmarks);
    const { x, y, widthPx, heightPx } = hasMesh ? boxOfLandmarks(landmarks) : track.box;
    return { startFrame, endFrame, box: { x, y, widthPx, heightPx } };
  });
}
