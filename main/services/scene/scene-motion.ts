import type { LipAdaptation } from '../../../core/analysis/lip-adaptation.ts';
import { factorHandles, type FactorName, type FactorTrack } from '../../../core/analysis/factor.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { lipMotionFrom } from '../../../core/analysis/lip-motion-from-voice.ts';
import type { LipBasis, PersonShape } from '../../../core/analysis/lip-motion.ts';
import { firstFrameFrom } from '../../../core/edit/edit-weight.ts';
import { activeEdits, blendShares, evaluateEdits } from '../../../core/edit/evaluate-edits.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { FactorSourceOf } from '../../../core/edit/factor-source.ts';
import { makeFaceEditMotion, type FaceEditMotion } from '../../../core/synthesis/face-edit-motion.ts';
import { lipChangeFrom } from '../../../core/synthesis/lip-handle-change.ts';
import { lipHandleCount, lipHandlesFrom, type LipHandleRest } from '../../../core/synthesis/lip-handles.ts';
import type { MouthMotion } from '../../../core/synthesis/mouth-motion.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import type { HeardPassage } from './scene-voices.ts';
import { strengthCurve } from '../strength-curve.ts';

/** A person as learned from the video. */
export interface MotionPerson {
  readonly shape: PersonShape;
  readonly basis: LipBasis;
  readonly adaptation: LipAdaptation | null;
  /** Null where the face is never seen. */
  readonly rest: LipHandleRest | null;
}

/** What drives one person of a scene. */
export interface MotionRequest {
  readonly person: MotionPerson;
  readonly passages: readonly HeardPassage[];
  readonly edits: readonly FactorEdit[];
  readonly frameTimesSec: Float64Array;
  readonly sourceOf: FactorSourceOf;
}

/** Around a passage the new mouth is shown this much longer, so that it comes and goes at rest. */
const reachSec = 0.25;

/** How much the voices drive the lips at every frame of the video: 1 near them, 0 away from them, with ramps. [frame count] */
export function voiceStrength(passages: readonly HeardPassage[], frameTimesSec: Float64Array): Float32Array {
  const lastSec = frameTimesSec[frameTimesSec.length - 1];
  const ranges: TimeRange[] = passages
    .map(({ startSec, endSec }) => ({ startSec: Math.max(0, startSec - reachSec), endSec: endSec + reachSec }))
    .filter(({ startSec, endSec }) => startSec <= lastSec && endSec > frameTimesSec[0])
    .filter((range) => holdsFrame(frameTimesSec, range));
  return ranges.length === 0 ? new Float32Array(frameTimesSec.length) : strengthCurve(frameTimesSec, 1, ranges);
}

function holdsFrame(frameTimesSec: Float64Array, { startSec, endSec }: TimeRange): boolean {
  let frame = firstFrameFrom(frameTimesSec, startSec);
  // It also finds a frame a hair before the range.
  while (frame < frameTimesSec.length && frameTimesSec[frame] < startSec) frame++;
  return frame < frameTimesSec.length && frameTimesSec[frame] < endSec;
}

/** What voices made of a track last: while edits are made, the voices stay, and a long track takes time. */
const lastDriven = new WeakMap<
  FaceTrack,
  Pick<MotionRequest, 'person' | 'passages'> & { readonly motion: MouthMotion }
>();

/** The lip motion of one track that its voices make, with no edit; strength 0 where no voice is near. It is shared: only read it. */
export function drivenMotion(request: MotionRequest, track: FaceTrack): MouthMotion {
  const { person, passages } = request;
  const last = lastDriven.get(track);
  if (last?.person === person && isSameHearing(last.passages, passages)) return last.motion;
  const motion = makeDrivenMotion(request, track);
  lastDriven.set(track, { person, passages, motion });
  return motion;
}

function isSameHearing(a: readonly HeardPassage[], b: readonly HeardPassage[]): boolean {
  const isSame = (one: HeardPassage, other: HeardPassage): boolean =>
    one.prediction === other.prediction && one.startSec === other.startSec && one.endSec === other.endSec;
  return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
}

function makeDrivenMotion({ person, passages, frameTimesSec }: MotionRequest, track: FaceTrack): MouthMotion {
  const { startFrame, endFrame } = track;
  const frameCount = endFrame - startFrame;
  const componentCount = person.basis.componentCount;
  const coefficients = new Float32Array(frameCount * componentCount);
  const opening = new Float32Array(frameCount);
  const closedProbability = new Float32Array(frameCount);
  const strength = voiceStrength(passages, frameTimesSec).slice(startFrame, endFrame);
  for (const { prediction, startSec, endSec } of passages) {
    let from = 0;
    while (from < frameCount && frameTimesSec[startFrame + from] < startSec - 2 * reachSec) from++;
    let to = from;
    while (to < frameCount && frameTimesSec[startFrame + to] < endSec + 2 * reachSec) to++;
    if (from === to) continue;
    const motion = lipMotionFrom({
      prediction,
      person: person.shape,
      adaptation: person.adaptation,
      frameTimesSec,
      startFrame: startFrame + from,
      endFrame: startFrame + to,
      voiceOffsetSec: startSec,
    });
    coefficients.set(motion.coefficients, from * componentCount);
    opening.set(motion.opening, from);
    closedProbability.set(motion.closedProbability, from);
  }
  return { startFrame, frameCount, componentCount, coefficients, opening, closedProbability, strength };
}

