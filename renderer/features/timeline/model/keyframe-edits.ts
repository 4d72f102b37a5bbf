import type { FactorEdit, Keyframe } from '../../../../core/edit/factor-edit.ts';

/** An edit of keyframes. */
export type KeyframesEdit = Extract<FactorEdit, { readonly kind: 'keyframes' }>;

/** Two keyframes may not stand on one place: a curve has one value at a time. */
const leastGapSec = 0.001;

/** The edit with one keyframe elsewhere. It stays between its neighbours; the edit's range grows with it. */
export function withMovedKeyframe(
  edit: KeyframesEdit,
  index: number,
  to: Pick<Keyframe, 'timeSec' | 'value'>,
): KeyframesEdit {
  const before = edit.keyframes[index - 1]?.timeSec ?? Number.NEGATIVE_INFINITY;
  const after = edit.keyframes[index + 1]?.timeSec ?? Number.POSITIVE_INFINITY;
  const timeSec = Math.max(0, Math.min(Math.max(to.timeSec, before + leastGapSec), after - leastGapSec));
  const keyframes = edit.keyframes.map((keyframe, at) =>
    at === index ? { ...keyframe, timeSec, value: to.value } : keyframe,
  );
  return reaching({ ...edit, keyframes }, timeSec);
}

/** The edit with one more keyframe, and that one's place in the list. One that is there already gets the new value. */
export function withKeyframe(
  edit: KeyframesEdit,
  added: Keyframe,
): { readonly edit: KeyframesEdit; readonly index: number } {
  const kept = edit.keyframes.filter(({ timeSec }) => Math.abs(timeSec - added.timeSec) >= leastGapSec);
  const keyframes = [...kept, added].sort((a, b) => a.timeSec - b.timeSec);
  return { edit: reaching({ ...edit, keyframes }, added.timeSec), index: keyframes.indexOf(added) };
}

/** The edit without one keyframe; null when it was the last one. */
export function withoutKeyframe(edit: KeyframesEdit, index: number): KeyframesEdit | null {
  const keyframes = edit.keyframes.filter((_, at) => at !== index);
  return keyframes.length === 0 ? null : { ...edit, keyframes };
}

/** The edit with another way from one keyframe to the next. */
export function withInterpolation(
  edit: KeyframesEdit,
  index: number,
  interpolation: Keyframe['interpolation'],
): KeyframesEdit {
  return {
    ...edit,
    keyframes: edit.keyframes.map((keyframe, at) => (at === index ? { ...keyframe, interpolation } : keyframe)),
  };
}

/** A new edit with one keyframe, half a second to each side. */
export function makeKeyframesEdit(
  place: Pick<FactorEdit, 'editId' | 'faceNumber' | 'factor' | 'position'> & { readonly handle: string },
  keyframe: Keyframe,
  durationSec: number,
): KeyframesEdit {
  const startSec = Math.max(0, keyframe.timeSec - 0.5);
  return {
    ...place,
    kind: 'keyframes',
    mode: 'absolute',
    startSec,
    endSec: Math.max(Math.min(durationSec, keyframe.timeSec + 0.5), startSec + 0.1),
    rampInSec: 0.2,
    rampOutSec: 0.2,
    isEnabled: true,
    keyframes: [keyframe],
  };
}

/** Parts of an edit's range that can be dragged. */
export type RangePart = 'whole' | 'start' | 'end' | 'rampIn' | 'rampOut';

/** The edit with a part of its range moved by some time; keyframes go along with the whole. */
export function withMovedRange<Edit extends FactorEdit>(edit: Edit, part: RangePart, bySec: number): Edit {
  const lengthSec = edit.endSec - edit.startSec;
  switch (part) {
    case 'whole': {
      const shift = Math.max(bySec, -edit.startSec);
      const moved = { ...edit, startSec: edit.startSec + shift, endSec: edit.endSec + shift };
      if (edit.kind !== 'keyframes') return moved;
      const keyframes = edit.keyframes.map((keyframe) => ({ ...keyframe, timeSec: keyframe.timeSec + shift }));
      return { ...moved, keyframes };
    }
    case 'start':
      return { ...edit, startSec: Math.min(Math.max(edit.startSec + bySec, 0), edit.endSec - 0.04) };
    case 'end':
      return { ...edit, endSec: Math.max(edit.endSec + bySec, edit.startSec + 0.04) };
    case 'rampIn':
      return { ...edit, rampInSec: Math.min(Math.max(edit.rampInSec + bySec, 0), lengthSec - edit.rampOutSec) };
    case 'rampOut':
      return { ...edit, rampOutSec: Math.min(Math.max(edit.rampOutSec - bySec, 0), lengthSec - edit.rampInSec) };
  }
}

/** A range must hold its keyframes, with room for the ramps. */
function reaching(edit: KeyframesEdit, timeSec: number): KeyframesEdit {
  return {
    ...edit,
    startSec: Math.max(0, Math.min(edit.startSec, timeSec - edit.rampInSec)),
    endSec: Math.max(edit.endSec, timeSec + Math.max(edit.rampOutSec, 0.04)),
  };
}
