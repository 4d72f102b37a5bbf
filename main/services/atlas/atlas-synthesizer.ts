import { lipMotionFrom } from '../../../core/analysis/lip-motion-from-voice.ts';
import type { PersonShape } from '../../../core/analysis/lip-motion.ts';
import { renderMouth } from '../../../core/compositing/index.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { FaceSynthesis, FaceSynthesizer, IntendedOpening, PersonToDub } from '../../../core/ports/synthesis.ts';
import type { MouthPlan } from '../../../core/synthesis/index.ts';
import { blockOf, framesOfBlock, makeMouthBlocks } from '../../../core/synthesis/mouth-blocks.ts';
import type { MouthMotion } from '../../../core/synthesis/mouth-motion.ts';
import { makeMouthPlanner } from '../../../core/synthesis/mouth-plan.ts';
import { learnAdaptation, learnShape, planAtlases } from './driven-person.ts';
import type { LearnedAdaptation, MouthVocabulary, TrackAtlas } from './driven-person.ts';
import { nextTurn } from '../next-turn.ts';

/** What the atlas way of making a mouth needs besides the person. */
export interface AtlasSynthesizerParts extends MouthVocabulary {
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
      return makeSynthesis(person, planAtlases(parts, person, shape, parts.budgetBytes), shape, adaptation);
    },
  };
}

/** The plans of one track that are not drawn yet, by block. */
interface PlannedTrack {
  readonly endFrame: number;
  readonly startFrame: number;
  readonly blocks: Map<number, MouthPlan>;
}

function makeSynthesis(
  { voice, video, strength }: PersonToDub,
  atlases: readonly TrackAtlas[],
  person: PersonShape,
  { adaptation, summary }: LearnedAdaptation,
): FaceSynthesis {
  const planned: PlannedTrack[] = [];
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
        const { startFrame, endFrame } = next.track;
        if (next.atlas.collectedCount === 0) continue;
        const { frameTimesSec } = video;
        const request = { prediction: voice, person, adaptation, frameTimesSec, startFrame, endFrame, strength };
        const track = await planTrack(next, lipMotionFrom(request), signal);
        planned.push(track);
        intendedOpenings.push({ startFrame, openings: openingsOf(track) });
      }
    },
    render({ frameIndex, image }) {
      while (planned.length > 0 && planned[0].endFrame <= frameIndex) planned.shift();
      const block = blockOf(frameIndex);
      let isChanged = false;
      for (const { startFrame, blocks } of planned) {
        if (startFrame > frameIndex) break;
        // Frames come in order: the block before is never asked for again.
        blocks.delete(block - 1);
        const plan = blocks.get(block);
        if (plan && renderMouth(plan, frameIndex, image) !== null) isChanged = true;
      }
      return isChanged;
    },
  };
}

async function planTrack(
  { atlas, track }: TrackAtlas,
  motion: MouthMotion,
  signal: AbortSignalLike | undefined,
): Promise<PlannedTrack> {
  const planner = makeMouthBlocks(makeMouthPlanner(atlas), motion);
  const blocks = new Map<number, MouthPlan>();
  for (let block = blockOf(track.startFrame); block <= blockOf(track.endFrame - 1); block++) {
    blocks.set(block, planner.planOf(block));
    await nextTurn();
    throwIfCancelled(signal);
  }
  return { startFrame: track.startFrame, endFrame: track.endFrame, blocks };
}

function openingsOf({ blocks, ...track }: PlannedTrack): Float32Array {
  const openings = new Float32Array(track.endFrame - track.startFrame).fill(NaN);
  for (const [block, plan] of blocks) {
    const { startFrame, endFrame } = framesOfBlock(block, track);
    for (let frame = startFrame; frame < endFrame; frame++) {
      const t = frame - plan.startFrame;
      if (plan.entries[t] >= 0) openings[frame - track.startFrame] = plan.openings[t];
    }
  }
  return openings;
}
