import { useState } from 'react';
import type { MouseEvent } from 'react';
import { interpolations } from '../../../core/edit/factor-edit.ts';
import { newId } from '../../state/ids.ts';
import { useProject, useSelection, useStudio } from '../../state/studio.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { useWords } from '../../state/strings/words.ts';
import type { MenuItem } from '../../ui/menu-item.ts';
import { withInterpolation } from './model/keyframe-edits.ts';
import { secOf, timeWindowOf } from './model/time-window.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import type { TimelineData } from './use-timeline-data.ts';

const separator: MenuItem = { kind: 'separator' };

/** The context menu of what lies under the pointer; opening it chooses that thing, so that the menu means what is seen as chosen. */
export function useContextItems(data: TimelineData): {
  readonly items: readonly MenuItem[];
  onContextMenu(event: MouseEvent<HTMLElement>): void;
} {
  const { selection, view, playhead } = useStudio();
  const [atSec, setAtSec] = useState(0);
  const specific = useSpecificItems(data);
  const general = useGeneralItems(data, atSec);
  return {
    items: specific.length === 0 ? general : [...specific, separator, ...general],
    onContextMenu(event) {
      const target = event.target instanceof Element ? event.target : null;
      const lineId = target?.closest<HTMLElement>('[data-line-id]')?.dataset.lineId;
      const markerId = target?.closest<HTMLElement>('[data-marker-id]')?.dataset.markerId;
      const axis = event.currentTarget.querySelector('.axis')?.getBoundingClientRect();
      // Opened with the menu key there is no place: the playhead's counts.
      const isPointed = event.clientX !== 0 || event.clientY !== 0;
      const sec = secOf(timeWindowOf(view.store.getState()), event.clientX - (axis?.left ?? 0));
      setAtSec(isPointed ? Math.min(Math.max(sec, 0), data.durationSec) : playhead.now.timeSec);
      if (lineId !== undefined && !selection.store.getState().lineIds.includes(lineId)) selection.chooseLines([lineId]);
      if (markerId !== undefined) selection.chooseMarker(markerId);
    },
  };
}

function useSpecificItems(data: TimelineData): readonly MenuItem[] {
  const { actions } = useStudio();
  const words = useWords(timelineWords);
  const { actions: names } = useStrings();
  const commit = useCommit();
  const { focus, lineIds, editId, keyframe, markerId } = useSelection((state) => state);
  const edits = useProject(({ document }) => document.edits);
  if (!data.isEditable) return [];
  const run = (label: string, name: Parameters<typeof actions.run>[0], isDanger = false): MenuItem => ({
    kind: 'item',
    label,
    isDanger,
    isDisabled: !actions.canRun(name),
    onSelect: () => void actions.run(name),
  });
  if (focus === 'lines' && lineIds.length > 0) {
    return [
      run(words.editText, 'renameSelection'),
      run(words.split, 'splitLine'),
      run(words.muteLine, 'muteLine'),
      run(names.nextTake, 'nextTake'),
      run(names.playSelection, 'playSelection'),
      separator,
      run(names.copy, 'copy'),
      run(names.duplicate, 'duplicate'),
      run(words.deleteLine, 'deleteSelection', true),
    ];
  }
  if (focus === 'keyframe' && keyframe !== null) {
    const edit = edits[keyframe.editId];
    if (edit?.kind !== 'keyframes') return [];
    return [
      ...interpolations.map((interpolation): MenuItem => ({
        kind: 'check',
        label: words.interpolations[interpolation],
        isChecked: edit.keyframes[keyframe.index]?.interpolation === interpolation,
        onSelect: () => {
          const after = withInterpolation(edit, keyframe.index, interpolation);
          commit(words.steps.keyframeWay, [{ collection: 'edits', id: edit.editId, after }]);
        },
      })),
      separator,
      run(words.deleteKeyframe, 'deleteSelection', true),
    ];
  }
  if (focus === 'edit' && editId !== null && edits[editId] !== undefined) {
    const edit = edits[editId];
    const after = { ...edit, isEnabled: !edit.isEnabled };
    return [
      {
        kind: 'check',
        label: words.disableEdit,
        isChecked: !edit.isEnabled,
        onSelect: () => commit(words.steps.toggleEdit, [{ collection: 'edits', id: editId, after }]),
      },
      run(words.copyEdit, 'copy'),
      run(names.duplicate, 'duplicate'),
      run(words.deleteEdit, 'deleteSelection', true),
    ];
  }
  if (focus === 'marker' && markerId !== null)
    return [run(`${words.renameMarker}…`, 'renameSelection'), run(words.deleteMarker, 'deleteSelection', true)];
  return [];
}

function useGeneralItems(data: TimelineData, atSec: number): readonly MenuItem[] {
  const { actions, selection, playhead } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const range = useSelection((state) => state.range);
  const setRange = (change: { startSec?: number; endSec?: number }) => {
    const next = { startSec: range?.startSec ?? 0, endSec: range?.endSec ?? data.durationSec, ...change };
    if (next.endSec > next.startSec) selection.setRange(next);
  };
  const addMarker = () => {
    const markerId = newId('marker');
    const label = `${words.newMarker} ${data.markers.length + 1}`;
    commit(words.steps.addMarker, [
      { collection: 'markers', id: markerId, after: { markerId, timeSec: atSec, label } },
    ]);
  };
  const addKeyframe = () => {
    playhead.seek(atSec);
    actions.run('addKeyframe');
  };
  const isLocked = !data.isEditable;
  return [
    { kind: 'item', label: words.pasteHere, isDisabled: isLocked, onSelect: () => void actions.run('paste') },
    { kind: 'item', label: words.addKeyframe, isDisabled: isLocked, onSelect: addKeyframe },
    { kind: 'item', label: words.addMarker, isDisabled: isLocked, onSelect: addMarker },
    separator,
    { kind: 'item', label: words.setIn, onSelect: () => setRange({ startSec: atSec }) },
    { kind: 'item', label: words.setOut, onSelect: () => setRange({ endSec: atSec }) },
    { kind: 'item', label: words.clearRange, isDisabled: range === null, onSelect: () => selection.setRange(null) },
  ];
}
