import type { FaceTrack } from '../analysis/face-track.ts';
import { poseValues } from '../analysis/head-pose.ts';
import type { CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import { clipRect, type Rect } from '../geometry/rect.ts';
import { yuvByteLength } from '../tensor/yuv-image.ts';
import { eyeChangeCount, type FaceEditMotion } from './face-edit-motion.ts';

/** What {@link planFaceEditAtlas} needs. */
export interface FaceEditAtlasRequest {
  readonly track: FaceTrack;
  readonly face: CanonicalFace;
  readonly motion: FaceEditMotion;
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
}

/** One frame whose eyes the atlas keeps. */
export interface EyeFrame {
  readonly frameIndex: number;
  readonly kind: 'open' | 'shut';
  /** The part of the frame that is kept; even origin and size. */
  readonly crop: Rect;
}

/** Which frames of a face track show its eyes open and shut, in several poses and gazes. */
export interface FaceEditAtlasPlan {
  readonly track: FaceTrack;
  readonly face: CanonicalFace;
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
  /** Ascending by frame; empty when no edit needs other eyes than the frame's own. */
  readonly frames: readonly EyeFrame[];
  /** Memory that a full atlas takes. */
  readonly byteLength: number;
}

/** An opening or closing of the lids by less than this is made of the frame's own pixels alone. */
export const ownLidsChange = 0.05;

/** From this much blink wanted on, the skin of a really shut eye helps. */
export const shutSkinBlink = 0.4;

/** Frames with both eyes more open, or more shut, than this serve as examples. */
const openBlink = 0.2;
const shutBlink = 0.75;

/** Steps of pose (rad) and gaze (rad) that are told apart, and how many frames are kept of each kind. */
const poseStep = 0.08;
const gazeStep = 0.12;
const mostFrames = 32;

/** The kept part of the picture: this far beyond the outer eye corners, up and down from them, iod. */
const cropIod = { side: 0.25, up: 0.55, down: 0.4 };

interface Need {
  readonly open: boolean;
  readonly shut: boolean;
}

/** Which kinds of eyes the motion calls for. */
function needOf(track: FaceTrack, motion: FaceEditMotion): Need {
  let [open, shut] = [false, false];
  for (let t = 0; t < motion.frameCount; t++) {
    for (let eye = 0; eye < 2; eye++) {
      const own = track.factors.eye.values[(motion.startFrame + t - track.startFrame) * eyeChangeCount + eye];
      const change = motion.eye[t * eyeChangeCount + eye];
      if (Number.isNaN(own) || Number.isNaN(change)) continue;
      if (change < -ownLidsChange) open = true;
      if (change > ownLidsChange && own + change > shutSkinBlink) shut = true;
    }
  }
  return { open, shut };
}

interface Example {
  readonly frameIndex: number;
  /** Higher is better. */
  readonly worth: number;
}

/** The best example of each pose and gaze, most common poses first. */
function chooseExamples(track: FaceTrack, kind: 'open' | 'shut'): number[] {
  const eye = track.factors.eye.values;
  const cells = new Map<string, { best: Example; count: number }>();
  for (let t = 0; t < track.isPresent.length; t++) {
    const [left, right, gazeYaw] = eye.subarray(t * eyeChangeCount, (t + 1) * eyeChangeCount);
    const [yaw, pitch] = track.pose.subarray(t * poseValues, t * poseValues + 2);
    if (track.isPresent[t] === 0 || !Number.isFinite(left + right + gazeYaw + yaw + pitch)) continue;
    const isShut = kind === 'shut';
    if (isShut ? Math.min(left, right) < shutBlink : Math.max(left, right) > openBlink) continue;
    let speed = 0;
    for (const neighbour of [t - 1, t + 1]) {
      const change = Math.abs((eye[neighbour * eyeChangeCount] ?? left) - left);
      if (Number.isFinite(change)) speed += change;
    }
    const worth = isShut ? left + right - 0.3 * speed : -speed;
    const key = [yaw / poseStep, pitch / poseStep, isShut ? 0 : gazeYaw / gazeStep].map(Math.round).join();
    const example = { frameIndex: track.startFrame + t, worth };
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { best: example, count: 1 });
    else {
      cell.count++;
      if (worth > cell.best.worth) cell.best = example;
    }
  }
  return [...cells.values()]
    .sort((a, b) => b.count - a.count || a.best.frameIndex - b.best.frameIndex)
    .slice(0, mostFrames)
    .map(({ best }) => best.frameIndex);
}

function cropOf({ track, frameWidthPx, frameHeightPx }: FaceEditAtlasRequest, frameIndex: number): Rect | null {
  const landmarks = new Float32Array(landmarkValues);
  if (!track.landmarks.read(frameIndex, landmarks)) return null;
  const [ax, ay, bx, by] = [landmarks[33 * 3], landmarks[33 * 3 + 1], landmarks[263 * 3], landmarks[263 * 3 + 1]];
  const iodPx = track.pose[(frameIndex - track.startFrame) * poseValues + 5] || track.medianIodPx;
  const x = (Math.min(ax, bx) - cropIod.side * iodPx) & ~1;
  const y = (Math.min(ay, by) - cropIod.up * iodPx) & ~1;
  const right = Math.max(ax, bx) + cropIod.side * iodPx;
  const bottom = Math.max(ay, by) + cropIod.down * iodPx;
  const wanted = { x, y, widthPx: (right - x + 2) & ~1, heightPx: (bottom - y + 2) & ~1 };
  const clipped = clipRect(wanted, frameWidthPx & ~1, frameHeightPx & ~1);
  return clipped !== null && clipped.widthPx >= 16 && clipped.heightPx >= 16 ? clipped : null;
}

/**
 * Chooses the frames of a face track that show what the eye edits need and the frames themselves do not: open eyes for
 * frames whose eyes are to open, shut ones for frames whose eyes are to shut. At most 64 small crops, whatever the length.
 *
 * @returns a plan; `frames` is empty when nothing is needed or the track shows no such eyes
 */
export function planFaceEditAtlas(request: FaceEditAtlasRequest): FaceEditAtlasPlan {
  const { track, face, motion, frameWidthPx, frameHeightPx } = request;
  const need = needOf(track, motion);
  const frames: EyeFrame[] = [];
  for (const kind of ['open', 'shut'] as const) {
    if (!need[kind]) continue;
    for (const frameIndex of chooseExamples(track, kind)) {
      const crop = cropOf(request, frameIndex);
      if (crop !== null) frames.push({ frameIndex, kind, crop });
    }
  }
  frames.sort((a, b) => a.frameIndex - b.frameIndex);
  const byteLength = frames.reduce((sum, { crop }) => sum + yuvByteLength(crop.widthPx, crop.heightPx), 0);
  return { track, face, frameWidthPx, frameHeightPx, frames, byteLength };
}
