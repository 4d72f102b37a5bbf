import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPacks } from '../../../main/engine/health/model-check.ts';
import { createPackCatalog } from '../../../main/engine/models/pack-catalog.ts';
import { aPdfgcManifest } from '../../support/a-pdfgc-pack.ts';

const atlas = join(import.meta.dirname, '../../../resources/models/atlas');

describe('the catalog of packs', () => {
  let root = '';
  let builtIn = '';
  let user = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'facet-catalog-'));
    builtIn = join(root, 'models');
    user = join(root, 'home', 'packs');
    cpSync(atlas, join(builtIn, 'atlas'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const catalog = () => createPackCatalog({ builtIn, user });

  /** A generative pack as far as a catalog looks: a manifest and one file. */
  const writePdfgcPack = (name: string, id = name) => {
    const folder = join(user, name);
    mkdirSync(folder, { recursive: true });
    const bytes = Buffer.from('weights of a network');
    writeFileSync(join(folder, 'motion.weights'), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const manifest = aPdfgcManifest({ id, files: [{ path: 'motion.weights', sha256, bytes: bytes.length }] });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    return folder;
  };

  it('lists what comes with the program where the user has no folder of packs', async () => {
    const packs = await catalog().list();
    expect(packs.map(({ id, kind, isBuiltIn, precision }) => [id, kind, isBuiltIn, precision])).toEqual([
      ['atlas', 'atlas', true, null],
    ]);
    expect(packs[0].factors.map(({ factor, width, handles }) => [factor, width, handles.length])).toEqual([
      ['lip', 4, 4],
      ['eye', 4, 4],
      ['headPose', 6, 6],
      ['expression', 4, 4],
    ]);
  });

  it('lists imported packs behind them, with code widths, and the parts of the eyes that they name', async () => {
    const folder = writePdfgcPack('pdfgc');
    const [, pack] = await catalog().list();
    expect(pack).toMatchObject({ id: 'pdfgc', kind: 'pdfgc', isBuiltIn: false, precision: 'fp32', folder });
    expect(pack.factors).toEqual([
      { factor: 'lip', width: 500, handles: [] },
      { factor: 'eye', width: 6, handles: ['blink', 'gaze'] },
      { factor: 'headPose', width: 6, handles: [] },
      { factor: 'expression', width: 30, handles: [] },
    ]);
  });

  it('verifies packs of both kinds', async () => {
    writePdfgcPack('pdfgc');
    expect((await catalog().verify('atlas')).state).toBe('verified');
    expect((await catalog().verify('pdfgc')).state).toBe('verified');
  });

  it('says which file of an imported pack was changed, and which is gone', async () => {
    const folder = writePdfgcPack('pdfgc');
    writeFileSync(join(folder, 'motion.weights'), 'weights of b network');
    const changed = await catalog().verify('pdfgc');
    expect([changed.state, changed.files[0].problem]).toEqual(['damaged', expect.stringMatching(/sha256/)]);
    rmSync(join(folder, 'motion.weights'));
    const gone = await catalog().verify('pdfgc');
    expect([gone.state, gone.files[0].problem]).toEqual(['incomplete', 'missing']);
  });

  it('shows an unreadable pack of the user for what it is, and hides no other behind it', async () => {
    writePdfgcPack('good');
    writeFileSync(join(writePdfgcPack('torn'), 'manifest.json'), '{"schema": 1, "kind": "pdf');
    const packs = await catalog().list();
    expect(packs.map(({ id }) => id)).toEqual(['atlas', 'good', 'torn']);
    expect(packs[2]).toMatchObject({ isBuiltIn: false, factors: [] });
    const verified = await catalog().verify('torn');
    expect([verified.state, verified.files[0].problem]).toEqual(['damaged', expect.stringMatching(/not JSON/)]);
  });

  it('names the entry of a manifest that is not what it must be', async () => {
    writeFileSync(
      join(writePdfgcPack('odd'), 'manifest.json'),
      JSON.stringify({ ...aPdfgcManifest(), frameRateHz: -25 }),
    );
    expect((await catalog().verify('odd')).files[0].problem).toMatch(/frameRateHz/);
  });

  it('says that a pack of a later layout needs a newer version', async () => {
    writeFileSync(join(writePdfgcPack('late'), 'manifest.json'), JSON.stringify({ ...aPdfgcManifest(), schema: 2 }));
    expect((await catalog().verify('late')).files[0].problem).toMatch(/layout 2.*newer version/);
  });

  it('removes packs of the user, damaged ones too, and never those of the program', async () => {
    writePdfgcPack('good');
    writeFileSync(join(writePdfgcPack('torn'), 'manifest.json'), '');
    await catalog().remove('good');
    await catalog().remove('torn');
    expect(readdirSync(user)).toEqual([]);
    await expect(catalog().remove('atlas')).rejects.toMatchObject({ code: 'models.unsupported' });
    expect(existsSync(join(builtIn, 'atlas', 'manifest.json'))).toBe(true);
  });

  it('removes nothing by a path or an unknown name', async () => {
    writePdfgcPack('good');
    for (const packId of ['..', '../packs/good', 'gone', ''])
      await expect(catalog().remove(packId)).rejects.toMatchObject({ code: 'models.not-found' });
    expect(readdirSync(user)).toEqual(['good']);
  });

  it('keeps a pack whole that cannot be taken out of its folder', async () => {
    // A name so long that no longer one can be made of it: renaming fails for everybody, also for root.
    const folder = writePdfgcPack('k'.repeat(245), 'kept');
    await expect(catalog().remove('kept')).rejects.toMatchObject({ code: 'export.not-writable' });
    expect(existsSync(join(folder, 'motion.weights'))).toBe(true);
  });

  it('means the pack of the program where the user has one of the same id', async () => {
    writePdfgcPack('mine', 'atlas');
    expect((await catalog().verify('atlas')).isBuiltIn).toBe(true);
    await catalog().remove('mine');
    expect(readdirSync(user)).toEqual([]);
  });

  it('does not list a pack that is being made or removed', async () => {
    writePdfgcPack('.pdfgc-import');
    expect((await catalog().list()).map(({ id }) => id)).toEqual(['atlas']);
  });

  it('makes the doctor warn of an import that went bad, and miss a pack of the program', async () => {
    writeFileSync(join(writePdfgcPack('torn'), 'manifest.json'), '');
    expect(await checkPacks(catalog())).toMatchObject({ status: 'warning', sentence: expect.stringMatching(/atlas/) });
    writeFileSync(join(builtIn, 'atlas', 'lip-predictor.onnx'), '');
    expect((await checkPacks(catalog())).status).toBe('missing');
  });
});
