import { StudioError } from '../../../core/errors.ts';
import type { FitFinding, VideoAnalysis } from '../../../core/analysis/face-track.ts';
import type { DubInputs } from './dub-inputs.ts';
import type { MeteredDubJob } from './dub-job.ts';
import { listPeople } from '../../../core/analysis/people.ts';
import { choosePeople } from '../face-choice.ts';
import type { Person } from '../../../core/analysis/people.ts';

/** The people of the video and those of them to dub. */
export interface ChosenFaces {
  readonly analysis: VideoAnalysis;
  readonly people: readonly Person[];
  readonly chosen: readonly Person[];
}

/**
 * Analyses the picture and chooses whom to dub.
 * @throws StudioError 'analysis.*' when nobody is there, nobody is meant, or no mouth of those meant can be re-driven
 */
export async function findFaces(job: MeteredDubJob, { video }: DubInputs): Promise<ChosenFaces> {
  const { ports, scope, signal, progress, request, notify } = job;
  const scratch = scope.own(await ports.scratch.open(), (folder) => folder.remove());
  const analyser = scope.own(await ports.openAnalyser(), (one) => one.close());
  const onProgress = progress.report;
  const analysis = await analyser.analyse(video, { signal, onProgress, scratchFolder: scratch.path });

  assertSomebody(video.path, analysis);
  const people = listPeople(analysis);
  const chosen = choosePeople(people, request.face);
  for (const { severity, sentence } of findingsAbout(analysis, chosen)) {
    if (severity === 'warning') notify({ kind: 'finding', sentence });
  }
  assertDrivable(analysis, chosen);
  notify({ kind: 'face', sentence: describeChoice(people, chosen, analysis.frameCount) });
  return { analysis, people, chosen };
}

/** @throws StudioError 'analysis.no-face' when nobody is in the picture */
export function assertSomebody(path: string, { faceTracks, frameCount }: VideoAnalysis): void {
  if (faceTracks.length > 0) return;
  throw new StudioError('analysis.no-face', `No face was found in any of the ${frameCount} frames of ${path}.`, {
    path,
    frameCount,
  });
}

/** Findings of the whole picture and of the people meant. */
function findingsAbout(analysis: VideoAnalysis, people: readonly Person[]): readonly FitFinding[] {
  const trackIds = new Set(people.flatMap(({ tracks }) => tracks.map(({ faceTrackId }) => faceTrackId)));
  return analysis.findings.filter(({ faceTrackId }) => faceTrackId === null || trackIds.has(faceTrackId));
}

/** Codes of findings that explain why a face cannot be dubbed, when all of its frames have them. */
const reasons = ['analysis.face-too-small', 'analysis.profile-only', 'analysis.no-face'] as const;

/** @throws StudioError 'analysis.*' when no mouth of those meant can be re-driven in any frame; the sentence says why */
export function assertDrivable(analysis: VideoAnalysis, chosen: readonly Person[]): void {
  if (chosen.some(({ drivableFrames }) => drivableFrames > 0)) return;
  const findings = findingsAbout(analysis, chosen);
  const [worst] = [...findings].sort((a, b) => severityRank[a.severity] - severityRank[b.severity]);
  const code =
    reasons.find((reason) => reason === worst?.code || reason.endsWith(`.${worst?.code}`)) ?? 'analysis.profile-only';
  const whose = chosen.map(({ faceNumber }) => faceNumber).join(', ');
  const why = worst ? ` ${worst.sentence}` : '';
  throw new StudioError(code, `The mouth of face ${whose} cannot be dubbed in any frame.${why}`, {
    faceNumbers: whose,
    finding: worst?.code ?? null,
  });
}

const severityRank = { blocker: 0, warning: 1, note: 2 } as const;

function describeChoice(people: readonly Person[], chosen: readonly Person[], frameCount: number): string {
  const parts = chosen.map(
    ({ faceNumber, drivableFrames }) => `face ${faceNumber} in ${drivableFrames} of ${frameCount} frames`,
  );
  const others = people.length - chosen.length;
  const rest =
    others === 0
      ? ''
      : others === 1
        ? '; the other face stays as it is'
        : `; the other ${others} faces stay as they are`;
  return `Dubbing ${parts.join(', ')}${rest}.`;
}
