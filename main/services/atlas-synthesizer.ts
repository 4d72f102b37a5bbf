import { learnLipAdaptation } from '../../core/analysis/lip-adaptation.ts';
import type { LipAdaptation } from '../../core/analysis/lip-adaptation.ts';
import { lipMotionFrom } from '../../core/analysis/lip-motion-from-voice.ts';
import type { LipBasis, PersonShape } from '../../core/analysis/lip-motion.ts';
import { learnPersonShape } from '../../core/analysis/person-shape.ts';
import type { PersonShapeDefaults } from '../../core/analysis/person-shape.ts';
import type { FaceTrack } from '../../core/analysis/face-track.ts';
import { renderMouth } from '../../core/compositing/index.ts';
import { throwIfCancelled } from '../../core/errors.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import type { CanonicalFace } from '../../core/geometry/canonical-face.ts';
import type {
  AdaptationSummary,
  FaceSynthesis,
  FaceSynthesizer,
  IntendedOpening,
  PersonToDub,
} from '../../core/ports/synthesis.ts';
import { createMouthAtlas, planAtlas, planMouth } from '../../core/synthesis/index.ts';
import type { MouthAtlas, MouthPlan } from '../../core/synthesis/index.ts';

/** What the atlas way of making a mouth needs besides the person. */
export interface AtlasSynthesizerParts {
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly defaults: PersonShapeDefaults;
  /** Memory for the mouths of one person, bytes; shared by their tracks by length. */
  readonly budgetBytes: number;
}

/** Makes mouths from the same video's own frames (studio design, model pack kind "atlas"). */
export function createAtlasSynthesizer(parts: AtlasSynthesizerParts): FaceSynthesizer {
  return {
    async prepare(person, signal) {
      const shape = learnShape(parts, person);
      throwIfCancelled(signal);
      const adaptation = learnAdaptation(parts, person, shape);
      throwIfCancelled(signal);
      return makeSynthesis(person, planAtlases(parts, person, shape), shape, adaptation);
    },
  };
}

function learnShape(
  { face, basis, defaults }: AtlasSynthesizerParts,
  { tracks, ownVoice, video }: PersonToDub,
): PersonShape {
  const input = { tracks, face, basis, defaults };
  if (!ownVoice) return learnPersonShape(input);
  const { startSec, rateHz, isSpeech } = ownVoice;
  const isSpeechAtFrame = (frameIndex: number): boolean =>
    isSpeech[Math.round((video.frameTimesSec[frameIndex] - startSec) * rateHz)] === 1;
  return learnPersonShape({ ...input, isSpeechAtFrame });
}

/** What was learned, and what the report says of it. */
interface LearnedAdaptation {
  readonly adaptation: LipAdaptation | null;
  readonly summary: AdaptationSummary;
}

function learnAdaptation(
  parts: AtlasSynthesizerParts,
  { ownVoice, tracks, video }: PersonToDub,
  person: PersonShape,
): LearnedAdaptation {
  if (!ownVoice) {
    const sentence = "Nothing is learned from the video's own speech: it has none, or it was not wanted.";
    return {
      adaptation: null,
      summary: { isUsed: false, sentence, scoreBefore: null, scoreAfter: null, speechSec: 0 },
    };
  }
  const { face, basis } = parts;
  const adaptation = learnLipAdaptation({
    prediction: ownVoice,
    tracks,
    frameTimesSec: video.frameTimesSec,
    person,
    face,
    basis,
  });
  const { isUsed, sentence, scoreBefore, scoreAfter, speechSec } = adaptation;
  return { adaptation, summary: { isUsed, sentence, scoreBefore, scoreAfter, speechSec } };
}

/** A track whose mouths can be collected. */
interface TrackAtlas {
  readonly track: FaceTrack;
  readonly atlas: MouthAtlas;
}

function planAtlases(
  { face, basis, budgetBytes }: AtlasSynthesizerParts,
  { tracks, video }: PersonToDub,
  person: PersonShape,
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

function makeSynthesis(
  { voice, video, strength }: PersonToDub,
  atlases: readonly TrackAtlas[],
  person: PersonShape,
  { adaptation, summary }: LearnedAdaptation,
): FaceSynthesis {
  /** Plans of tracks that are not over yet, first track first: the work space of a track goes when the track ends. */
  const plans: { readonly track: FaceTrack; readonly plan: MouthPlan }[] = [];
  const intendedOpenings: IntendedOpening[] = [];
  const waiting = [...atlases];
  return {
    adaptation: summary,
    intendedOpenings,
    framesToCollect: atlases.flatMap(({ atlas }) => atlas.wantedFrames).sort((a, b) => a - b),
    collect({ frameIndex, image }) {
      for (const { track, atlas } of atlases) {
        if (frameIndex >= track.startFrame && frameIndex < track.endFrame) atlas.collect(frameIndex, image);
      }
    },
    async plan(signal?: AbortSignalLike) {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { track, atlas } = next;
        if (atlas.collectedCount > 0) {
          const { startFrame, endFrame } = track;
          const { frameTimesSec } = video;
          const motion = lipMotionFrom({
            prediction: voice,
            person,
            adaptation,
            frameTimesSec,
            startFrame,
            endFrame,
            strength,
          });
          const plan = planMouth(atlas, motion);
          plans.push({ track, plan });
          intendedOpenings.push({
            startFrame,
            openings: plan.openings.map((opening, t) => (plan.entries[t] < 0 ? NaN : opening)),
          });
        }
        await nextTurn();
        throwIfCancelled(signal);
      }
    },
    render({ frameIndex, image }) {
      while (plans.length > 0 && plans[0].track.endFrame <= frameIndex) plans.shift();
      let isChanged = false;
      for (const { track, plan } of plans) {
        if (track.startFrame > frameIndex) break;
        if (renderMouth(plan, frameIndex, image) !== null) isChanged = true;
      }
      return isChanged;
    },
  };
}

/** Lets a waiting interrupt in between two long calculations. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
