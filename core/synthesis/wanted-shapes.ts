import { displacementFrom, projectToBasis } from '../analysis/lip-basis.ts';
import { openingCorrection } from '../analysis/lip-motion-shape.ts';
import { gaussianKernel } from '../tensor/blur.ts';
import { makeGapMeter, makeLowerFace, makeOpeningMeter, readLowerFace, type MouthContext } from './lower-face.ts';
import type { MouthMotion } from './mouth-motion.ts';

/** The lower face that is wanted in each frame of a motion, before a mouth is looked for. Frames count from the motion's start. */
export interface WantedShapes {
  /** Components, then the amount of the person's opening direction. [T, K + 1] iod */
  readonly coefficients: Float32Array;
  /** What the frame's own lower face is in the same terms (the last value is 0). [T, K + 1] iod */
  readonly own: Float32Array;
  /** 1 where the frame's own face was measured. [T] */
  readonly isSeen: Uint8Array;
}

/** Share of the person's own slow motion (smile, asymmetry) that is kept under the dub. */
const keptExpression = 0.6;

/** Standard deviation (frames) of what counts as slow. */
const slowSigmaFrames = 12;

/** Temporal smoothing of the wanted shape, standard deviation in frames: takes the shake, leaves the closures. */
const shapeSigmaFrames = 0.5;

/** Weighted mean over time of [T, D] rows where `isSeen`; rows with nothing near stay 0. */
function lowPass(rows: Float32Array, dims: number, isSeen: Uint8Array, sigma: number, radius: number): Float32Array {
  const kernel = gaussianKernel(sigma, radius);
  const frames = isSeen.length;
  const out = new Float32Array(rows.length);
  for (let t = 0; t < frames; t++) {
    let total = 0;
    for (let k = Math.max(-radius, -t); k <= radius && t + k < frames; k++) {
      if (isSeen[t + k] === 0) continue;
      const weight = kernel[k + radius];
      total += weight;
      for (let d = 0; d < dims; d++) out[t * dims + d] += weight * rows[(t + k) * dims + d];
    }
    if (total > 0) for (let d = 0; d < dims; d++) out[t * dims + d] /= total;
  }
  return out;
}

/** The components that each frame's own face shows. */
function measureOwn(
  context: MouthContext,
  motion: MouthMotion,
): { own: Float32Array; openings: Float32Array; isSeen: Uint8Array } {
  const k = context.basis.componentCount;
  const own = new Float32Array(motion.frameCount * k);
  const openings = new Float32Array(motion.frameCount);
  const isSeen = new Uint8Array(motion.frameCount);
  const lowerFace = makeLowerFace(context.basis);
  for (let t = 0; t < motion.frameCount; t++) {
    if (!readLowerFace(context, motion.startFrame + t, lowerFace)) continue;
    isSeen[t] = 1;
    openings[t] = lowerFace.opening;
    projectToBasis(context.basis, lowerFace.displacement, own.subarray(t * k, (t + 1) * k));
  }
  return { own, openings, isSeen };
}

/** Draws what is wanted toward the face's own motion where the motion says so (in place). */
function addOwnShare(
  wanted: Float32Array,
  own: Float32Array,
  { ownShare, componentCount: k, frameCount }: MouthMotion,
): void {
  if (ownShare === undefined) return;
  for (let t = 0; t < frameCount; t++) {
    if (ownShare[t] === 0) continue;
    for (let i = 0; i <= k; i++) {
      const target = i < k ? own[t * k + i] : 0;
      wanted[t * (k + 1) + i] += ownShare[t] * (target - wanted[t * (k + 1) + i]);
    }
  }
}

/** Lips that touch can not come nearer: a change asks for a gap (iod) of at least this, a little pressed. */
const leastGap = -0.004;

/** Steps in which the gap is brought to what the change asks for; it is nearly linear in the opening direction. */
const gapSteps = 2;

/** Adds the user's change (in place) and brings the gap between the lips to exactly what was asked. */
function addChange({ basis, person }: MouthContext, wanted: Float32Array, motion: MouthMotion): void {
  const { change, componentCount: k, frameCount } = motion;
  if (change === undefined) return;
  const gapOf = makeGapMeter(basis, person);
  const shape = new Float32Array(basis.pointIndices.length * 3);
  const gapAt = (row: number): number => {
    displacementFrom(basis, wanted, row, shape);
    for (let o = 0; o < shape.length; o++) shape[o] += wanted[row + k] * person.openingDirection[o];
    return gapOf(shape);
  };
  for (let t = 0; t < frameCount; t++) {
    const row = t * (k + 1);
    let isChanged = change.opening[t] !== 0;
    for (let i = 0; i < k && !isChanged; i++) isChanged = change.coefficients[t * k + i] !== 0;
    if (!isChanged) continue;
    const target = Math.max(leastGap, gapAt(row) + change.opening[t]);
    for (let i = 0; i < k; i++) wanted[row + i] += change.coefficients[t * k + i];
    for (let step = 0; step < gapSteps; step++) wanted[row + k] += target - gapAt(row);
  }
}

/**
 * Joins what the voice wants with what the face does anyway: components are kept within what the person's mouth can do,
 * the opening is corrected along the person's own opening direction, and most of the person's slow non-opening motion
 * stays, so that a smile survives the dub. A motion equal to the face's own comes out unchanged. The user's change is
 * added last: no filter takes a part of it away.
 */
export function joinWantedShapes(context: MouthContext, motion: MouthMotion): WantedShapes {
  const { basis, person } = context;
  const k = basis.componentCount;
  const frames = motion.frameCount;
  const { own, openings, isSeen } = measureOwn(context, motion);
  const opener = projectToBasis(basis, person.openingDirection);
  const measure = makeOpeningMeter(basis, person);
  const shape = new Float32Array(basis.pointIndices.length * 3);

  const wanted = new Float32Array(frames * (k + 1));
  const difference = new Float32Array(frames * k);
  for (let t = 0; t < frames; t++) {
    for (let i = 0; i < k; i++) {
      const c = motion.coefficients[t * k + i];
      wanted[t * (k + 1) + i] = Math.min(person.coefficientHigh[i], Math.max(person.coefficientLow[i], c));
    }
    const opening = measure(displacementFrom(basis, wanted, t * (k + 1), shape));
    for (let i = 0; i < k; i++) {
      difference[t * k + i] = own[t * k + i] - wanted[t * (k + 1) + i] - (openings[t] - opening) * opener[i];
    }
  }
  const kept = lowPass(difference, k, isSeen, slowSigmaFrames, Math.ceil(2.5 * slowSigmaFrames));
  for (let t = 0; t < frames; t++) {
    for (let i = 0; i < k; i++) wanted[t * (k + 1) + i] += keptExpression * kept[t * k + i];
    const missing = motion.opening[t] - measure(displacementFrom(basis, wanted, t * (k + 1), shape));
    wanted[t * (k + 1) + k] = openingCorrection * missing;
  }
  addOwnShare(wanted, own, motion);
  addChange(context, wanted, motion);
  const everywhere = new Uint8Array(frames).fill(1);
  const ownRows = new Float32Array(frames * (k + 1));
  for (let t = 0; t < frames; t++) ownRows.set(own.subarray(t * k, (t + 1) * k), t * (k + 1));
  return { coefficients: lowPass(wanted, k + 1, everywhere, shapeSigmaFrames, 2), own: ownRows, isSeen };
}
