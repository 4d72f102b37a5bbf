import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { codeEditPresence, isCodeEdit, type CodeHandles } from '../../../core/edit/code-edit-kinds.ts';
import { blendShares } from '../../../core/edit/evaluate-edits.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { rampFrames } from '../strength-curve.ts';

/** How much of the generated picture is shown in each part of a face, for each frame of a track. [T] in [0, 1] */
export interface GeneratedShares {
  readonly startFrame: number;
  /** Lower half of the face: the lips. */
  readonly lower: Float32Array;
  /** The whole face: eyes and expression. */
  readonly face: Float32Array;
  /** The whole picture: a head that moves. */
  readonly picture: Float32Array;
}

/** What shares depend on. */
export interface SharesRequest {
  readonly track: FaceTrack;
  readonly frameTimesSec: Float64Array;
  /** How much the voices drive the lips. [frame count] */
  readonly voiceStrength: Float32Array;
  readonly edits: readonly FactorEdit[];
  readonly handlesOf: (factor: FactorName) => CodeHandles;
  /** True for a picture that is shown as a video: as soon as anything drives the person, all of it is made again. */
  readonly isStill: boolean;
  readonly isSeen: (frameIndex: number) => boolean;
}

/** The parts of a track's frames that are made again, and how much. */
export function generatedShares(request: SharesRequest): GeneratedShares {
  const { track, frameTimesSec, voiceStrength, edits, handlesOf, isStill, isSeen } = request;
  const range: FrameRange = { startFrame: track.startFrame, endFrame: track.endFrame };
  const presence = (factor: FactorName): Float32Array =>
    codeEditPresence(edits, factor, handlesOf(factor), frameTimesSec, range);
  const blend = blendShares(edits, 'lip', frameTimesSec.subarray(range.startFrame, range.endFrame));
  const [lip, eye, expression, headPose] = [
    presence('lip'),
    presence('eye'),
    presence('expression'),
    presence('headPose'),
  ];
  const gate = isStill ? seenGate(range, isSeen) : drivableGate(track, isSeen);
  const isDriven = isStill && drivesAnything(request);
  const shares = { lower: lip, face: eye, picture: headPose };
  for (let t = 0; t < gate.length; t++) {
    const voice = voiceStrength[range.startFrame + t] * blend[t];
    shares.lower[t] = gate[t] * Math.max(voice, lip[t]);
    shares.face[t] = gate[t] * Math.max(eye[t], expression[t]);
    shares.picture[t] = gate[t] * (isDriven ? 1 : headPose[t]);
  }
  return { startFrame: range.startFrame, ...shares };
}

/** The share of a frame's picture that is shown anywhere in it. */
export function shownShare({ startFrame, lower, face, picture }: GeneratedShares, frameIndex: number): number {
  const t = frameIndex - startFrame;
  return t < 0 || t >= lower.length ? 0 : Math.max(lower[t], face[t], picture[t]);
}

function drivesAnything({ voiceStrength, edits, handlesOf }: SharesRequest): boolean {
  const acts = (edit: FactorEdit): boolean =>
    edit.isEnabled && edit.kind !== 'blend' && isCodeEdit(edit, handlesOf(edit.factor));
  return edits.some(acts) || voiceStrength.some((value) => value > 0);
}

function seenGate({ startFrame, endFrame }: FrameRange, isSeen: (frameIndex: number) => boolean): Float32Array {
  return Float32Array.from({ length: endFrame - startFrame }, (_, t) => (isSeen(startFrame + t) ? 1 : 0));
}

/** 1 in drivable frames, with short ramps beside those that are not, so that the new face does not jump in and out; a cut needs none. */
function drivableGate({ startFrame, isDrivable }: FaceTrack, isSeen: (frameIndex: number) => boolean): Float32Array {
  const can = (t: number): boolean => isDrivable[t] === 1 && isSeen(startFrame + t);
  const gate = new Float32Array(isDrivable.length);
  let since = Infinity;
  for (let t = 0; t < gate.length; t++) {
    since = can(t) ? since + 1 : 0;
    gate[t] = Math.min(1, since / (rampFrames + 1));
  }
  since = Infinity;
  for (let t = gate.length - 1; t >= 0; t--) {
    since = can(t) ? since + 1 : 0;
    gate[t] = Math.min(gate[t], since / (rampFrames + 1));
  }
  return gate;
}
