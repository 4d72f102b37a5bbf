import { useState } from 'react';
import type { PointerEvent, RefObject } from 'react';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { newId } from '../../state/ids.ts';
import { useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { keyframeAdded } from './model/add-keyframe.ts';
import { valueAt, yOf } from './model/curve-scale.ts';
import type { LaneHit } from './model/hit-test.ts';
import { hitAt } from './model/hit-test.ts';
import { secOf, timeWindowOf } from './model/time-window.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import type { FactorCurves } from './use-factor-curves.ts';
import { useLaneDrags } from './use-lane-drags.ts';
import type { LanePlace } from './use-lane-drags.ts';
import type { TimelineData } from './use-timeline-data.ts';

interface PointerPlace {
  readonly clientX: number;
  readonly clientY: number;
}

/** What the pointer can do in a factor's lane. */
export interface FactorPointer {
  readonly cursor: string;
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  /** Adds a keyframe there. */
  onDoubleClick(event: PointerPlace): void;
  hitOf(event: PointerPlace): LaneHit;
}

/** Drags keyframes, ranges and ramps; a press on nothing moves the playhead, a drag there sets in and out. */
export function useFactorPointer(
  factor: FactorName,
  data: TimelineData,
  curves: FactorCurves,
  canvas: RefObject<HTMLCanvasElement | null>,
): FactorPointer {
  const { selection, view } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const drags = useLaneDrags(factor, data, curves);
  const [cursor, setCursor] = useState('default');
  const chosenEditId = useSelection((state) => state.editId ?? state.keyframe?.editId ?? null);
  const [primary] = curves.curves;

  const placeOf = (event: PointerPlace): LanePlace => {
    const box = canvas.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0), heightPx: box?.height ?? 1 };
  };
  const windowNow = () => timeWindowOf(view.store.getState());
  const hitOf: FactorPointer['hitOf'] = (event) => {
    const { x, y, heightPx } = placeOf(event);
    if (primary === undefined) return { kind: 'nothing' };
    return hitAt(x, y, windowNow(), {
      // Keyframes of a curve that is not in force are not drawn, so they cannot be taken hold of.
      edits: curves.edits.filter(({ kind }) => !curves.isMeasured || kind !== 'keyframes'),
      chosenEditId,
      handle: primary.handle,
      keyframeY: (edit, index) => yOf(primary.scale, curves.keyframeValue(edit, index), heightPx),
    });
  };
  return {
    cursor,
    hitOf,
    onPointerDown(event) {
      if (event.button !== 0) return;
      selection.chooseFactor(factor, primary?.handle ?? null);
      const hit = hitOf(event);
      const place = placeOf(event);
      if (hit.kind === 'nothing' || !data.isEditable) drags.range(event, place);
      else if (hit.kind === 'keyframe') drags.keyframe(event, place, hit.edit, hit.index);
      else drags.edit(event, place, hit, chosenEditId === hit.edit.editId);
    },
    onPointerMove(event) {
      if (event.buttons === 0) setCursor(cursorOf(hitOf(event)));
    },
    onDoubleClick(event) {
      if (primary === undefined || curves.isMeasured || !data.isEditable) return;
      const { x, y, heightPx } = placeOf(event);
      const timeSec = Math.min(Math.max(secOf(windowNow(), x), 0), data.durationSec);
      const value = valueAt(primary.scale, y, heightPx);
      const { handle } = primary;
      const { edits, faceNumber } = curves;
      const { durationSec } = data;
      const added = keyframeAdded({ factor, handle, faceNumber, timeSec, value, edits, durationSec }, newId('edit'));
      commit(words.steps.addKeyframe, [{ collection: 'edits', id: added.edit.editId, after: added.edit }]);
      selection.chooseKeyframe(added.edit.editId, added.index);
    },
  };
}

function cursorOf(hit: LaneHit): string {
  if (hit.kind === 'keyframe') return 'grab';
  if (hit.kind === 'nothing') return 'default';
  return hit.part === 'whole' ? 'pointer' : 'ew-resize';
}
