import type { PointerEvent } from 'react';
import { factorHandles } from '../../../core/analysis/factor.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { valueAt } from './model/curve-scale.ts';
import type { LaneHit } from './model/hit-test.ts';
import { withMovedKeyframe, withMovedRange } from './model/keyframe-edits.ts';
import type { KeyframesEdit } from './model/keyframe-edits.ts';
import { snapPx, snapTo } from './model/snapping.ts';
import { secOf, timeWindowOf } from './model/time-window.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import { useDrag } from './use-drag.ts';
import type { FactorCurves } from './use-factor-curves.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** Where the pointer went down in a lane, px from its corner. */
export interface LanePlace {
  readonly x: number;
  readonly y: number;
  readonly heightPx: number;
}

/** What can be dragged in a factor's lane; each begins with the pointer's press. */
export interface LaneDrags {
  keyframe(event: PointerEvent, place: LanePlace, edit: KeyframesEdit, index: number): void;
  /** A press on the edit that was chosen already moves the playhead. */
  edit(event: PointerEvent, place: LanePlace, hit: Extract<LaneHit, { kind: 'edit' }>, wasChosen: boolean): void;
  /** Sets in and out; without a movement it moves the playhead. */
  range(event: PointerEvent, place: LanePlace): void;
}

/** The drags of a factor's lane. */
export function useLaneDrags(factor: FactorName, data: TimelineData, { curves }: FactorCurves): LaneDrags {
  const { selection, playhead, view } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const drag = useDrag();
  const windowNow = () => timeWindowOf(view.store.getState());
  const snapped = (timeSec: number, isFree: boolean) => {
    const { canSnap, pxPerSec } = view.store.getState();
    if (!canSnap || isFree) return timeSec;
    const targets = [playhead.now.timeSec, ...data.cutsSec, ...data.markers.map((marker) => marker.timeSec)];
    return timeSec + snapTo([timeSec], targets, snapPx / pxPerSec).shiftSec;
  };
  return {
    keyframe(event, { heightPx }, edit, index) {
      const [{ scale, handle }] = curves;
      const from = edit.keyframes[index];
      const { pxPerSec } = windowNow();
      const valuePerPx = valueAt(scale, 0, heightPx) - valueAt(scale, 1, heightPx);
      const isRatio = factorHandles[factor].find(({ name }) => name === handle)?.unit === 'ratio';
      selection.chooseKeyframe(edit.editId, index);
      drag(event, {
        move: ({ dxPx, dyPx, gestureId, isFree }) => {
          const timeSec = snapped(from.timeSec + dxPx / pxPerSec, isFree);
          const free = from.value - dyPx * valuePerPx;
          const value = isRatio && edit.mode === 'absolute' ? Math.min(Math.max(free, 0), 1) : free;
          const after = withMovedKeyframe(edit, index, { timeSec, value });
          commit(words.steps.moveKeyframe, [{ collection: 'edits', id: edit.editId, after }], gestureId);
        },
      });
    },
    edit(event, { x }, { edit, part }, wasChosen) {
      const { pxPerSec } = windowNow();
      selection.chooseEdit(edit.editId, factor, edit.handle);
      drag(event, {
        move: ({ dxPx, gestureId, isFree }) => {
          const edge = part === 'end' ? edit.endSec : edit.startSec;
          const isRamp = part === 'rampIn' || part === 'rampOut';
          const bySec = isRamp ? dxPx / pxPerSec : snapped(edge + dxPx / pxPerSec, isFree) - edge;
          const after = withMovedRange(edit, part, bySec);
          commit(words.steps.moveEdit, [{ collection: 'edits', id: edit.editId, after }], gestureId);
        },
        end: (didMove) => {
          if (!didMove && wasChosen) playhead.seek(secOf(windowNow(), x));
        },
      });
    },
    range(event, { x }) {
      const fromSec = secOf(windowNow(), x);
      selection.clear();
      drag(event, {
        move: ({ dxPx }) => {
          const ends = [fromSec, secOf(windowNow(), x + dxPx)].map((sec) =>
            Math.min(Math.max(sec, 0), data.durationSec),
          );
          selection.setRange({ startSec: Math.min(...ends), endSec: Math.max(...ends) });
        },
        end: (didMove) => {
          if (!didMove) playhead.seek(fromSec);
        },
      });
    },
  };
}
