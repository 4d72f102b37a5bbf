import type { FaceTrack } from '../analysis/face-track.ts';
import { fitCanonicalFrame, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import type { Similarity } from '../geometry/similarity.ts';
import { smoothstep } from '../tensor/resample.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import type { EyeEntry, FaceEditAtlas } from './eye-atlas.ts';
import { ownLidsChange, shutSkinBlink } from './eye-atlas-plan.ts';
import { chooseEyeSources } from './eye-choice.ts';
import {
  eyes,
  lidSamples,
  makeEyeGeometry,
  moveLids,
  openLidBlink,
  readEye,
  type EyeGeometry,
} from './eye-geometry.ts';
import { alignUpperLid, type LumaPlane } from './eye-lid-edge.ts';
import { eyeChangeCount, isChanging, type FaceEditMotion } from './face-edit-motion.ts';
import { gapAtBlink, gazeGain } from './face-edit-response.ts';

/** Another frame's eye that is laid over the frame's own. */
export interface ShownEye {
  readonly entry: EyeEntry;
  /** 0 to 1; later ones cover earlier ones. */
  readonly weight: number;
}

/** One eye of one frame: where it is, and what it is to become. Reused by the next frame. */
export interface EyePose {
  readonly own: EyeGeometry;
  /** Lids to draw in the own eye's axes, iod. [lidSamples] */
  readonly upper: Float32Array;
  readonly lower: Float32Array;
  /** Place of the iris to draw, px along and down the own eye's axes. */
  irisX: number;
  irisY: number;
  shown: readonly ShownEye[];
}

/** Places the eyes of a frame. */
export interface EyePoser {
  /** @returns the eyes (left, right) that change; null for one that does not, or whose face was not seen */
  posesAt(frameIndex: number, image: YuvImage): readonly (EyePose | null)[];
}

/** Distance of the iris from the eyeball's centre, iod; the analysis reads gaze angles off the iris with the same. */
const eyeballRadius = 0.118;

/** From this blink to that one the shape of the lids is no longer read off the frame itself but off an open eye. */
const [readableBlink, hiddenBlink] = [0.35, 0.65];

/** The largest growth of the gap that the frame's own lids are trusted for. */
const largestOpening = 2.5;

interface WantedEye {
  readonly own: number;
  readonly wanted: number;
  /** Shares of an open and a shut example. */
  readonly open: number;
  readonly shut: number;
}

function wantedEye(own: number, change: number): WantedEye {
  const wanted = Math.min(1, Math.max(0, own + change));
  return {
    own,
    wanted,
    open: smoothstep(ownLidsChange, 0.2, own - wanted),
    shut: smoothstep(shutSkinBlink, 0.85, wanted) * smoothstep(0.1, 0.35, wanted - own),
  };
}

/** Where one kind of example is needed. [T] */
function needsOf(track: FaceTrack, motion: FaceEditMotion, kind: 'open' | 'shut'): Uint8Array {
  return Uint8Array.from({ length: motion.frameCount }, (_, t) => {
    const row = (motion.startFrame + t - track.startFrame) * eyeChangeCount;
    return [0, 1].some((eye) => {
      const own = track.factors.eye.values[row + eye];
      return wantedEye(own, motion.eye[t * eyeChangeCount + eye])[kind] > 0;
    })
      ? 1
      : 0;
  });
}

/** How far the iris moves in the picture (canonical x or y, iod) for a change of the gaze as it is measured. */
function irisStep(axis: 0 | 1, gaze: number, change: number): number {
  return gazeGain[axis] * eyeballRadius * (Math.sin(gaze + change) - Math.sin(gaze));
}

/** A canonical step across the face, in px along and down an eye's axes. */
function stepInEye({ rotation: r, scale }: Similarity, eye: EyeGeometry, x: number, y: number): [number, number] {
  const px = (r[0] * x + r[3] * y) / scale;
  const py = (r[1] * x + r[4] * y) / scale;
  return [px * eye.ux + py * eye.uy, py * eye.ux - px * eye.uy];
}

/** Prepares {@link EyePoser} for changes within their limits. Without an atlas the frame's own pixels must do. */
export function makeEyePoser(
  track: FaceTrack,
  face: CanonicalFace,
  motion: FaceEditMotion,
  atlas: FaceEditAtlas | null,
): EyePoser {
  const examples = (kind: 'open' | 'shut'): ReturnType<typeof chooseEyeSources> =>
    chooseEyeSources(
      track,
      motion,
      (atlas?.entries ?? []).filter((entry) => entry.kind === kind),
      needsOf(track, motion, kind),
    );
  const [openExamples, shutExamples] = [examples('open'), examples('shut')];
  const landmarks = new Float32Array(landmarkValues);
  const [lidA, lidB] = [new Float32Array(lidSamples), new Float32Array(lidSamples)];
  const poses = eyes.map((): EyePose => {
    const own = makeEyeGeometry();
    return {
      own,
      upper: new Float32Array(lidSamples),
      lower: new Float32Array(lidSamples),
      irisX: 0,
      irisY: 0,
      shown: [],
    };
  });

  const poseEye = (t: number, k: number, similarity: Similarity, plane: LumaPlane): EyePose => {
    const pose = poses[k];
    const row = (motion.startFrame + t - track.startFrame) * eyeChangeCount;
    const original = track.factors.eye.values.subarray(row, row + eyeChangeCount);
    const change = motion.eye.subarray(t * eyeChangeCount, (t + 1) * eyeChangeCount);
    const state = wantedEye(original[k], change[k]);
    readEye(landmarks, eyes[k], 1 / similarity.scale, state.own, pose.own);
    const { own } = pose;
    if (state.own < openLidBlink) alignUpperLid(plane, own);
    const isOpened = state.wanted < state.own;
    const ratio = isOpened
      ? (1 - state.wanted) / Math.max(0.02, 1 - state.own)
      : gapAtBlink(state.wanted) / Math.max(0.02, gapAtBlink(state.own));
    moveLids(own, Math.min(largestOpening, ratio), pose.upper, pose.lower);
    const [dx, dy] = stepInEye(
      similarity,
      own,
      irisStep(0, original[2], change[2]),
      irisStep(1, original[3], change[3]),
    );
    // Lids that hide the iris are not to be pulled about with it.
    const visible = 1 - smoothstep(readableBlink, hiddenBlink, state.own);
    pose.irisX = own.irisX + visible * dx;
    pose.irisY = own.irisY + visible * dy;
    const open = isOpened ? openExamples(t) : [];
    if (open.length > 0) {
      const share = 1 - visible;
      const [{ entry }] = open;
      const eye = entry.geometry[k];
      moveLids(eye, (1 - state.wanted) / Math.max(0.5, 1 - entry.values[k]), lidA, lidB);
      for (let i = 0; i < lidSamples; i++) {
        pose.upper[i] += share * (lidA[i] - pose.upper[i]);
        pose.lower[i] += share * (lidB[i] - pose.lower[i]);
      }
      const steps = ([0, 1] as const).map((axis) => {
        const [from, to] = [entry.values[2 + axis], original[2 + axis] + change[2 + axis]];
        return irisStep(axis, from, to - from);
      });
      const [ex, ey] = stepInEye(similarity, own, steps[0], steps[1]);
      pose.irisX += share * ((eye.irisX / eye.halfPx) * own.halfPx + ex - pose.irisX);
      pose.irisY += share * ((eye.irisY / eye.iodPx) * own.iodPx + ey - pose.irisY);
    }
    const layers = [
      { sources: open, share: state.open },
      { sources: isOpened ? [] : shutExamples(t), share: state.shut },
    ];
    pose.shown = layers.flatMap(({ sources, share }) => layered(sources, share));
    return pose;
  };

  return {
    posesAt(frameIndex, image) {
      const t = frameIndex - motion.startFrame;
      if (t < 0 || t >= motion.frameCount || !isChanging(motion.eye, t * eyeChangeCount, eyeChangeCount)) return [];
      if (!track.landmarks.read(frameIndex, landmarks)) return [];
      const similarity = fitCanonicalFrame(landmarks, face);
      const plane = { data: image.y, widthPx: image.widthPx, heightPx: image.heightPx, x: 0, y: 0 };
      const gazes = isChanging(motion.eye, t * eyeChangeCount + 2, 2);
      return eyes.map((_, k) =>
        gazes || isChanging(motion.eye, t * eyeChangeCount + k, 1) ? poseEye(t, k, similarity, plane) : null,
      );
    },
  };
}

/** Shares of a mixture as weights of layers over one another. */
function layered(sources: readonly { entry: EyeEntry; weight: number }[], share: number): ShownEye[] {
  if (share <= 0) return [];
  let under = 1 - share;
  return sources.map(({ entry, weight }) => {
    const part = share * weight;
    under += part;
    return { entry, weight: part / under };
  });
}
