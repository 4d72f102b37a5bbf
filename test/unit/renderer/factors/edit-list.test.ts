import { describe, expect, it } from 'vitest';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { newEdit } from '../../../../renderer/features/factors/edit-builders.ts';
import { copiedEdit, editsOn, movedInStack } from '../../../../renderer/features/factors/edit-list.ts';
import { frameSec } from './a-factor-scene.ts';

const anEdit = (editId: string, position: number, startSec = 4, kind: FactorEdit['kind'] = 'offset') =>
  newEdit(
    kind,
    { faceNumber: 1, factor: 'lip', handle: 'open', range: { startSec, endSec: startSec + 2 }, frameSec },
    { editId, position, atSec: startSec + 1, value: 0.1 },
  );

describe('the edits on a range', () => {
  it('are those of the face and factor that reach into it, the last to act on top', () => {
    const edits = [anEdit('a', 1), anEdit('b', 2), anEdit('far', 3, 20), { ...anEdit('other', 4), faceNumber: 2 }];
    expect(editsOn(edits, 1, 'lip', { startSec: 5, endSec: 7 }).map(({ editId }) => editId)).toEqual(['b', 'a']);
  });

  it('do not contain an edit that ends where the range begins', () => {
    expect(editsOn([anEdit('a', 1)], 1, 'lip', { startSec: 6, endSec: 7 })).toEqual([]);
  });

  it('change places when one is moved', () => {
    const list = editsOn([anEdit('a', 1), anEdit('b', 2), anEdit('c', 3)], 1, 'lip', { startSec: 4, endSec: 6 });
    const moved = movedInStack(list, 'a', -1);
    const after = list.map((edit) => moved.find(({ editId }) => editId === edit.editId) ?? edit);
    expect(editsOn(after, 1, 'lip', { startSec: 4, endSec: 6 }).map(({ editId }) => editId)).toEqual(['c', 'a', 'b']);
    expect(moved).toHaveLength(2);
  });

  it('change places even when they share a position', () => {
    const list = editsOn([anEdit('a', 5), anEdit('b', 5)], 1, 'lip', { startSec: 4, endSec: 6 });
    const order = list.map(({ editId }) => editId);
    const moved = movedInStack(list, order[1], -1);
    const after = list.map((edit) => moved.find(({ editId }) => editId === edit.editId) ?? edit);
    expect(editsOn(after, 1, 'lip', { startSec: 4, endSec: 6 }).map(({ editId }) => editId)).toEqual(order.reverse());
  });

  it('stay where they are at the ends', () => {
    const list = [anEdit('b', 2), anEdit('a', 1)];
    expect(movedInStack(list, 'b', -1)).toEqual([]);
    expect(movedInStack(list, 'gone', 1)).toEqual([]);
  });
});

describe('a copied edit', () => {
  it('takes its keyframes along', () => {
    const copy = copiedEdit(anEdit('a', 1, 4, 'keyframes'), { editId: 'b', startSec: 14, faceNumber: 2, position: 8 });
    expect(copy).toMatchObject({ editId: 'b', faceNumber: 2, startSec: 14, endSec: 16, position: 8 });
    expect(copy.kind === 'keyframes' && copy.keyframes[0].timeSec).toBe(15);
  });

  it('keeps the moment that a freeze holds', () => {
    const copy = copiedEdit(anEdit('a', 1, 4, 'freeze'), { editId: 'b', startSec: 14, faceNumber: 1, position: 8 });
    expect(copy.kind === 'freeze' && copy.atSec).toBe(5);
  });
});
