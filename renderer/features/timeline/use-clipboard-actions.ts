import { useRef } from 'react';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import { lineDurationSec } from '../../../core/project/dub-line.ts';
import { newId } from '../../state/ids.ts';
import type { SelectionState } from '../../state/selection-store.ts';
import { useAction, useProject, useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import type { Clipboard } from './model/clipboard.ts';
import { pastedWishes } from './model/clipboard.ts';
import { withoutKeyframe } from './model/keyframe-edits.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** Cut, copy, paste and delete of lines, edits, keyframes and markers. */
export function useClipboardActions(data: TimelineData): void {
  const { playhead, selection } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const clipboard = useRef<Clipboard | null>(null);
  const edits = useProject(({ document }) => document.edits);
  const selected = useSelection((state) => state);
  const { focus, lineIds, editId, keyframe, markerId, range, faceNumber } = selected;
  const lines = data.lines.filter(({ lineId }) => lineIds.includes(lineId));
  const chosenEdits = editsMeant(Object.values(edits), selected);
  const canCopy = lines.length > 0 || chosenEdits.length > 0;

  useAction('copy', copy, canCopy);
  useAction(
    'cut',
    () => {
      copy();
      remove();
    },
    canCopy && data.isEditable,
  );
  useAction('paste', () => paste(playhead.now.timeSec), data.isEditable);
  useAction(
    'duplicate',
    () => {
      copy();
      const end = Math.max(
        ...lines.map((line) => line.startSec + lineDurationSec(line)),
        ...chosenEdits.map((edit) => edit.endSec),
        0,
      );
      return paste(end);
    },
    canCopy && data.isEditable,
  );
  const canRemove =
    keyframe !== null ||
    markerId !== null ||
    (editId !== null && focus === 'edit') ||
    (range !== null && chosenEdits.length > 0);
  useAction('deleteSelection', remove, data.isEditable && lines.length === 0 && canRemove);

  function copy(): void {
    const fromSec = Math.min(...lines.map(({ startSec }) => startSec), ...chosenEdits.map(({ startSec }) => startSec));
    clipboard.current = { lines, edits: chosenEdits, fromSec };
  }
  function paste(timeSec: number): boolean {
    if (clipboard.current === null) return false;
    const topPosition = Math.max(0, ...Object.values(edits).map(({ position }) => position));
    const wishes = pastedWishes(clipboard.current, { timeSec, faceNumber, topPosition }, newId);
    const hasLines = clipboard.current.lines.length > 0;
    commit(hasLines ? words.steps.pasteLines : words.steps.pasteEdit, wishes);
    if (hasLines) selection.chooseLines(wishes.filter(({ collection }) => collection === 'lines').map(({ id }) => id));
    return true;
  }
  function remove(): void {
    if (lines.length > 0) {
      commit(
        words.steps.deleteLines,
        lines.map(({ lineId }) => ({ collection: 'lines', id: lineId, after: null })),
      );
    } else if (keyframe !== null) {
      const edit = edits[keyframe.editId];
      if (edit?.kind !== 'keyframes') return;
      commit(words.steps.deleteKeyframe, [
        { collection: 'edits', id: edit.editId, after: withoutKeyframe(edit, keyframe.index) },
      ]);
    } else if (markerId !== null) {
      commit(words.steps.deleteMarker, [{ collection: 'markers', id: markerId, after: null }]);
    } else {
      commit(
        words.steps.deleteEdit,
        chosenEdits.map((edit) => ({ collection: 'edits', id: edit.editId, after: null })),
      );
    }
    selection.clear();
  }
}

/** The chosen edit, else all of the chosen factor that lie between in and out. */
function editsMeant(
  edits: readonly FactorEdit[],
  { focus, editId, range, faceNumber, factor }: SelectionState,
): readonly FactorEdit[] {
  if (focus === 'edit') return edits.filter((edit) => edit.editId === editId);
  if (range === null) return [];
  return edits.filter(
    (edit) =>
      edit.faceNumber === faceNumber &&
      edit.factor === factor &&
      edit.startSec >= range.startSec &&
      edit.endSec <= range.endSec,
  );
}
