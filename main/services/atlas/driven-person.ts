import { sayingOf } from '../../../core/saying.ts';
import { learnLipAdaptation } from '../../../core/analysis/lip-adaptation.ts';
import type { LipAdaptation } from '../../../core/analysis/lip-adaptation.ts';
import type { LipBasis, PersonShape } from '../../../core/analysis/lip-motion.ts';
import { learnPersonShape } from '../../../core/analysis/person-shape.ts';
import type { PersonShapeDefaults } from '../../../core/analysis/person-shape.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import type { AdaptationSummary } from '../../../core/ports/synthesis.ts';
import type { VoicePrediction } from '../../../core/ports/voice.ts';
import { createMouthAtlas, planAtlas } from '../../../core/synthesis/index.ts';
import type { MouthAtlas } from '../../../core/synthesis/index.ts';

/** What the model pack says of faces and lips in general. */
export interface MouthVocabulary {
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly defaults: PersonShapeDefaults;
}

/** A person as a video shows and lets hear them. */
export interface SeenPerson {
  readonly video: VideoStream;
  /** All of the person's tracks, ascending in time. */
  readonly tracks: readonly FaceTrack[];
  /** Motion of the video's own speech; null when there is none or it is not wanted. */
  readonly ownVoice: VoicePrediction | null;
}

/** Learns how one person's mouth rests and moves. */
export function learnShape(
  { face, basis, defaults }: MouthVocabulary,
  { tracks, ownVoice, video }: SeenPerson,
): PersonShape {
  const input = { tracks, face, basis, defaults };
  if (!ownVoice) return learnPersonShape(input);
  const { startSec, rateHz, isSpeech } = ownVoice;
  const isSpeechAtFrame = (frameIndex: number): boolean =>
    isSpeech[Math.round((video.frameTimesSec[frameIndex] - startSec) * rateHz)] === 1;
  return learnPersonShape({ ...input, isSpeechAtFrame });
}

/** What was learned of a person's own speech, and what the report says of it. */
export interface LearnedAdaptation {
  readonly adaptation: LipAdaptation | null;
  readonly summary: AdaptationSummary;
}

/** Learns how this person's lips differ from the general prediction. */
export function learnAdaptation(
  { face, basis }: MouthVocabulary,
  { ownVoice, tracks, video }: SeenPerson,
  person: PersonShape,
): LearnedAdaptation {
  if (!ownVoice) {
    const sentence = "Nothing is learned from the video's own speech: it has none, or it was not wanted.";
    return {
      adaptation: null,
      summary: {
        isUsed: false,
        sentence,
        saying: sayingOf('adaptation.no-speech', {}),
        scoreBefore: null,
        scoreAfter: null,
        speechSec: 0,
      },
    };
  }
  const { frameTimesSec } = video;
  const adaptation = learnLipAdaptation({ prediction: ownVoice, tracks, frameTimesSec, person, face, basis });
  const { isUsed, sentence, saying, scoreBefore, scoreAfter, speechSec } = adaptation;
  return { adaptation, summary: { isUsed, sentence, saying, scoreBefore, scoreAfter, speechSec } };
}

/** A track whose mouths can be collected. */
export interface TrackAtlas {
  readonly track: FaceTrack;
  readonly atlas: MouthAtlas;
}

/** Chooses the frames that give each track its mouths; tracks without a usable mouth are left out. */
export function planAtlases(
  { face, basis }: MouthVocabulary,
  { tracks, video }: Pick<SeenPerson, 'tracks' | 'video'>,
  person: PersonShape,
  budgetBytes: number,
): readonly TrackAtlas[] {
  const totalFrames = tracks.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0);
  const atlases: TrackAtlas[] = [];
  for (const track of tracks) {
    const plan = planAtlas({
      track,
      face,
      basis,
      person,
      frameWidthPx: video.widthPx,
      frameHeightPx: video.heightPx,
      budgetBytes: (budgetBytes * (track.endFrame - track.startFrame)) / totalFrames,
    });
    if (plan.frames.length > 0) atlases.push({ track, atlas: createMouthAtlas(plan) });
  }
  return atlases;
}
