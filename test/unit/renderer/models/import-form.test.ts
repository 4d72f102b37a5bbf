import { describe, expect, it } from 'vitest';
import { expectedFiles, networkStates, packNameState } from '../../../../renderer/features/models/import-form.ts';

describe('the form of an import', () => {
  it('takes ids as names, replaces what is the user’s, and leaves what comes with the program', () => {
    const packs = [
      { id: 'atlas', isBuiltIn: true },
      { id: 'mine', isBuiltIn: false },
    ];
    expect(packNameState('pdfgc-2', packs)).toBe('good');
    expect(packNameState('mine', packs)).toBe('replaces');
    expect(packNameState('atlas', packs)).toBe('reserved');
    for (const name of ['', 'My pack', '-a', '../up', 'a'.repeat(41)])
      expect(packNameState(name, packs)).toBe('malformed');
  });

  it('says which of the four files lie in a folder; a folder of that name is none', () => {
    const entry = (name: string, kind: 'file' | 'folder') => ({ name, kind, sizeBytes: 9 });
    const found = expectedFiles([entry('motion_model.pth', 'file'), entry('audio_model.pth', 'folder')]);
    expect(found.filter(({ sizeBytes }) => sizeBytes !== null)).toEqual([{ file: 'motion_model.pth', sizeBytes: 9 }]);
    expect(found).toHaveLength(4);
  });

  it('shows the networks before the one that is worked on as done, also by the name of its file', () => {
    const states = (what: string) => networkStates(what).map(({ state }) => state);
    expect(states('audio')).toEqual(['done', 'done', 'now', 'waiting']);
    expect(states('generator.weights')).toEqual(['done', 'done', 'done', 'now']);
    expect(states('')).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
  });
});
