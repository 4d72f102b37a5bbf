import { describe, expect, it } from 'vitest';
import { packOptions } from '../../../../renderer/features/pack-choice/pack-options.ts';
import { projectPackOf } from '../../../../renderer/state/project-pack.ts';
import { aPdfgcPack } from '../../../support/fake-studio-packs.ts';

describe('the packs that a project can have', () => {
  const pdfgc = aPdfgcPack('pdfgc', 'fp16');
  const known = { state: 'known' as const, packs: [pdfgc], failure: null };

  it('begin with its own where that is not installed', () => {
    expect(packOptions([pdfgc], projectPackOf('lost', known))).toEqual([
      { packId: 'lost', pack: null, canBeChosen: false },
      { packId: 'pdfgc', pack: pdfgc, canBeChosen: true },
    ]);
    expect(packOptions([pdfgc], projectPackOf('pdfgc', known))).toHaveLength(1);
  });

  it('show one that cannot be read, and do not let it be chosen', () => {
    const damaged = { ...pdfgc, factors: [] };
    expect(packOptions([damaged], projectPackOf('atlas', known))).toMatchObject([{ canBeChosen: false }]);
  });
});
