import type { LipMotion } from '../analysis/lip-motion.ts';
import { invariant } from '../errors.ts';
import { solveSymmetric } from '../tensor/linear-solve.ts';
import { smoothstep } from '../tensor/resample.ts';
import { lipHandleCount, type LipHandleContext } from './lip-handles.ts';
import { makeLipMeter } from './lip-handle-meter.ts';
import type { LipChange } from './mouth-motion.ts';

/** Places of the handles. */
const [open, wideRound, press, jaw] = [0, 1, 2, 3];

/** Farthest that an edit can carry a handle, iod: beyond lies what no warp can show. */
const farthest = { opens: 0.45, widens: 0.25, drops: 0.25 };

/** How far (iod, standard deviation) a handle that nobody edited may give way; what is edited must not. */
const giveOfEdited = 1e-4;
const giveOfUnedited = [1e-4, 0.01, 0.02, 0.05];

/**
 * What the analysis sees of a change that is drawn in full, measured on training clips by analysing the rendering again: the outline
 * of the chin is drawn after it (and the landmark model leans on the usual proportions of faces), so more is drawn than is asked for.
 */
const seenShare = { wideRound: 0.7, press: 0.5, jaw: 0.5 };

/** Lips that press do not part: from this press on the opening is drawn to rest, in full at the double of it. */
const pressCloses = 0.15;

/**
 * Lips that are asked to close down to this opening (iod) close further than asked by up to `shutBeyond`: seen from outside, lips that
 * nearly touch do not.
 */
const shutBelow = 0.03;
const shutBeyond = 0.03;

/** Press of 1 is lips this much thinner than at rest, as a share. */
const hardestPress = 0.5;

/** Lips are not drawn thinner than at a press of this. */
const mostPress = 1.4;

/** A change too small to be seen, iod or ratio. */
const nothing = 1e-5;

/**
 * Turns a change of lip handles back into a change of lip shapes: the smallest one, in units of what the person's components
 * vary by, that makes it. Handles that nobody edits hold still as far as lips can: the width nearly, the chin follows an
 * opening freely.
 *
 * @param asked  [T, 4] edited minus original handles; NaN (a frame without a face) asks for nothing
 * @param handles [T, 4] the original handles
 * @returns null when nothing is asked for
 */
export function lipChangeFrom(
  asked: Float32Array,
  handles: Float32Array,
  motion: LipMotion,
  context: LipHandleContext,
): LipChange | null {
  invariant(asked.length === motion.frameCount * lipHandleCount, 'a change for every frame of the motion');
  const isEdited = [0, 1, 2, 3].map((handle) => {
    for (let o = handle; o < asked.length; o += lipHandleCount) if (Math.abs(asked[o]) > nothing) return true;
    return false;
  });
  if (!isEdited.includes(true)) return null;
  const k = motion.componentCount;
  const answer = answerMatrix(isEdited, context);
  const coefficients = new Float32Array(motion.frameCount * k);
  const opening = new Float32Array(motion.frameCount);
  for (let t = 0; t < motion.frameCount; t++) {
    const wanted = measuresAsked(asked, handles, t, context);
    if (wanted === null) continue;
    opening[t] = wanted[open];
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let handle = 0; handle < lipHandleCount; handle++)
        sum += answer[i * lipHandleCount + handle] * wanted[handle];
      coefficients[t * k + i] = sum;
    }
  }
  return { coefficients, opening };
}

/** Change of opening, mouth width, lip thickness and chin that a frame's handles ask for, iod; null = none. */
function measuresAsked(
  asked: Float32Array,
  handles: Float32Array,
  t: number,
  { rest }: LipHandleContext,
): readonly number[] | null {
  const o = t * lipHandleCount;
  const [opens, widens, presses, drops] = [0, 1, 2, 3].map((handle) => {
    const value = asked[o + handle];
    return Number.isNaN(value) || Math.abs(value) <= nothing ? 0 : value;
  });
  if (opens === 0 && widens === 0 && presses === 0 && drops === 0) return null;
  const above = handles[o + open] + opens;
  const closing = presses > 0 ? Math.min(1, Math.max(0, presses / pressCloses - 1)) : 0;
  const shut = opens < 0 ? shutBeyond * (1 - smoothstep(0, shutBelow, above)) : 0;
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
  return [
    within(opens - shut - closing * Math.max(0, above), farthest.opens),
    within(widens / seenShare.wideRound, farthest.widens),
    -within(presses / seenShare.press, mostPress) * hardestPress * rest.lipThickness,
    within(drops / seenShare.jaw, farthest.drops),
  ];
}

/** [K, 4] least change of the components, weighted by how much each of them varies, per unit of each measure asked for. */
function answerMatrix(isEdited: readonly boolean[], { basis, person }: LipHandleContext): Float64Array {
  const k = basis.componentCount;
  const { slopes } = makeLipMeter(basis, person);
  const variance = Float64Array.from({ length: k }, (_, i) => {
    return Math.max(1e-6, ((person.coefficientHigh[i] - person.coefficientLow[i]) / 4) ** 2);
  });
  const gram = new Float64Array(lipHandleCount * lipHandleCount);
  for (const a of [open, wideRound, press, jaw]) {
    for (const b of [open, wideRound, press, jaw]) {
      for (let i = 0; i < k; i++) gram[a * lipHandleCount + b] += slopes[a * k + i] * variance[i] * slopes[b * k + i];
    }
    gram[a * (lipHandleCount + 1)] += (isEdited[a] ? giveOfEdited : giveOfUnedited[a]) ** 2;
  }
  const identity = new Float64Array(lipHandleCount * lipHandleCount);
  for (let a = 0; a < lipHandleCount; a++) identity[a * (lipHandleCount + 1)] = 1;
  const inverse = solveSymmetric(gram, identity, lipHandleCount, lipHandleCount);
  const answer = new Float64Array(k * lipHandleCount);
  for (let i = 0; i < k; i++) {
    for (let a = 0; a < lipHandleCount; a++) {
      for (let b = 0; b < lipHandleCount; b++) {
        answer[i * lipHandleCount + a] += variance[i] * slopes[b * k + i] * inverse[b * lipHandleCount + a];
      }
    }
  }
  return answer;
}
