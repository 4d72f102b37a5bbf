import { renderFaceEdits, renderMouth } from '../../../core/compositing/index.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import type { FaceEditPlan, MouthPlan } from '../../../core/synthesis/index.ts';
import {
  eyeChangeCount,
  expressionChangeCount,
  isChanging,
  poseChangeCount,
  type FaceEditMotion,
} from '../../../core/synthesis/face-edit-motion.ts';
import { blockOf, framesBehindBlock, makeMouthBlocks, type MouthBlocks } from '../../../core/synthesis/mouth-blocks.ts';
import { motionSlice, type MouthMotion } from '../../../core/synthesis/mouth-motion.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { hashOf, type KeyPart } from '../content-hash.ts';
import { nextTurn } from '../next-turn.ts';
import type { DrawnTrack, ReadyTrack } from '../scene/scene-drawing.ts';
import type { ReadyPlanner, TrackMouths } from './scene-mouths.ts';

/** One face track whose pixels are made of the video's own pictures. */
export interface AtlasTrack {
  readonly range: FrameRange;
  /** Names what the pictures of this person depend on beside the motions. */
  readonly personKey: string;
  /** Null when the lips stay as they are. */
  readonly mouth: { readonly motion: MouthMotion; readonly mouths: TrackMouths } | null;
  /** Null when eyes, pose and expression stay as they are. The plan is made when its eyes were collected. */
  readonly face: {
    readonly motion: FaceEditMotion;
    plan(signal?: AbortSignalLike): Promise<FaceEditPlan>;
    readonly eyesKey: string;
  } | null;
}

/** Plans kept in memory; a plan of a block is about 20 kB. */
const keptPlans = 400;

/** Frames of a preview's chunk: a frame takes a few milliseconds. */
const chunkFrames = 8;

/** Draws a track from its atlas. `plans` outlives drawings: after an edit most blocks are found in it. */
export function drawAtlasTrack(track: AtlasTrack, plans: Map<string, MouthPlan>): DrawnTrack {
  const { mouth, face, personKey, range: own } = track;
  let blocks: { readonly ready: ReadyPlanner; readonly blocks: MouthBlocks } | null = null;

  async function planOf(ready: ReadyPlanner, motion: MouthMotion, block: number): Promise<MouthPlan> {
    const behind = framesBehindBlock(block, motion);
    const key = await hashOf([personKey, own.startFrame, ready.mouths, block, ...mouthParts(motion, behind)]);
    const known = plans.get(key);
    if (known) {
      plans.delete(key);
      plans.set(key, known);
      return known;
    }
    if (blocks?.ready !== ready) blocks = { ready, blocks: makeMouthBlocks(ready.planner, motion) };
    const plan = blocks.blocks.planOf(block);
    plans.set(key, plan);
    for (const oldest of plans.keys()) {
      if (plans.size <= keptPlans) break;
      plans.delete(oldest);
    }
    await nextTurn();
    return plan;
  }

  return {
    range: own,
    chunkFrames,
    isChanged: (range) =>
      (mouth !== null && isDriven(mouth.motion, range)) || (face !== null && isEdited(face.motion, range)),
    motionKey(range) {
      const parts: KeyPart[] = [personKey, own.startFrame];
      if (mouth && isDriven(mouth.motion, range)) {
        const first = framesBehindBlock(blockOf(Math.max(own.startFrame, range.startFrame)), mouth.motion);
        const last = framesBehindBlock(blockOf(Math.min(own.endFrame, range.endFrame) - 1), mouth.motion);
        parts.push('mouth', ...mouthParts(mouth.motion, { startFrame: first.startFrame, endFrame: last.endFrame }));
      }
      if (face && isEdited(face.motion, range)) parts.push('face', face.eyesKey, ...faceParts(face.motion, range));
      return parts;
    },
    async ready(range, { nearFrame, signal, onPrepared }) {
      const planned: PlannedTrack = { track, mouths: '', plans: new Map(), face: null };
      if (mouth && isDriven(mouth.motion, range)) {
        const ready = await mouth.mouths.planner({ nearFrame, signal, onFrame: onPrepared });
        planned.mouths = ready.mouths;
        const first = blockOf(Math.max(own.startFrame, range.startFrame));
        const last = blockOf(Math.min(own.endFrame, range.endFrame) - 1);
        for (let block = first; block <= last; block++) {
          throwIfCancelled(signal);
          planned.plans.set(block, await planOf(ready, mouth.motion, block));
        }
      }
      if (face && isEdited(face.motion, range)) planned.face = await face.plan(signal);
      return readyTrack(planned);
    },
  };
}