/** The lip handles that edits start from: what the voice drives, and the video's own where no voice speaks. [T, 4] */
export function baseLipHandles(motion: MouthMotion, track: FaceTrack, person: MotionPerson): FactorTrack | null {
  if (person.rest === null) return null;
  const driven = lipHandlesFrom(motion, { ...person, person: person.shape, rest: person.rest });
  const own = track.factors.lip.values;
  for (let t = 0; t < motion.frameCount; t++) {
    const share = motion.strength[t];
    for (let o = t * lipHandleCount; o < (t + 1) * lipHandleCount; o++) {
      // Unseen frames are NaN in the own track and must stay so.
      driven.values[o] =
        share === 1 && !Number.isNaN(own[o]) ? driven.values[o] : own[o] + share * (driven.values[o] - own[o]);
    }
  }
  return driven;
}

/** The lip motion of one track with voices and edits; null when nothing of it is to be drawn. */
export function mouthMotionOf(request: MotionRequest, track: FaceTrack): MouthMotion | null {
  const { person, edits, frameTimesSec, sourceOf } = request;
  const driven = drivenMotion(request, track);
  const edited = withEdits(driven);
  const shares = blendShares(edits, 'lip', frameTimesSec);
  const strength = edited.strength.map((value, t) => value * shares[track.startFrame + t]);
  return strength.some((value) => value > 0) ? { ...edited, strength } : null;

  function withEdits(motion: MouthMotion): MouthMotion {
    if (!activeEdits(edits, 'lip').some(({ kind }) => kind !== 'blend') || person.rest === null) return motion;
    const base = baseLipHandles(motion, track, person);
    if (base === null) return motion;
    const { values } = evaluateEdits(base, edits, { frameTimesSec, sourceOf });
    const asked = values.map((value, o) => value - base.values[o]);
    const change = lipChangeFrom(asked, base.values, motion, { ...person, person: person.shape, rest: person.rest });
    if (change === null) return motion;
    const edit = editStrength(asked, frameTimesSec, track);
    const total = motion.strength.map((value, t) => Math.max(value, edit[t]));
    const ownShare = total.map((value, t) => (value > 0 ? 1 - motion.strength[t] / value : 0));
    return { ...motion, strength: total, ownShare, change };
  }
}

/** 1 where lips are edited, with the usual ramps inside of those stretches. [T] */
function editStrength(asked: Float32Array, frameTimesSec: Float64Array, track: FaceTrack): Float32Array {
  const frameCount = track.endFrame - track.startFrame;
  const ranges: TimeRange[] = [];
  const isAsked = (t: number): boolean => {
    for (let o = t * lipHandleCount; o < (t + 1) * lipHandleCount; o++) if (Math.abs(asked[o]) > 1e-5) return true;
    return false;
  };
  for (let t = 0; t < frameCount; t++) {
    if (!isAsked(t)) continue;
    let end = t;
    while (end < frameCount && isAsked(end)) end++;
    const endFrame = track.startFrame + end;
    const endSec = endFrame < frameTimesSec.length ? frameTimesSec[endFrame] : Infinity;
    ranges.push({ startSec: frameTimesSec[track.startFrame + t], endSec });
    t = end;
  }
  if (ranges.length === 0) return new Float32Array(frameCount);
  return strengthCurve(frameTimesSec, 1, ranges).slice(track.startFrame, track.endFrame);
}

/** Factors beside the lips. */
const otherFactors = ['eye', 'headPose', 'expression'] as const satisfies readonly FactorName[];

/** What edits change of a track's eyes, head pose and expression; null when nothing. */
export function faceEditMotionOf(
  { edits, frameTimesSec, sourceOf }: MotionRequest,
  track: FaceTrack,
): FaceEditMotion | null {
  const factors = otherFactors.filter((factor) => activeEdits(edits, factor).length > 0);
  if (factors.length === 0) return null;
  const motion = makeFaceEditMotion(track.startFrame, track.endFrame - track.startFrame);
  let isChanged = false;
  for (const factor of factors) {
    const own = track.factors[factor];
    const { values } = evaluateEdits({ ...own, handles: factorHandles[factor] }, edits, { frameTimesSec, sourceOf });
    for (let o = 0; o < values.length; o++) {
      const difference = values[o] - own.values[o];
      if (!(Math.abs(difference) > 1e-6)) continue;
      motion[factor][o] = difference;
      isChanged = true;
    }
  }
  return isChanged ? motion : null;
}
