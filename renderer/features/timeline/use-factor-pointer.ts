import { useState } from 'react';
import type { PointerEvent, RefObject } from 'react';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { newId } from '../../state/ids.ts';
import { useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { valueAt, yOf } from './model/curve-scale.ts';
import type { LaneHit } from './model/hit-test.ts';
import { hitAt } from './model/hit-test.ts';
import { makeKeyframesEdit, withKeyframe, withMovedKeyframe, withMovedRange } from './model/keyframe-edits.ts';
import type { KeyframesEdit } from './model/keyframe-edits.ts';
import { snapPx, snapTo } from './model/snapping.ts';
import { secOf, timeWindowOf } from './model/time-window.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import { useDrag } from './use-drag.ts';
import type { FactorCurves } from './use-factor-curves.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** What the pointer can do in a factor's lane. */
export interface FactorPointer {
  readonly cursor: string;
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onDoubleClick(event: { readonly clientX: number; readonly clientY: number }): void;
  hitOf(event: { readonly clientX: number; readonly clientY: number }): LaneHit;
}

/** Drags keyframes, ranges and ramps; a press on nothing moves the playhead, a drag there sets in and out. */
export function useFactorPointer(
  factor: FactorName,
  data: TimelineData,
  curves: FactorCurves,
  canvas: RefObject<HTMLCanvasElement | null>,
): FactorPointer {
  const { selection, playhead, view } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const drag = useDrag();
  const [cursor, setCursor] = useState('default');
  const chosenEditId = useSelection((state) =>
    state.focus === 'edit' || state.focus === 'keyframe' ? (state.editId ?? state.keyframe?.editId ?? null) : null,
  );
  const [primary] = curves.curves;

  const placeOf = (event: { readonly clientX: number; readonly clientY: number }) => {
    const box = canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0), heightPx: box?.height ?? 1 };
  };
  const windowNow = () => timeWindowOf(view.store.getState());
  const hitOf: FactorPointer['hitOf'] = (event) => {
    const { x, y, heightPx } = placeOf(event);
    if (primary === undefined) return { kind: 'nothing' };
    return hitAt(x, y, windowNow(), {
      edits: curves.edits,
      chosenEditId,
      handle: primary.handle,
      keyframeY: (edit, index) => yOf(primary.scale, curves.keyframeValue(edit, index), heightPx),
    });
  };
  const snapped = (timeSec: number, isFree: boolean) => {
    const { canSnap, pxPerSec } = view.store.getState();
    if (!canSnap || isFree) return timeSec;
    const targets = [playhead.now.timeSec, ...data.cutsSec, ...data.markers.map((marker) => marker.timeSec)];
    return timeSec + snapTo([timeSec], targets, snapPx / pxPerSec).shiftSec;
  };

  const dragKeyframe = (event: PointerEvent, edit: KeyframesEdit, index: number) => {
    const from = edit.keyframes[index];
    const { heightPx } = placeOf(event);
    const { pxPerSec } = windowNow();
    const valuePerPx = valueAt(primary.scale, 0, heightPx) - valueAt(primary.scale, 1, heightPx);
    selection.chooseKeyframe(edit.editId, index);
    selection.chooseFactor(factor, primary.handle);
    drag(event, {
      move: ({ dxPx, dyPx, gestureId, isFree }) => {
        const timeSec = snapped(from.timeSec + dxPx / pxPerSec, isFree);
        const after = withMovedKeyframe(edit, index, { timeSec, value: from.value - dyPx * valuePerPx });
        commit(words.steps.moveKeyframe, [{ collection: 'edits', id: edit.editId, after }], gestureId);
      },
    });
  };
  const dragEdit = (event: PointerEvent, { edit, part }: Extract<LaneHit, { kind: 'edit' }>) => {
    const { pxPerSec } = windowNow();
    const wasChosen = chosenEditId === edit.editId;
    const { x } = placeOf(event);
    selection.chooseEdit(edit.editId, factor, edit.handle);
    drag(event, {
      move: ({ dxPx, gestureId, isFree }) => {
        const edge = part === 'end' ? edit.endSec : edit.startSec;
        const bySec =
          part === 'rampIn' || part === 'rampOut' ? dxPx / pxPerSec : snapped(edge + dxPx / pxPerSec, isFree) - edge;
        const after = withMovedRange(edit, part, bySec);
        commit(words.steps.moveEdit, [{ collection: 'edits', id: edit.editId, after }], gestureId);
      },
      end: (didMove) => {
        if (!didMove && wasChosen) playhead.seek(secOf(windowNow(), x));
      },
    });
  };
  const dragRange = (event: PointerEvent) => {
    const { x } = placeOf(event);
    const fromSec = secOf(windowNow(), x);
    selection.clear();
    drag(event, {
      move: ({ dxPx }) => {
        const toSec = secOf(windowNow(), x + dxPx);
        const ends = [fromSec, toSec].map((sec) => Math.min(Math.max(sec, 0), data.durationSec));
        selection.setRange({ startSec: Math.min(...ends), endSec: Math.max(...ends) });
      },
      end: (didMove) => !didMove && playhead.seek(fromSec),
    });
  };

  return {
    cursor,
    hitOf,
    onPointerDown(event) {
      if (event.button !== 0) return;
      selection.chooseFactor(factor, primary?.handle ?? null);
      const hit = hitOf(event);
      if (hit.kind === 'nothing' || !data.isEditable) return dragRange(event);
      if (hit.kind === 'keyframe') return dragKeyframe(event, hit.edit, hit.index);
      dragEdit(event, hit);
    },
    onPointerMove(event) {
      if (event.buttons === 0) setCursor(cursorOf(hitOf(event)));
    },
    onDoubleClick(event) {
      if (primary === undefined || !data.isEditable) return;
      const { x, y, heightPx } = placeOf(event);
      const timeSec = Math.min(Math.max(secOf(windowNow(), x), 0), data.durationSec);
      const value = valueAt(primary.scale, y, heightPx);
      addKeyframe({
        factor,
        handle: primary.handle,
        faceNumber: curves.faceNumber,
        timeSec,
        value,
        edits: curves.edits,
      });
    },
  };

  function addKeyframe(place: {
    factor: FactorName;
    handle: string;
    faceNumber: number;
    timeSec: number;
    value: number;
    edits: FactorCurves['edits'];
  }) {
    const added = keyframeAdded(place, data.durationSec);
    commit(words.steps.addKeyframe, [{ collection: 'edits', id: added.edit.editId, after: added.edit }]);
    selection.chooseKeyframe(added.edit.editId, added.index);
  }
}

