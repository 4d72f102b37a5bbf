import type { FactorName } from '../../../../core/analysis/factor.ts';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { makeKeyframesEdit, withKeyframe } from './keyframe-edits.ts';
import type { KeyframesEdit } from './keyframe-edits.ts';

/** Where a keyframe is wanted, and the edits of its factor that are there. */
export interface WantedKeyframe {
  readonly factor: FactorName;
  readonly handle: string;
  readonly faceNumber: number;
  readonly timeSec: number;
  readonly value: number;
  readonly edits: readonly FactorEdit[];
  readonly durationSec: number;
}

/** A keyframe this near to an edit's range makes the range longer instead of beginning another edit, seconds. */
const growSec = 0.25;

/** The edit that a new keyframe belongs to, with it: the absolute one that is there, grown where it must, else a new one. */
export function keyframeAdded(
  wanted: WantedKeyframe,
  newEditId: string,
): { readonly edit: KeyframesEdit; readonly index: number } {
  const { timeSec, value, edits, factor, handle, faceNumber } = wanted;
  const keyframe = { timeSec, value, interpolation: 'ease' } as const;
  const there = edits.find(
    (edit): edit is KeyframesEdit =>
      edit.kind === 'keyframes' &&
      edit.handle === handle &&
      edit.mode === 'absolute' &&
      timeSec >= edit.startSec - growSec &&
      timeSec <= edit.endSec + growSec,
  );
  if (there !== undefined) return withKeyframe(there, keyframe);
  const position = Math.max(0, ...edits.map((edit) => edit.position)) + 1;
  const place = { editId: newEditId, faceNumber, factor, handle, position };
  return { edit: makeKeyframesEdit(place, keyframe, wanted.durationSec), index: 0 };
}
