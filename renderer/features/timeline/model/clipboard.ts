import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import type { DubLine } from '../../../../core/project/records.ts';

/** What was copied: lines or edits, with the time from which their places count. */
export interface Clipboard {
  readonly lines: readonly DubLine[];
  readonly edits: readonly FactorEdit[];
  readonly fromSec: number;
}

/** The copied things as new records at another time; edits go to the given face, above the edits that are there. */
export function pastedWishes(
  { lines, edits, fromSec }: Clipboard,
  to: { readonly timeSec: number; readonly faceNumber: number; readonly topPosition: number },
  makeId: (prefix: string) => string,
): RecordWish[] {
  const shift = to.timeSec - fromSec;
  return [
    ...lines.map((line): RecordWish => {
      const lineId = makeId('line');
      return { collection: 'lines', id: lineId, after: { ...line, lineId, startSec: line.startSec + shift } };
    }),
    ...edits.map((edit, index): RecordWish => {
      const editId = makeId('edit');
      const placed = {
        ...edit,
        editId,
        faceNumber: to.faceNumber,
        position: to.topPosition + 1 + index,
        startSec: Math.max(0, edit.startSec + shift),
        endSec: edit.endSec + shift,
      };
      if (placed.kind !== 'keyframes') return { collection: 'edits', id: editId, after: placed };
      const keyframes = placed.keyframes.map((keyframe) => ({ ...keyframe, timeSec: keyframe.timeSec + shift }));
      return { collection: 'edits', id: editId, after: { ...placed, keyframes } };
    }),
  ];
}
