import type { FaceTrack } from '../analysis/face-track.ts';
import { fitCanonicalFrame, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import type { Similarity } from '../geometry/similarity.ts';
import { smoothstep } from '../tensor/resample.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import type { EyeEntry, FaceEditAtlas } from './eye-atlas.ts';
import { examplesNeeded, irisStep, lidChangeOf, type LidChange } from './eye-change.ts';
import { chooseEyeSources, type EyeSource } from './eye-choice.ts';
import {
  eyes,
  lidSamples,
  makeEyeGeometry,
  moveLids,
  openLidBlink,
  readEye,
  type EyeGeometry,
} from './eye-geometry.ts';
import { alignUpperLid } from './eye-lid-edge.ts';
import { eyeChangeCount, isChanging, type FaceEditMotion } from './face-edit-motion.ts';

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
  /**
   * @param image the frame as it is, for the edge of the lids
   * @returns the eyes (left, right) that change; null for one that does not; empty when none does or no face was seen
   */
  posesAt(frameIndex: number, image: YuvImage): readonly (EyePose | null)[];
}

/** From this blink to that one the lids hide the eye, and its shape is read off an open example instead. */
const [readableBlink, hiddenBlink] = [0.35, 0.65];

/** An eye that is seen narrower than this (iod between its corners) lies on the far side of a turned head: it stays as it is. */
const narrowestEye = 0.1;

/** An example that is not quite open is widened by no more than an eye of this blink. */
const halfOpen = 0.5;

function makeEyePose(): EyePose {
  const [upper, lower] = [new Float32Array(lidSamples), new Float32Array(lidSamples)];
  return { own: makeEyeGeometry(), upper, lower, irisX: 0, irisY: 0, shown: [] };
}

const [exampleUpper, exampleLower] = [new Float32Array(lidSamples), new Float32Array(lidSamples)];

/** Leans lids and iris toward an open example's, as far as the frame's own are hidden. */
function leanToExample(
  pose: EyePose,
  { entry, eye }: { entry: EyeEntry; eye: number },
  { wanted }: LidChange,
  gaze: ArrayLike<number>,
  similarity: Similarity,
  share: number,
): void {
  const { own } = pose;
  const example = entry.geometry[eye];
  moveLids(example, (1 - wanted) / Math.max(halfOpen, 1 - entry.values[eye]), exampleUpper, exampleLower);
  for (let i = 0; i < lidSamples; i++) {
    pose.upper[i] += share * (exampleUpper[i] - pose.upper[i]);
    pose.lower[i] += share * (exampleLower[i] - pose.lower[i]);
  }
  const [along, down] = irisStep(entry.values.subarray(2), gaze, similarity, own);
  pose.irisX += share * ((example.irisX / example.halfPx) * own.halfPx + along - pose.irisX);
  pose.irisY += share * ((example.irisY / example.iodPx) * own.iodPx + down - pose.irisY);
}

/** Shares of a mixture as weights of layers over one another. */
function layered(sources: readonly EyeSource[], share: number): ShownEye[] {
  if (share <= 0) return [];
  let under = 1 - share;
  return sources.map(({ entry, weight }) => {
    const part = share * weight;
    under += part;
    return { entry, weight: part / under };
  });
}

/** Prepares {@link EyePoser} for changes within their limits. Without an atlas the frame's own pixels must do. */
export function makeEyePoser(
  track: FaceTrack,
  face: CanonicalFace,
  motion: FaceEditMotion,
  atlas: FaceEditAtlas | null,
): EyePoser {
  const [openAt, shutAt] = (['open', 'shut'] as const).map((kind) => {
    const entries = (atlas?.entries ?? []).filter((entry) => entry.kind === kind);
    return chooseEyeSources(track, motion, entries, examplesNeeded(track, motion, kind));
  });
  const landmarks = new Float32Array(landmarkValues);
  const poses = eyes.map(makeEyePose);

  const poseEye = (t: number, k: number, similarity: Similarity, image: YuvImage): EyePose | null => {
    const pose = poses[k];
    const { own } = pose;
    const row = (motion.startFrame + t - track.startFrame) * eyeChangeCount;
    const original = track.factors.eye.values.subarray(row, row + eyeChangeCount);
    const change = motion.eye.subarray(t * eyeChangeCount, (t + 1) * eyeChangeCount);
    const lids = lidChangeOf(original[k], change[k]);
    readEye(landmarks, eyes[k], 1 / similarity.scale, lids.own, own);
    if (2 * own.halfPx < narrowestEye * own.iodPx) return null;
    const { y: data, widthPx, heightPx } = image;
    if (lids.own < openLidBlink) alignUpperLid({ data, widthPx, heightPx, x: 0, y: 0 }, own);
    moveLids(own, lids.ratio, pose.upper, pose.lower);
    const gaze = [original[2] + change[2], original[3] + change[3]];
    const hidden = smoothstep(readableBlink, hiddenBlink, lids.own);
    const [along, down] = irisStep(original.subarray(2), gaze, similarity, own);
    // Lids that hide the iris are not to be pulled about with it.
    pose.irisX = own.irisX + (1 - hidden) * along;
    pose.irisY = own.irisY + (1 - hidden) * down;
    const open = openAt(t);
    if (open.length > 0 && lids.openShare > 0)
      leanToExample(pose, { entry: open[0].entry, eye: k }, lids, gaze, similarity, hidden * lids.openShare);
    pose.shown = [...layered(open, lids.openShare), ...layered(shutAt(t), lids.shutShare)];
    return pose;
  };

  return {
    posesAt(frameIndex, image) {
      const t = frameIndex - motion.startFrame;
      if (t < 0 || t >= motion.frameCount || !isChanging(motion.eye, t * eyeChangeCount, eyeChangeCount)) return [];
      if (!track.landmarks.read(frameIndex, landmarks)) return [];
      const similarity = fitCanonicalFrame(landmarks, face);
      const gazes = isChanging(motion.eye, t * eyeChangeCount + 2, 2);
      return eyes.map((_, k) =>
        gazes || isChanging(motion.eye, t * eyeChangeCount + k, 1) ? poseEye(t, k, similarity, image) : null,
      );
    },
  };
}
