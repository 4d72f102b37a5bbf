import { describe, expect, it } from 'vitest';
import { missingDocblocks } from '../../../scripts/docblocks.ts';

const namesIn = (text: string) => missingDocblocks('core/a.ts', text).map((finding) => finding.name);

describe('missingDocblocks', () => {
  it('names each kind of export that has no docblock, with its line', () => {
    const text = [
      'export const rate = 25;',
      'export function read() {}',
      'export interface Options {}',
      'export type Id = string;',
      'export class Reader {}',
    ].join('\n');
    expect(namesIn(text)).toEqual(['rate', 'read', 'Options', 'Id', 'Reader']);
    expect(missingDocblocks('core/a.ts', text)[1]).toEqual({ path: 'core/a.ts', line: 2, name: 'read' });
  });

  it('accepts an export with a docblock and leaves private declarations alone', () => {
    expect(namesIn('/** Frames per second. */\nexport const rate = 25;\nconst hidden = 1;')).toEqual([]);
  });

  it('does not take an ordinary comment for a docblock', () => {
    expect(namesIn('// Frames per second.\nexport const rate = 25;')).toEqual(['rate']);
    expect(namesIn('/* Frames per second. */\nexport const rate = 25;')).toEqual(['rate']);
  });

  it('takes the docblock of the first overload for all of them', () => {
    expect(
      namesIn('/** Reads. */\nexport function read(a: string): void;\nexport function read(a: number): void;'),
    ).toEqual([]);
  });

  it('leaves re-exports to the file that declares them', () => {
    expect(namesIn(`export { rate } from './b.ts';\nexport * from './c.ts';`)).toEqual([]);
  });
});