interface PlannedTrack {
  readonly track: AtlasTrack;
  mouths: string;
  readonly plans: Map<number, MouthPlan>;
  face: FaceEditPlan | null;
}

function readyTrack({ track, plans, face, mouths }: PlannedTrack): ReadyTrack {
  return {
    key(part) {
      const parts: KeyPart[] = [track.personKey, track.range.startFrame, mouths];
      for (const [block, plan] of plans) parts.push(...planParts(plan, block, part));
      if (face && track.face) parts.push('face', track.face.eyesKey, ...faceParts(track.face.motion, part));
      return parts;
    },
    render(frameIndex, image) {
      const changed: Rect[] = [];
      const plan = plans.get(blockOf(frameIndex));
      const mouth = plan ? renderMouth(plan, frameIndex, image) : null;
      if (mouth) changed.push(mouth);
      const rest = face ? renderFaceEdits(face, frameIndex, image) : null;
      if (rest) changed.push(rest);
      return Promise.resolve(changed);
    },
  };
}

function isDriven({ startFrame, frameCount, strength }: MouthMotion, range: FrameRange): boolean {
  const end = Math.min(frameCount, range.endFrame - startFrame);
  for (let t = Math.max(0, range.startFrame - startFrame); t < end; t++) if (strength[t] > 0) return true;
  return false;
}

function isEdited({ startFrame, frameCount, eye, headPose, expression }: FaceEditMotion, range: FrameRange): boolean {
  const end = Math.min(frameCount, range.endFrame - startFrame);
  for (let t = Math.max(0, range.startFrame - startFrame); t < end; t++) {
    if (
      isChanging(eye, t * eyeChangeCount, eyeChangeCount) ||
      isChanging(headPose, t * poseChangeCount, poseChangeCount) ||
      isChanging(expression, t * expressionChangeCount, expressionChangeCount)
    )
      return true;
  }
  return false;
}

function mouthParts(motion: MouthMotion, { startFrame, endFrame }: FrameRange): KeyPart[] {
  const { coefficients, opening, strength, ownShare, change } = motionSlice(motion, startFrame, endFrame);
  const parts: KeyPart[] = [startFrame, coefficients, opening, strength];
  // A change of nothing, or none at all, draws the same: far from an edit the key stays what it was.
  if (ownShare?.some((share) => share !== 0)) parts.push('own', ownShare);
  if (change && (change.opening.some(isNot0) || change.coefficients.some(isNot0)))
    parts.push('change', change.coefficients, change.opening);
  return parts;
}

const isNot0 = (value: number): boolean => value !== 0;

function faceParts(
  { startFrame, frameCount, eye, headPose, expression }: FaceEditMotion,
  range: FrameRange,
): KeyPart[] {
  const from = Math.max(0, range.startFrame - startFrame);
  const to = Math.min(frameCount, range.endFrame - startFrame);
  return [
    startFrame + from,
    eye.subarray(from * eyeChangeCount, to * eyeChangeCount),
    headPose.subarray(from * poseChangeCount, to * poseChangeCount),
    expression.subarray(from * expressionChangeCount, to * expressionChangeCount),
  ];
}

/** Frames on both sides of a frame whose entries are faded into it. */
const fadeReach = 2;

/** The numbers of a block's plan that the frames of a part are drawn from. */
function planParts(plan: MouthPlan, block: number, part: FrameRange): KeyPart[] {
  const end = plan.startFrame + plan.frameCount;
  const [first, last] = [Math.max(part.startFrame, plan.startFrame), Math.min(part.endFrame, end)];
  if (first >= last) return [];
  const from = Math.max(0, first - fadeReach - plan.startFrame);
  const to = Math.min(plan.frameCount, last + fadeReach - plan.startFrame);
  const width = plan.coefficients.length / plan.frameCount;
  return [
    block,
    plan.startFrame + from,
    plan.entries.subarray(from, to),
    plan.strength.subarray(from, to),
    plan.drawnInterior.subarray(from, to),
    plan.coefficients.subarray(from * width, to * width),
  ];
}
