import type { DubTracks } from '../../../api/engine-contract.ts';
import type { VoicePrediction } from '../../../core/analysis/voice/voice-prediction.ts';
import { StudioError } from '../../../core/errors.ts';
import { sayingOf } from '../../../core/saying.ts';
import type { Saying } from '../../../core/saying.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import { lipHandleCount, lipHandlesFrom } from '../../../core/synthesis/lip-handles.ts';
import { hashOf } from '../content-hash.ts';
import { drivenMotion } from './scene-motion.ts';
import type { LearnedScenePerson } from '../atlas/scene-person.ts';
import type { StagedPerson } from './scene-stage.ts';
import type { HeardPassage } from './scene-voices.ts';

/** Closed probability from which a moment counts as one at which the lips must touch. */
const closureProbability = 0.6;

/** Lips open by less than this (iod above the analysis' rest) count as touching, and this near in time. */
const touchingOpen = 0.03;
const touchingSec = 0.06;

/** A person with their voices, and what the lip predictor's way of speaking of them is. */
export interface HeardPerson extends StagedPerson {
  readonly learned: LearnedScenePerson;
}

/** What the voices of people make of their lips, before edits; written as an artifact. */
export async function writeDubTracks(
  people: readonly HeardPerson[],
  picture: VideoStream,
  artifacts: ArtifactFiles,
): Promise<DubTracks> {
  const driven = people.filter(({ passages, silentPassages }) => passages.length + silentPassages > 0);
  if (driven.length > 0 && driven.every(({ passages }) => passages.length === 0)) {
    throw new StudioError(
      'media.silent-voice',
      'No voice can be heard in what was placed. Choose another file or take.',
    );
  }
  const tracks = driven.map((person) => ({ person, ...curvesOf(person, picture) }));
  const key = await hashOf([
    'dub tracks 1',
    ...tracks.flatMap(({ person, lip, activity }) => [person.faceNumber, lip, activity]),
  ]);
  const artifactKey = `dub-tracks-${key}`;
  await artifacts.make(artifactKey, async (folder) => {
    for (const { person, lip, activity } of tracks) {
      await folder.write(`lip-${person.faceNumber}.f32`, bytesOf(lip));
      await folder.write(`activity-${person.faceNumber}.f32`, bytesOf(activity));
    }
  });
  const notes = driven.flatMap(notesOf);
  return {
    artifactKey,
    faces: tracks.map(({ person: { faceNumber }, closures }) => ({
      faceNumber,
      lipFile: `lip-${faceNumber}.f32`,
      activityFile: `activity-${faceNumber}.f32`,
      closures,
    })),
    sentences: notes.map(({ sentence }) => sentence),
    notes,
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A sentence about a face, and the same for other languages where it is known. */
interface FaceNote {
  readonly sentence: string;
  readonly faceNumber: number;
  readonly saying: Saying | null;
}

function notesOf({ faceNumber, learned, passages, silentPassages }: HeardPerson): FaceNote[] {
  const noteOf = (sentence: string, saying: Saying): FaceNote => ({
    sentence: `Face ${faceNumber}: ${sentence}`,
    faceNumber,
    saying,
  });
  const notes = [noteOf(learned.adaptation.sentence, learned.adaptation.saying)];
  if (learned.mouths.length === 0)
    notes.push(
      noteOf(
        'its mouth can be re-driven in no frame, so it stays as it is. Choose another face or video.',
        sayingOf('voice.no-mouth', {}),
      ),
    );
  if (silentPassages > 0)
    notes.push(
      noteOf(
        `${silentPassages} of its voices cannot be heard and drives nothing.`,
        sayingOf('voice.not-heard', { count: silentPassages }),
      ),
    );
  const warnings = new Map(
    passages
      .flatMap(({ prediction }) => prediction.warnings)
      .map(({ sentence, saying }) => [sentence, { sentence, faceNumber, saying: saying ?? null }]),
  );
  return [...notes, ...warnings.values()];
}

/** Lip handles [T, 4], NaN where nothing is driven, voice activity [T], and closures of one person over the whole video. */
function curvesOf({ learned, passages, edits }: HeardPerson, { frameTimesSec }: VideoStream) {
  const lip = new Float32Array(frameTimesSec.length * lipHandleCount).fill(NaN);
  const { rest, shape, basis } = learned.motion;
  for (const track of learned.person.tracks) {
    if (rest === null) break;
    const motion = drivenMotion(
      { person: learned.motion, passages, edits, frameTimesSec, sourceOf: () => null },
      track,
    );
    const { values } = lipHandlesFrom(motion, { person: shape, basis, rest });
    for (let t = 0; t < motion.frameCount; t++) {
      if (motion.strength[t] === 0 || track.isDrivable[t] === 0) continue;
      const row = values.subarray(t * lipHandleCount, (t + 1) * lipHandleCount);
      lip.set(row, (track.startFrame + t) * lipHandleCount);
    }
  }
  const activity = new Float32Array(frameTimesSec.length);
  for (const { prediction, startSec } of passages) {
    for (let frame = 0; frame < frameTimesSec.length; frame++) {
      const step = stepAt(prediction, frameTimesSec[frame] - startSec);
      if (step >= 0) activity[frame] = prediction.isSpeech[step];
    }
  }
  const closures = passages.flatMap((passage) => closuresOf(passage, lip, frameTimesSec));
  return { lip, activity, closures };
}

function stepAt({ startSec, rateHz, stepCount, durationSec }: VoicePrediction, timeSec: number): number {
  if (timeSec < 0 || timeSec >= durationSec) return -1;
  return Math.min(stepCount - 1, Math.max(0, Math.round((timeSec - startSec) * rateHz)));
}

/** The surest moment of each stretch in which the lips probably touch while somebody speaks. */
function closuresOf({ prediction, startSec }: HeardPassage, lip: Float32Array, frameTimesSec: Float64Array) {
  const { closedProbability, isSpeech, stepCount, rateHz } = prediction;
  const closures: { timeSec: number; isReached: boolean }[] = [];
  for (let step = 0; step < stepCount; step++) {
    if (closedProbability[step] < closureProbability || isSpeech[step] === 0) continue;
    let surest = step;
    while (step < stepCount && closedProbability[step] >= closureProbability && isSpeech[step] === 1) {
      if (closedProbability[step] > closedProbability[surest]) surest = step;
      step++;
    }
    const timeSec = startSec + prediction.startSec + surest / rateHz;
    closures.push({ timeSec, isReached: isTouching(lip, frameTimesSec, timeSec) });
  }
  return closures;
}

function isTouching(lip: Float32Array, frameTimesSec: Float64Array, timeSec: number): boolean {
  return frameTimesSec.some(
    (frameSec, frame) => Math.abs(frameSec - timeSec) <= touchingSec && lip[frame * lipHandleCount] <= touchingOpen,
  );
}
