import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import type { KeyframesEdit, RangePart } from './keyframe-edits.ts';
import type { TimeWindow } from './time-window.ts';
import { pxOf } from './time-window.ts';

/** What lies under the pointer in a factor's lane. */
export type LaneHit =
  | { readonly kind: 'keyframe'; readonly edit: KeyframesEdit; readonly index: number }
  | { readonly kind: 'edit'; readonly edit: FactorEdit; readonly part: RangePart }
  | { readonly kind: 'nothing' };

/** How near the pointer must be, px. */
const reachPx = 7;

/** What is drawn in a lane, as far as it can be taken hold of. */
export interface LaneTargets {
  readonly edits: readonly FactorEdit[];
  readonly chosenEditId: string | null;
  /** The handle whose keyframes are shown. */
  readonly handle: string;
  /** Place of a keyframe, px from the top. */
  readonly keyframeY: (edit: KeyframesEdit, index: number) => number;
}

/** The topmost thing at a place: keyframes before the grips of the chosen edit, these before edges, these before ranges. */
export function hitAt(x: number, y: number, window: TimeWindow, targets: LaneTargets): LaneHit {
  return (
    keyframeAt(x, y, window, targets) ??
    gripAt(x, y, window, targets) ??
    rangeAt(x, window, targets) ?? { kind: 'nothing' }
  );
}

function keyframeAt(
  x: number,
  y: number,
  window: TimeWindow,
  { edits, handle, keyframeY }: LaneTargets,
): LaneHit | null {
  for (const edit of [...edits].reverse()) {
    if (edit.kind !== 'keyframes' || edit.handle !== handle) continue;
    const index = edit.keyframes.findIndex(
      ({ timeSec }, at) =>
        Math.abs(pxOf(window, timeSec) - x) <= reachPx && Math.abs(keyframeY(edit, at) - y) <= reachPx,
    );
    if (index >= 0) return { kind: 'keyframe', edit, index };
  }
  return null;
}

function gripAt(x: number, y: number, window: TimeWindow, { edits, chosenEditId }: LaneTargets): LaneHit | null {
  const edit = edits.find(({ editId }) => editId === chosenEditId);
  if (edit === undefined || y > reachPx + 3) return null;
  if (Math.abs(pxOf(window, edit.startSec + edit.rampInSec) - x) <= reachPx)
    return { kind: 'edit', edit, part: 'rampIn' };
  if (Math.abs(pxOf(window, edit.endSec - edit.rampOutSec) - x) <= reachPx)
    return { kind: 'edit', edit, part: 'rampOut' };
  return null;
}

function rangeAt(x: number, window: TimeWindow, { edits, chosenEditId }: LaneTargets): LaneHit | null {
  const topFirst = [...edits]
    .reverse()
    .sort((a, b) => Number(b.editId === chosenEditId) - Number(a.editId === chosenEditId));
  for (const edit of topFirst) {
    const left = pxOf(window, edit.startSec);
    const right = pxOf(window, edit.endSec);
    if (x < left - 3 || x > right + 3) continue;
    const isWide = right - left > 4 * reachPx;
    if (isWide && x - left < reachPx - 1) return { kind: 'edit', edit, part: 'start' };
    if (isWide && right - x < reachPx - 1) return { kind: 'edit', edit, part: 'end' };
    return { kind: 'edit', edit, part: 'whole' };
  }
  return null;
}
