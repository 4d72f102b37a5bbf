import type { FactorEdit, FactorEditKind } from '../../../core/edit/factor-edit.ts';
import { newEdit } from './edit-builders.ts';
import type { EditStart } from './edit-builders.ts';
import type { EditPlace } from './edit-place.ts';

/** Kinds of edits that a code can take as a whole, without knowing what its numbers mean. */
export const codeEditKinds: readonly FactorEditKind[] = ['gain', 'smooth', 'freeze', 'replace', 'blend'];

/** What is asked for most often of a code, in one press. */
export const codeFixes = ['off', 'smooth', 'freeze', 'replace'] as const;

/** One of {@link codeFixes}. */
export type CodeFix = (typeof codeFixes)[number];

/** The edit that a press makes, over all of a factor's code. */
export function editOfCodeFix(fix: CodeFix, place: EditPlace, start: EditStart): FactorEdit {
  const whole = { ...place, handle: null };
  const edit = newEdit(fix === 'off' ? 'gain' : fix, whole, start);
  return edit.kind === 'gain' ? { ...edit, gain: 0 } : edit;
}

/** The gain that acts on a part of the code at a time, the last one on top; null where none does. */
export function gainAt(
  edits: readonly FactorEdit[],
  handle: string | null,
  timeSec: number,
): Extract<FactorEdit, { readonly kind: 'gain' }> | null {
  const acts = (edit: FactorEdit): edit is Extract<FactorEdit, { readonly kind: 'gain' }> =>
    edit.kind === 'gain' &&
    edit.isEnabled &&
    edit.handle === handle &&
    edit.startSec <= timeSec &&
    edit.endSec > timeSec;
  return edits.filter(acts).sort((a, b) => b.position - a.position)[0] ?? null;
}
