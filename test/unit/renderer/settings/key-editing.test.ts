import { describe, expect, it } from 'vitest';
import { conflictsOf, isFound, withOwnKey } from '../../../../renderer/features/settings/key-editing.ts';
import { bindingsFrom } from '../../../../renderer/state/keys/key-combination.ts';

describe('setting keys', () => {
  it('names the other actions of the same key', () => {
    const bindings = bindingsFrom('facet', { addMarker: 'Space' });
    expect([...conflictsOf('addMarker', bindings)]).toEqual([['Space', ['playPause']]]);
    expect(conflictsOf('undo', bindings).size).toBe(0);
  });

  it('replaces, removes and brings back the key of one action', () => {
    const own = withOwnKey({ undo: 'KeyU' }, 'addMarker', 'KeyP');
    expect(bindingsFrom('facet', own).addMarker).toEqual(['KeyP']);
    expect(bindingsFrom('facet', withOwnKey(own, 'addMarker', '')).addMarker).toEqual([]);
    expect(withOwnKey(own, 'addMarker', null)).toEqual({ undo: 'KeyU' });
  });

  it('finds actions by name and by key, however it is typed', () => {
    expect(isFound('ctrl z', 'Undo', ['Ctrl+KeyZ'], false)).toBe(true);
    expect(isFound('UND', 'Undo', [], false)).toBe(true);
    expect(isFound('', 'Undo', [], false)).toBe(true);
    expect(isFound('blink', 'Undo', ['Ctrl+KeyZ'], false)).toBe(false);
  });
});
