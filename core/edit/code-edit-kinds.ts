import type { FactorName } from '../analysis/factor.ts';
import type { FrameRange } from '../time/frame-range.ts';
import { smoothstep } from '../tensor/resample.ts';
import { editWeightAt } from './edit-weight.ts';
import { activeEdits, blendShares } from './evaluate-edits.ts';
import type { FactorEdit } from './factor-edit.ts';

/** An edit that acts on a code whose numbers have no meaning of their own. */
export type CodeEdit = Extract<FactorEdit, { readonly kind: 'gain' | 'smooth' | 'freeze' | 'replace' | 'blend' }>;

/** Parts of a code that edits can name, and which numbers of the code they are. */
export type CodeHandles = Readonly<Record<string, readonly number[]>>;

/** No parts are known: edits mean the whole code. */
export const noCodeHandles: CodeHandles = {};

/**
 * The parts of an eye code: 'blink' and 'gaze', where the pack says which numbers carry them.
 *
 * @param eyeRoles of the pack
 */
export function eyeCodeHandles(
  eyeRoles: { readonly blink: readonly number[]; readonly gaze: readonly number[] } | null,
): CodeHandles {
  return eyeRoles === null ? noCodeHandles : { blink: eyeRoles.blink, gaze: eyeRoles.gaze };
}

const codeKinds: ReadonlySet<FactorEdit['kind']> = new Set(['gain', 'smooth', 'freeze', 'replace', 'blend']);

/** True for an edit that codes can take: of a kind that needs no meaning, of the whole code or of a part that is known. */
export function isCodeEdit(edit: FactorEdit, handles: CodeHandles): edit is CodeEdit {
  return codeKinds.has(edit.kind) && (edit.handle === null || Object.hasOwn(handles, edit.handle));
}

/** Why an edit is left out: 'kind' needs numbers with a meaning, 'handle' names what the code does not have. */
export interface CodeEditProblem {
  readonly edit: FactorEdit;
  readonly reason: 'kind' | 'handle';
}

/** The enabled edits that codes cannot take, in the order given. */
export function codeEditProblems(
  edits: readonly FactorEdit[],
  handlesOf: (factor: FactorName) => CodeHandles,
): readonly CodeEditProblem[] {
  return edits
    .filter((edit) => edit.isEnabled && !isCodeEdit(edit, handlesOf(edit.factor)))
    .map((edit) => ({ edit, reason: codeKinds.has(edit.kind) ? 'handle' : 'kind' }));
}

/** Weight of an edit from which on the new picture is shown in full: a face that has hardly changed must not be seen twice for long. */
const shownWeight = 0.25;

/**
 * How much of the new face is shown because a factor's code is edited: 0 where no edit acts, 1 as soon as one acts to a quarter.
 *
 * @param factor not the lips, whose strength is that of the voice
 * @param range  frames
 * @returns [frames of `range`] in [0, 1]
 */
export function codeEditPresence(
  edits: readonly FactorEdit[],
  factor: FactorName,
  handles: CodeHandles,
  frameTimesSec: Float64Array,
  range: FrameRange,
): Float32Array {
  const active = activeEdits(edits, factor).filter(
    (edit) => isCodeEdit(edit, handles) && edit.kind !== 'blend' && !(edit.kind === 'gain' && edit.gain === 1),
  );
  const times = frameTimesSec.subarray(range.startFrame, range.endFrame);
  const presence = new Float32Array(times.length);
  if (active.length === 0) return presence;
  const shares = blendShares(
    edits.filter(({ handle }) => handle === null),
    factor,
    times,
  );
  for (let t = 0; t < times.length; t++) {
    let weight = 0;
    for (const edit of active) weight = Math.max(weight, editWeightAt(edit, times[t]));
    presence[t] = smoothstep(0, shownWeight, weight * shares[t]);
  }
  return presence;
}
