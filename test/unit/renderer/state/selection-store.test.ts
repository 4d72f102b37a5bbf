import { describe, expect, it } from 'vitest';
import { createSelectionStore } from '../../../../renderer/state/selection-store.ts';

describe('the selection', () => {
  it('shows the tracks of the face that speaks a chosen line, and keeps them when several are chosen', () => {
    const selection = createSelectionStore();
    selection.chooseFace(2);
    selection.chooseLines(['a'], 1);
    expect(selection.store.getState()).toMatchObject({ focus: 'lines', lineIds: ['a'], faceNumber: 1 });
    selection.chooseFace(2);
    selection.chooseLines(['a', 'b']);
    expect(selection.store.getState()).toMatchObject({ focus: 'lines', faceNumber: 2 });
  });
});
