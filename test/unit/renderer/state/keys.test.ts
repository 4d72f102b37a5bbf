import { describe, expect, it } from 'vitest';
import { createActionRegistry } from '../../../../renderer/state/keys/action-registry.ts';
import { actionNames, actionSpecs, keyPresets } from '../../../../renderer/state/keys/actions.ts';
import {
  actionFor,
  bindingsFrom,
  combinationOf,
  conflictsIn,
  shownCombination,
} from '../../../../renderer/state/keys/key-combination.ts';
import { en } from '../../../../renderer/state/strings/en.ts';
import { ko } from '../../../../renderer/state/strings/ko.ts';

const press = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('keys', () => {
  it('are physical keys with modifiers in one order; command counts as control', () => {
    expect(combinationOf(press('KeyZ', { shiftKey: true, ctrlKey: true }))).toBe('Ctrl+Shift+KeyZ');
    expect(combinationOf(press('KeyZ', { metaKey: true }))).toBe('Ctrl+KeyZ');
    expect(combinationOf(press('ShiftLeft', { shiftKey: true }))).toBe(null);
  });

  it.each(Object.keys(keyPresets))('mean one thing each in the preset %s', (preset) => {
    const conflicts = conflictsIn(bindingsFrom(preset, {}));
    expect([...conflicts].map(([key, names]) => `${key}: ${names.join(', ')}`)).toEqual([]);
  });

  it('are the user’s before the preset’s, and none when the user wants none', () => {
    const bindings = bindingsFrom('premiere', { splitLine: 'Shift+Ctrl+KeyB', addMarker: '' });
    expect(bindings.splitLine).toEqual(['Ctrl+Shift+KeyB']);
    expect(bindings.addMarker).toEqual([]);
    expect(actionFor(bindings, 'KeyM')).toBe(null);
    expect(actionFor(bindings, 'KeyS')).toBe('toggleSnap');
  });

  it('that two actions claim are named', () => {
    const conflicts = conflictsIn(bindingsFrom('facet', { addMarker: 'KeyB' }));
    expect(conflicts.get('KeyB')).toEqual(['splitLine', 'addMarker']);
  });

  it('are shown as they are printed', () => {
    expect(shownCombination('Ctrl+Shift+KeyZ', false)).toBe('Ctrl+Shift+Z');
    expect(shownCombination('Ctrl+Shift+KeyZ', true)).toBe('⌘⇧Z');
    expect(shownCombination('Shift+Slash', false)).toBe('?');
  });

  it('have a name in every language for every action', () => {
    for (const name of actionNames) {
      expect(en.actions[name], name).not.toBe('');
      expect(ko.actions[name], name).not.toBe('');
      expect(actionSpecs[name].group in en.actionGroups, name).toBe(true);
    }
  });
});

describe('actions', () => {
  it('are done by the last one who registered and can', () => {
    const registry = createActionRegistry();
    const done: string[] = [];
    registry.register('copy', () => void done.push('first'));
    const leave = registry.register('copy', () => {
      done.push('second');
      return false;
    });
    registry.register(
      'copy',
      () => void done.push('third'),
      () => false,
    );
    expect(registry.run('copy')).toBe(true);
    expect(done).toEqual(['second', 'first']);
    leave();
    registry.run('copy');
    expect(done).toEqual(['second', 'first', 'first']);
    expect(registry.canRun('paste')).toBe(false);
    expect(registry.run('paste')).toBe(false);
  });
});
