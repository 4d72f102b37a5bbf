import { factorHandles, type FactorName } from '../../../core/analysis/factor.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';

/** A frame that may become a person's portrait. */
export interface PortraitCandidate {
  readonly track: FaceTrack;
  readonly frameIndex: number;
  /** How frontal, open-eyed, relaxed and large the face is, in [0, 1]; comparable within one person. */
  readonly score: number;
}

/** Turns that make a portrait clearly worse (score falls to 1/e), rad. */
const sideTurnRad = 0.35;
const nodTurnRad = 0.3;
const tiltRad = 0.5;

/** Mouth opening that makes a portrait clearly worse, iod. */
const openMouthIod = 0.12;

/** Turn of the eyes that makes a portrait clearly worse, rad. */
const gazeTurnRad = 0.5;

/** From this size on a face fills the networks' picture; smaller ones have to be magnified. Outer eye corners apart, px. */
const fullSizePx = 90;

/** Candidates of one look say the same; they lie at least so many frames apart. */
const candidateGap = 12;

const bell = (value: number, width: number): number => Math.exp(-((value / width) ** 2));

function handleAt(track: FaceTrack, factor: FactorName, name: string, t: number): number {
  const handles = factorHandles[factor];
  const value = track.factors[factor].values[t * handles.length + handles.findIndex((handle) => handle.name === name)];
  return Number.isNaN(value) ? 0 : value;
}

/** How well a frame of a track serves as the picture of what a person looks like, in [0, 1]. */
export function portraitScore(track: FaceTrack, t: number): number {
  const [yaw, pitch, roll, , , scale] = track.pose.subarray(t * 6, t * 6 + 6);
  if (Number.isNaN(yaw)) return 0;
  const turned = bell(yaw, sideTurnRad) * bell(pitch, nodTurnRad) * bell(roll, tiltRad);
  const shut = Math.max(handleAt(track, 'eye', 'blinkLeft', t), handleAt(track, 'eye', 'blinkRight', t));
  const looking = bell(handleAt(track, 'eye', 'gazeYaw', t), gazeTurnRad);
  const mouth = bell(Math.max(0, handleAt(track, 'lip', 'open', t)), openMouthIod);
  const size = Math.min(1, scale / fullSizePx);
  return turned * (1 - Math.min(1, Math.max(0, shut))) * (0.5 + 0.5 * looking) * (0.3 + 0.7 * mouth) * size;
}

/**
 * The frames that look most like a portrait, the best first, apart in time.
 *
 * @param isUsable frames that may be taken
 */
export function portraitCandidates(
  tracks: readonly FaceTrack[],
  isUsable: (track: FaceTrack, frameIndex: number) => boolean,
  limit: number,
): readonly PortraitCandidate[] {
  const all: PortraitCandidate[] = [];
  for (const track of tracks) {
    for (let frameIndex = track.startFrame; frameIndex < track.endFrame; frameIndex++) {
      if (!isUsable(track, frameIndex)) continue;
      all.push({ track, frameIndex, score: portraitScore(track, frameIndex - track.startFrame) });
    }
  }
  all.sort((a, b) => b.score - a.score || a.frameIndex - b.frameIndex);
  const chosen: PortraitCandidate[] = [];
  for (const candidate of all) {
    if (chosen.length === limit) break;
    if (chosen.every(({ frameIndex }) => Math.abs(frameIndex - candidate.frameIndex) >= candidateGap))
      chosen.push(candidate);
  }
  return chosen;
}

/** Green weighs most in luma, and is a plane of its own. */
const greenPlane = 1;

/**
 * How much fine detail a picture has: mean square of the Laplacian of its green plane within the middle three quarters, where the face is.
 *
 * @param picture [3, S, S]
 */
export function pictureSharpness(picture: Float32Array, sizePx: number): number {
  const plane = picture.subarray(greenPlane * sizePx * sizePx, (greenPlane + 1) * sizePx * sizePx);
  const from = Math.max(1, Math.round(sizePx / 8));
  const to = sizePx - from;
  let sum = 0;
  for (let y = from; y < to; y++) {
    for (let x = from; x < to; x++) {
      const o = y * sizePx + x;
      sum += (4 * plane[o] - plane[o - 1] - plane[o + 1] - plane[o - sizePx] - plane[o + sizePx]) ** 2;
    }
  }
  return sum / (to - from) ** 2;
}

/**
 * The best of several candidates: sharpness counts as much as the look.
 *
 * @param sharpness of each candidate, any unit
 * @returns its index; -1 for none
 */
export function bestPortrait(
  candidates: readonly Pick<PortraitCandidate, 'score'>[],
  sharpness: readonly number[],
): number {
  const sharpest = Math.max(...sharpness, Number.MIN_VALUE);
  const worth = candidates.map(({ score }, n) => score * (0.5 + 0.5 * Math.sqrt(sharpness[n] / sharpest)));
  return worth.reduce((best, value, n) => (best < 0 || value > worth[best] ? n : best), -1);
}
