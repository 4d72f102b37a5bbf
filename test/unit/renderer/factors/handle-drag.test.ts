import { describe, expect, it } from 'vitest';
import { newEdit } from '../../../../renderer/features/factors/edit-builders.ts';
import { beginHandleDrag, draggedTo } from '../../../../renderer/features/factors/handle-drag.ts';
import { frameSec, valueAt } from './a-factor-scene.ts';

const place = {
  faceNumber: 1,
  factor: 'lip',
  handle: 'open',
  range: { startSec: 4, endSec: 6 },
  frameSec,
} as const;
const start = { editId: 'old', position: 1, atSec: 5, value: valueAt('lip', 'open', [], 5) };
const begin = (stack: Parameters<typeof beginHandleDrag>[0], timeSec = 5) =>
  beginHandleDrag(stack, place, {
    timeSec,
    value: valueAt('lip', 'open', stack, timeSec),
    editId: 'new',
    position: 9,
  });

describe('dragging the slider of a handle', () => {
  it('makes a shift over the range that gives exactly the wanted value at the playhead', () => {
    const edit = draggedTo(begin([]), 0.42);
    expect(edit).toMatchObject({ kind: 'offset', editId: 'new', startSec: 4, endSec: 6 });
    expect(valueAt('lip', 'open', [edit], 5)).toBeCloseTo(0.42, 5);
    expect(valueAt('lip', 'open', [edit], 3)).toBeCloseTo(valueAt('lip', 'open', [], 3), 6);
  });

  it('reaches the wanted value on a ramp too', () => {
    const edit = draggedTo(begin([], 4.08), 0.3);
    expect(valueAt('lip', 'open', [edit], 4.08)).toBeCloseTo(0.3, 5);
  });

  it('changes the shift of the same range instead of piling up another', () => {
    const first = draggedTo(begin([]), 0.42);
    const second = draggedTo(begin([first]), 0.1);
    expect(second.editId).toBe('new');
    expect(begin([first]).isNew).toBe(false);
    expect(valueAt('lip', 'open', [second], 5)).toBeCloseTo(0.1, 5);
  });

  it('ends where the hand is, whatever way it went', () => {
    const drag = begin([]);
    draggedTo(drag, 0.9);
    expect(draggedTo(drag, 0.3)).toEqual(draggedTo(begin([]), 0.3));
  });

  it('sets a keyframe where a curve acts', () => {
    const curve = newEdit('keyframes', place, { ...start, atSec: 4.4 });
    const edit = draggedTo(begin([curve]), 0.33);
    expect(edit.kind === 'keyframes' && edit.keyframes).toHaveLength(2);
    expect(valueAt('lip', 'open', [edit], 5)).toBeCloseTo(0.33, 5);
  });

  it('does not change a shift that lies below an edit which hides it', () => {
    const shift = newEdit('offset', place, { ...start, editId: 'shift' });
    const freeze = newEdit('freeze', place, { ...start, editId: 'freeze', position: 2 });
    const drag = begin([freeze, shift]);
    expect(drag.isNew).toBe(true);
    expect(valueAt('lip', 'open', [freeze, shift, draggedTo(drag, 0.05)], 5)).toBeCloseTo(0.05, 5);
  });
});
