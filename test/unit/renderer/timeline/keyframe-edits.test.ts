import { describe, expect, it } from 'vitest';
import { factorEditSchema } from '../../../../core/edit/factor-edit.ts';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { keyframeAdded } from '../../../../renderer/features/timeline/model/add-keyframe.ts';
import { pastedWishes } from '../../../../renderer/features/timeline/model/clipboard.ts';
import { hitAt } from '../../../../renderer/features/timeline/model/hit-test.ts';
import {
  withInterpolation,
  withKeyframe,
  withMovedKeyframe,
  withMovedRange,
  withoutKeyframe,
} from '../../../../renderer/features/timeline/model/keyframe-edits.ts';
import type { KeyframesEdit } from '../../../../renderer/features/timeline/model/keyframe-edits.ts';

function anEdit(change: Partial<KeyframesEdit> = {}): KeyframesEdit {
  return {
    editId: 'e',
    kind: 'keyframes',
    faceNumber: 1,
    factor: 'lip',
    handle: 'open',
    startSec: 1,
    endSec: 3,
    rampInSec: 0.2,
    rampOutSec: 0.2,
    isEnabled: true,
    position: 1,
    mode: 'absolute',
    keyframes: [
      { timeSec: 1.5, value: 0.1, interpolation: 'ease' },
      { timeSec: 2, value: 0.3, interpolation: 'linear' },
      { timeSec: 2.5, value: 0.2, interpolation: 'hold' },
    ],
    ...change,
  };
}

const timesOf = ({ keyframes }: KeyframesEdit) => keyframes.map(({ timeSec }) => timeSec);

describe('keyframes', () => {
  it('stay between their neighbours while they are moved', () => {
    expect(withMovedKeyframe(anEdit(), 1, { timeSec: 9, value: 0.5 }).keyframes[1]).toMatchObject({
      timeSec: expect.closeTo(2.499) as number,
      value: 0.5,
    });
    expect(withMovedKeyframe(anEdit(), 1, { timeSec: 0, value: 0.5 }).keyframes[1].timeSec).toBeCloseTo(1.501);
  });

  it('take the range of their edit along with room for its ramps', () => {
    const late = withMovedKeyframe(anEdit(), 2, { timeSec: 5, value: 0.2 });
    expect(late.endSec).toBeCloseTo(5.2);
    const early = withMovedKeyframe(anEdit(), 0, { timeSec: -4, value: 0.2 });
    expect(early).toMatchObject({ startSec: 0 });
    expect(timesOf(early)[0]).toBe(0);
    expect(factorEditSchema.parse(early)).toEqual(early);
  });

  it('are added in order of time; one at the same place is replaced', () => {
    const added = withKeyframe(anEdit(), { timeSec: 1.7, value: 0, interpolation: 'ease' });
    expect(timesOf(added.edit)).toEqual([1.5, 1.7, 2, 2.5]);
    expect(added.index).toBe(1);
    const replaced = withKeyframe(anEdit(), { timeSec: 2, value: 0.9, interpolation: 'ease' });
    expect(timesOf(replaced.edit)).toEqual([1.5, 2, 2.5]);
    expect(replaced.edit.keyframes[1].value).toBe(0.9);
  });

  it('go one by one, and the edit with the last', () => {
    const two = withoutKeyframe(anEdit(), 1);
    expect(two === null ? null : timesOf(two)).toEqual([1.5, 2.5]);
    expect(withoutKeyframe(anEdit({ keyframes: [anEdit().keyframes[0]] }), 0)).toBe(null);
  });

  it('change the way to the next one alone', () => {
    const changed = withInterpolation(anEdit(), 0, 'hold').keyframes.map(({ interpolation }) => interpolation);
    expect(changed).toEqual(['hold', 'linear', 'hold']);
  });

  it('join the edit that is there, or begin a sound one', () => {
    const wanted = { factor: 'lip', handle: 'open', faceNumber: 1, value: 0.2, durationSec: 10 } as const;
    expect(keyframeAdded({ ...wanted, timeSec: 3.1, edits: [anEdit()] }, 'n').edit.editId).toBe('e');
    const far = keyframeAdded({ ...wanted, timeSec: 9.9, edits: [anEdit()] }, 'n').edit;
    expect(far).toMatchObject({ editId: 'n', position: 2, endSec: 10 });
    expect(factorEditSchema.parse(far)).toEqual(far);
    const other = keyframeAdded({ ...wanted, handle: 'jaw', timeSec: 2, edits: [anEdit()] }, 'n').edit;
    expect(other.editId).toBe('n');
  });
});