/** The edit that a new keyframe belongs to: the absolute one that is there, grown where it must, else a new one. */
export function keyframeAdded(
  place: {
    readonly factor: FactorName;
    readonly handle: string;
    readonly faceNumber: number;
    readonly timeSec: number;
    readonly value: number;
    readonly edits: FactorCurves['edits'];
  },
  durationSec: number,
): { readonly edit: KeyframesEdit; readonly index: number } {
  const { timeSec, value, edits, factor, handle, faceNumber } = place;
  const keyframe = { timeSec, value, interpolation: 'ease' } as const;
  const there = edits.find(
    (edit): edit is KeyframesEdit =>
      edit.kind === 'keyframes' &&
      edit.handle === handle &&
      edit.mode === 'absolute' &&
      timeSec >= edit.startSec - 0.25 &&
      timeSec <= edit.endSec + 0.25,
  );
  if (there !== undefined) return withKeyframe(there, keyframe);
  const position = Math.max(0, ...edits.map((edit) => edit.position)) + 1;
  const edit = makeKeyframesEdit(
    { editId: newId('edit'), faceNumber, factor, handle, position },
    keyframe,
    durationSec,
  );
  return { edit, index: 0 };
}

function cursorOf(hit: LaneHit): string {
  if (hit.kind === 'keyframe') return 'grab';
  if (hit.kind === 'nothing') return 'default';
  return hit.part === 'whole' ? 'pointer' : 'ew-resize';
}
