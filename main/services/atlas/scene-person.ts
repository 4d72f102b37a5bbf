import type { AbortSignalLike } from '../../../core/errors.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AdaptationSummary } from '../../../core/ports/synthesis.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import { learnLipHandleRest } from '../../../core/synthesis/lip-handles.ts';
import { learnAdaptation, learnShape, planAtlases, type MouthVocabulary } from './driven-person.ts';
import { hashOf } from '../content-hash.ts';
import { nextTurn } from '../next-turn.ts';
import type { Person } from '../../../core/analysis/people.ts';
import type { MotionPerson } from '../scene/scene-motion.ts';
import { makeTrackMouths, type TrackMouths } from './scene-mouths.ts';
import type { ScenePorts } from '../scene/scene-ports.ts';
import type { LiveVideo } from '../scene/scene-video.ts';
import { hearOwnVoice } from '../scene/scene-voices.ts';

/** Memory for the mouths of one person, bytes; as in a dub from the command line. */
const atlasBudgetBytes = 256 * 1024 * 1024;

/** Raised when the same inputs would give other pictures. */
const sceneVersion = 1;

/** One person of a video, ready to be driven. */
export interface LearnedScenePerson {
  readonly person: Person;
  readonly vocabulary: MouthVocabulary;
  readonly motion: MotionPerson;
  readonly adaptation: AdaptationSummary;
  /** One for each track that has a usable mouth. */
  readonly mouths: readonly TrackMouths[];
  /** Names everything that this person's pictures depend on beside motions. */
  readonly key: string;
}

/** Learns a person: rest shape, way of speaking from the own sound, and which frames give mouths. */
export async function learnScenePerson(
  ports: ScenePorts,
  reader: MediaReader,
  video: LiveVideo,
  person: Person,
  canAdapt: boolean,
  signal?: AbortSignalLike,
): Promise<LearnedScenePerson> {
  const { info, picture, file } = video;
  const vocabulary = await ports.openSynthesizerParts();
  const hearsOwn = canAdapt && info.audio.length > 0;
  const ownVoice = hearsOwn ? await hearOwnVoice(file, reader, ports.voices, signal) : null;
  const seen = { video: picture, tracks: person.tracks, ownVoice };
  const shape = learnShape(vocabulary, seen);
  await nextTurn();
  throwIfCancelled(signal);
  const { adaptation, summary } = learnAdaptation(vocabulary, seen, shape);
  await nextTurn();
  throwIfCancelled(signal);
  const rest = learnLipHandleRest(person.tracks, vocabulary.face);
  const parts = [
    sceneVersion,
    file.contentKey,
    video.analysisKey,
    person.faceNumber,
    ownVoice === null ? 'plain' : 'adapted',
  ];
  const key = await hashOf([...parts, shape.restShape, shape.coefficientLow, shape.coefficientHigh]);
  const mouths = planAtlases(vocabulary, seen, shape, atlasBudgetBytes).map((atlas) =>
    makeTrackMouths(atlas, info, reader),
  );
  return {
    person,
    vocabulary,
    motion: { shape, basis: vocabulary.basis, adaptation, rest },
    adaptation: summary,
    mouths,
    key,
  };
}
