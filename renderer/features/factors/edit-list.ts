import type { FactorName } from '../../../core/analysis/factor.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';

/** Edits of a face's factor that act somewhere in the range, the one that acts last on top. Disabled ones are shown too. */
export function editsOn(
  edits: readonly FactorEdit[],
  faceNumber: number,
  factor: FactorName,
  range: TimeRange,
): readonly FactorEdit[] {
  return edits
    .filter(
      (edit) =>
        edit.faceNumber === faceNumber &&
        edit.factor === factor &&
        edit.startSec < range.endSec &&
        edit.endSec > range.startSec,
    )
    .sort((a, b) => b.position - a.position || (a.editId < b.editId ? 1 : -1));
}

/**
 * The edits whose place changes when one of a list moves up (-1) or down (1); empty when it is at the end already. Positions are
 * written anew, because two edits of one step may share a position.
 */
export function movedInStack(list: readonly FactorEdit[], editId: string, direction: -1 | 1): readonly FactorEdit[] {
  const from = list.findIndex((edit) => edit.editId === editId);
  const to = from + direction;
  if (from < 0 || to < 0 || to >= list.length) return [];
  const ordered = [...list];
  [ordered[from], ordered[to]] = [ordered[to], ordered[from]];
  const positions = list.map(({ position }) => position);
  const isDistinct = new Set(positions).size === positions.length;
  const lowest = Math.min(...positions);
  const places = isDistinct ? positions : positions.map((_, i) => lowest + positions.length - 1 - i);
  return ordered.flatMap((edit, i) => (edit.position === places[i] ? [] : [{ ...edit, position: places[i] }]));
}

/** A copy of an edit at another time and face: everything that lies in time moves along. */
export function copiedEdit(
  edit: FactorEdit,
  to: { readonly editId: string; readonly startSec: number; readonly faceNumber: number; readonly position: number },
): FactorEdit {
  const shift = Math.max(0, to.startSec) - edit.startSec;
  const moved = {
    editId: to.editId,
    faceNumber: to.faceNumber,
    position: to.position,
    startSec: edit.startSec + shift,
    endSec: edit.endSec + shift,
  };
  if (edit.kind === 'keyframes') {
    const keyframes = edit.keyframes.map((keyframe) => ({ ...keyframe, timeSec: keyframe.timeSec + shift }));
    return { ...edit, ...moved, keyframes };
  }
  // The held moment and the source range are what the user chose; they stay where they are.
  return { ...edit, ...moved };
}
