import type { KeyboardEvent } from 'react';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { newId } from '../../state/ids.ts';
import { useAction, useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { keyframeAdded } from './model/add-keyframe.ts';
import { withInterpolation, withMovedKeyframe } from './model/keyframe-edits.ts';
import type { KeyframesEdit } from './model/keyframe-edits.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import type { FactorCurves } from './use-factor-curves.ts';
import type { TimelineData } from './use-timeline-data.ts';

const interpolationKeys: Readonly<Record<string, 'hold' | 'linear' | 'ease'>> = { h: 'hold', n: 'linear', e: 'ease' };

/**
 * What keys do in a factor's lane: with a keyframe chosen, up and down change its value, Alt with left and right its time, `[` and `]`
 * go to its neighbours, Shift with H, N and E its way to the next one. Also adds keyframes at the playhead while the factor is chosen.
 */
export function useFactorKeys(
  factor: FactorName,
  data: TimelineData,
  curves: FactorCurves,
): (event: KeyboardEvent) => void {
  const { selection, playhead } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const isChosen = useSelection((state) => state.factor === factor);
  const chosen = useSelection((state) => state.keyframe);
  const [primary] = curves.curves;
  const edit = curves.edits.find(
    (other): other is KeyframesEdit => other.kind === 'keyframes' && other.editId === chosen?.editId,
  );
  useAction(
    'addKeyframe',
    () => {
      if (primary === undefined || curves.isMeasured) return false;
      const { timeSec, frame } = playhead.now;
      const value = primary.edited.values[frame];
      if (Number.isNaN(value)) return false;
      const { handle } = primary;
      const { edits, faceNumber } = curves;
      const { durationSec } = data;
      const added = keyframeAdded({ factor, handle, faceNumber, timeSec, value, edits, durationSec }, newId('edit'));
      commit(words.steps.addKeyframe, [{ collection: 'edits', id: added.edit.editId, after: added.edit }]);
      selection.chooseKeyframe(added.edit.editId, added.index);
      return true;
    },
    isChosen && data.isEditable && primary !== undefined,
  );
  return (event) => {
    if (edit === undefined || chosen === null || primary === undefined || !data.isEditable) return;
    const from = edit.keyframes[chosen.index];
    if (from === undefined) return;
    const put = (after: KeyframesEdit, label: string, gesture: string) =>
      commit(label, [{ collection: 'edits', id: edit.editId, after }], gesture);
    const step = (primary.scale.most - primary.scale.least) / (event.shiftKey ? 10 : 100);
    const frameSec = data.rate.den / data.rate.num;
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const neighbour = { '[': -1, ']': 1 }[event.key];
    const way = event.shiftKey ? interpolationKeys[event.key.toLowerCase()] : undefined;
    const gesture = `keys-${edit.editId}-${chosen.index}-${Math.floor(Date.now() / 1000)}`;
    if (up !== undefined)
      put(
        withMovedKeyframe(edit, chosen.index, { ...from, value: from.value + up * step }),
        words.steps.moveKeyframe,
        gesture,
      );
    else if (along !== undefined && event.altKey) {
      put(
        withMovedKeyframe(edit, chosen.index, { ...from, timeSec: from.timeSec + along * frameSec }),
        words.steps.moveKeyframe,
        gesture,
      );
    } else if (neighbour !== undefined) {
      const next = Math.min(Math.max(chosen.index + neighbour, 0), edit.keyframes.length - 1);
      selection.chooseKeyframe(edit.editId, next);
      playhead.seek(edit.keyframes[next].timeSec);
    } else if (way !== undefined) put(withInterpolation(edit, chosen.index, way), words.steps.keyframeWay, gesture);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
