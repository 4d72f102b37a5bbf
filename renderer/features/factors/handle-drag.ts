import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import { editWeightAt } from '../../../core/edit/edit-weight.ts';
import { curveValueAt } from '../../../core/edit/keyframe-curve.ts';
import { newEdit, withKeyframe } from './edit-builders.ts';
import type { EditPlace } from './edit-place.ts';

/** A handle's slider in the hand: what it changes, and from where. Made when the drag begins, so that the same place gives the same value. */
export interface HandleDrag {
  readonly edit: FactorEdit;
  /** True when no edit is there yet that could take the change. */
  readonly isNew: boolean;
  /** The edited value at the playhead when the drag began, in the handle's unit. */
  readonly value: number;
  readonly timeSec: number;
  /** How much of the edit acts at the playhead, above 0. */
  readonly weight: number;
  readonly frameSec: number;
}

/** Below this an edit is so far out on its ramp that it cannot sensibly take a change. */
const leastWeight = 0.2;

/**
 * Finds what a slider changes: the topmost curve that acts at the playhead, or the shift that was made on this very range; else a
 * new shift over the range.
 *
 * @param stack edits of the face's factor, the last one to act first
 */
export function beginHandleDrag(
  stack: readonly FactorEdit[],
  place: EditPlace & { readonly handle: string },
  at: { readonly timeSec: number; readonly value: number; readonly editId: string; readonly position: number },
): HandleDrag {
  const shared = { value: at.value, timeSec: at.timeSec, frameSec: place.frameSec };
  for (const edit of stack) {
    const weight = editWeightAt(edit, at.timeSec);
    const isOurs = edit.handle === place.handle && weight >= leastWeight;
    if (isOurs && (edit.kind === 'keyframes' || (edit.kind === 'offset' && isSameRange(edit, place)))) {
      return { ...shared, edit, isNew: false, weight };
    }
    // An edit that replaces the value hides what lies below it: a change there would not be seen.
    if (weight > 0 && hides(edit, place.handle)) break;
  }
  const fresh = newEdit('offset', place, { ...at, atSec: at.timeSec });
  return { ...shared, edit: fresh, isNew: true, weight: Math.max(leastWeight, editWeightAt(fresh, at.timeSec)) };
}

/** The edit with which the handle has the wanted value at the playhead. */
export function draggedTo({ edit, value, timeSec, weight, frameSec }: HandleDrag, wanted: number): FactorEdit {
  const more = (wanted - value) / weight;
  if (edit.kind === 'offset') return { ...edit, amount: edit.amount + more };
  if (edit.kind !== 'keyframes') return edit;
  return withKeyframe(edit, timeSec, curveValueAt(edit.keyframes, timeSec) + more, frameSec);
}

function isSameRange(edit: FactorEdit, { range, frameSec }: EditPlace): boolean {
  return Math.abs(edit.startSec - range.startSec) < frameSec / 2 && Math.abs(edit.endSec - range.endSec) < frameSec / 2;
}

function hides(edit: FactorEdit, handle: string): boolean {
  const isMeant = edit.handle === null || edit.handle === handle;
  return isMeant && (edit.kind === 'freeze' || edit.kind === 'replace' || edit.kind === 'keyframes');
}
