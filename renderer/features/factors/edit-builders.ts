import type { FactorEdit, FactorEditKind } from '../../../core/edit/factor-edit.ts';
import { editBase } from './edit-place.ts';
import type { EditPlace } from './edit-place.ts';

/** Kinds that need one named handle, because their number has the handle's unit. */
export const kindsOfOneHandle: readonly FactorEditKind[] = ['offset', 'keyframes'];

/** What a new edit starts from. */
export interface EditStart {
  readonly editId: string;
  readonly position: number;
  /** The playhead, seconds. */
  readonly atSec: number;
  /** The handle's value there as it is edited now; NaN where the face is not seen. */
  readonly value: number;
}

/**
 * A new edit that changes as little as it can: the user then turns it up. Kinds that have no neutral setting (smooth, freeze) start with
 * what is most often wanted.
 */
export function newEdit(kind: FactorEditKind, place: EditPlace, start: EditStart): FactorEdit {
  const base = editBase(place, start.editId, start.position);
  const within = Math.min(base.endSec, Math.max(base.startSec, start.atSec));
  const value = Number.isNaN(start.value) ? 0 : start.value;
  switch (kind) {
    case 'gain':
      return { ...base, kind, gain: 1 };
    case 'offset':
      return { ...base, kind, amount: 0 };
    case 'smooth':
      return { ...base, kind, sigmaSec: place.factor === 'lip' ? Math.max(0.02, place.frameSec / 2) : 0.3 };
    case 'freeze':
      return { ...base, kind, atSec: within };
    case 'replace':
      return { ...base, kind, assetId: null, sourceFaceNumber: place.faceNumber, sourceStartSec: base.startSec };
    case 'blend':
      return { ...base, handle: null, kind, share: 0.5 };
    case 'keyframes':
      return {
        ...base,
        kind,
        mode: 'absolute',
        keyframes: [{ timeSec: within, value, interpolation: 'ease' }],
      };
  }
}

/** The keyframes with one at this time: an existing one within half a frame moves to the value, else a new one is put in its place. */
export function withKeyframe<E extends Extract<FactorEdit, { kind: 'keyframes' }>>(
  edit: E,
  timeSec: number,
  value: number,
  frameSec: number,
): E {
  const near = edit.keyframes.findIndex((keyframe) => Math.abs(keyframe.timeSec - timeSec) < frameSec / 2);
  if (near >= 0) {
    return {
      ...edit,
      keyframes: edit.keyframes.map((keyframe, i) => (i === near ? { ...keyframe, value } : keyframe)),
    };
  }
  const keyframes = [...edit.keyframes, { timeSec, value, interpolation: 'ease' as const }];
  return { ...edit, keyframes: keyframes.sort((a, b) => a.timeSec - b.timeSec) };
}
