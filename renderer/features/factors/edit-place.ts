import type { FactorName } from '../../../core/analysis/factor.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { RecordWish } from '../../../core/project/record-change.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';

/** Where a new edit goes. */
export interface EditPlace {
  readonly faceNumber: number;
  readonly factor: FactorName;
  /** Null = all handles of the factor. */
  readonly handle: string | null;
  readonly range: TimeRange;
  /** Length of one frame, seconds. */
  readonly frameSec: number;
}

/** Shortest ramp with which pixels of a new mouth come and go: fewer frames are seen as a jump. */
export const leastRampFrames = 4;

/** A ramp that fits into the range twice, four frames where there is room. */
export function rampSecOf({ range, frameSec }: Pick<EditPlace, 'range' | 'frameSec'>): number {
  return Math.min(leastRampFrames * frameSec, (range.endSec - range.startSec) / 2);
}

/** A range that is at least one frame long and does not begin before the picture. */
export function soundRange(range: TimeRange, frameSec: number): TimeRange {
  const startSec = Math.max(0, Math.min(range.startSec, range.endSec));
  return { startSec, endSec: Math.max(startSec + frameSec, Math.max(range.startSec, range.endSec)) };
}

/** A range widened on both sides. */
export function widened(range: TimeRange, bySec: number): TimeRange {
  return { startSec: Math.max(0, range.startSec - bySec), endSec: range.endSec + bySec };
}

/** The place in the stack above all edits. */
export function topPosition(edits: readonly FactorEdit[]): number {
  return edits.reduce((top, { position }) => Math.max(top, position), 0) + 1;
}

/** What every new edit says. */
export function editBase(place: EditPlace, editId: string, position: number) {
  const range = soundRange(place.range, place.frameSec);
  const ramp = rampSecOf({ ...place, range });
  return {
    editId,
    faceNumber: place.faceNumber,
    factor: place.factor,
    handle: place.handle,
    ...range,
    rampInSec: ramp,
    rampOutSec: ramp,
    isEnabled: true,
    position,
  };
}

/** The wish that an edit be as given. */
export function wishFor(edit: FactorEdit): RecordWish {
  return { collection: 'edits', id: edit.editId, after: edit };
}

/** The wish that an edit be gone. */
export function wishAway(editId: string): RecordWish {
  return { collection: 'edits', id: editId, after: null };
}
