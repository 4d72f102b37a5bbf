import { describe, expect, it } from 'vitest';
import type { ModelPackValue } from '../../../../api/models.ts';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import type { StudioClient } from '../../../../renderer/state/client.ts';
import { createPacksStore } from '../../../../renderer/state/packs-store.ts';
import { generativePacks, isEditOfPack, packHandles, projectPackOf } from '../../../../renderer/state/project-pack.ts';
import { aPdfgcPack } from '../../../support/fake-studio-packs.ts';

const pdfgc = aPdfgcPack('pdfgc', 'fp32');
const known = (...packs: ModelPackValue[]) => ({ state: 'known' as const, packs, failure: null });
const gain: FactorEdit = {
  editId: 'e',
  kind: 'gain',
  gain: 0.5,
  faceNumber: 1,
  factor: 'eye',
  handle: null,
  startSec: 0,
  endSec: 1,
  rampInSec: 0,
  rampOutSec: 0,
  isEnabled: true,
  position: 1,
};

describe('the pack of a project', () => {
  it('is absent only when the host was asked and has none of its name', () => {
    expect(projectPackOf('pdfgc', known(pdfgc))).toMatchObject({ pack: pdfgc, kind: 'pdfgc', isAbsent: false });
    expect(projectPackOf('mine', known(pdfgc))).toMatchObject({ pack: null, kind: 'pdfgc', isAbsent: true });
    expect(projectPackOf('mine', { ...known(), state: 'unknown' }).isAbsent).toBe(false);
    expect(projectPackOf('mine', { ...known(), state: 'failed' }).isAbsent).toBe(false);
  });

  it('is the embedded one before the host has said anything', () => {
    const pack = projectPackOf('atlas', { ...known(), state: 'unknown' });
    expect(pack).toMatchObject({ kind: 'atlas', isAbsent: false });
    expect(packHandles(pack, 'eye')).toContain('gazeYaw');
  });

  it('takes edits of a whole code and of the parts that it names, and no curves', () => {
    const pack = projectPackOf('pdfgc', known(pdfgc));
    expect(isEditOfPack(gain, pack)).toBe(true);
    expect(isEditOfPack({ ...gain, handle: 'blink' }, pack)).toBe(true);
    expect(isEditOfPack({ ...gain, handle: 'blinkLeft' }, pack)).toBe(false);
    expect(isEditOfPack({ ...gain, kind: 'offset', amount: 1, handle: 'blink' }, pack)).toBe(false);
    const atlas = projectPackOf('atlas', known());
    expect(isEditOfPack({ ...gain, handle: 'blinkLeft' }, atlas)).toBe(true);
    expect(isEditOfPack({ ...gain, handle: 'blink' }, atlas)).toBe(false);
  });

  it('cannot be one whose files could not be read', () => {
    expect(generativePacks([pdfgc, { ...pdfgc, id: 'damaged', factors: [] }])).toEqual([pdfgc]);
  });
});

describe('the list of packs', () => {
  it('is what was asked for last, and stays when it cannot be read again', async () => {
    const answers: ((packs: readonly ModelPackValue[]) => void)[] = [];
    let fails = false;
    const list = () =>
      fails ? Promise.reject(new Error('gone')) : new Promise<readonly ModelPackValue[]>((done) => answers.push(done));
    const packs = createPacksStore({ models: { list } } as unknown as StudioClient);
    const [first, second] = [packs.read(), packs.read()];
    answers[1]([pdfgc]);
    answers[0]([]);
    await Promise.all([first, second]);
    expect(packs.store.getState()).toMatchObject({ state: 'known', packs: [pdfgc] });
    fails = true;
    await packs.read();
    expect(packs.store.getState()).toMatchObject({ state: 'failed', packs: [pdfgc] });
  });
});