describe('the range of an edit', () => {
  it('moves with its keyframes and not before the start', () => {
    const moved = withMovedRange(anEdit(), 'whole', -5);
    expect(moved).toMatchObject({ startSec: 0, endSec: 2 });
    expect(timesOf(moved)).toEqual([0.5, 1, 1.5]);
  });

  it('never turns over, and its ramps never cross', () => {
    expect(withMovedRange(anEdit(), 'start', 9).startSec).toBeCloseTo(2.96);
    expect(withMovedRange(anEdit(), 'end', -9).endSec).toBeCloseTo(1.04);
    expect(withMovedRange(anEdit(), 'rampIn', 9).rampInSec).toBeCloseTo(1.8);
    expect(withMovedRange(anEdit(), 'rampOut', -9).rampOutSec).toBeCloseTo(1.8);
    expect(withMovedRange(anEdit(), 'rampIn', -9).rampInSec).toBe(0);
  });
});

describe('what lies under the pointer', () => {
  const window = { pxPerSec: 100, widthPx: 1000, scrollPx: 0 };
  const targets = {
    edits: [anEdit(), { ...anEdit({ editId: 'f' }), startSec: 5, endSec: 7, keyframes: [] }] as readonly FactorEdit[],
    chosenEditId: null as string | null,
    handle: 'open',
    keyframeY: () => 40,
  };
  const at = (x: number, y: number, chosenEditId: string | null = null) =>
    hitAt(x, y, window, { ...targets, chosenEditId });

  it('is a keyframe before the range that it stands in', () => {
    expect(at(152, 42)).toMatchObject({ kind: 'keyframe', index: 0 });
    expect(at(152, 70)).toMatchObject({ kind: 'edit', part: 'whole' });
    expect(hitAt(152, 42, window, { ...targets, handle: 'jaw' })).toMatchObject({ kind: 'edit' });
  });

  it('is an edge near the ends, and a ramp’s grip only of the chosen edit', () => {
    expect(at(103, 70)).toMatchObject({ part: 'start' });
    expect(at(298, 70)).toMatchObject({ part: 'end' });
    expect(at(121, 2)).toMatchObject({ part: 'whole' });
    expect(at(121, 2, 'e')).toMatchObject({ part: 'rampIn' });
    expect(at(279, 2, 'e')).toMatchObject({ part: 'rampOut' });
  });

  it('is nothing elsewhere', () => {
    expect(at(400, 40)).toEqual({ kind: 'nothing' });
  });
});

describe('pasting', () => {
  it('makes new records at the new time, for the chosen face, on top of the stack', () => {
    let count = 0;
    const wishes = pastedWishes(
      { lines: [], edits: [anEdit()], fromSec: 1 },
      { timeSec: 11, faceNumber: 2, topPosition: 8 },
      (prefix) => `${prefix}-${++count}`,
    );
    expect(wishes).toHaveLength(1);
    expect(wishes[0]).toMatchObject({
      id: 'edit-1',
      after: { editId: 'edit-1', faceNumber: 2, position: 9, startSec: 11, endSec: 13 },
    });
    expect(timesOf(wishes[0].after as KeyframesEdit)).toEqual([11.5, 12, 12.5]);
  });
});
