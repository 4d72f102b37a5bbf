import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PackImportProgress, PackImportRequest } from '../../../core/ports/pack-import.ts';
import { createPackImporter } from '../../../main/engine/checkpoint/pack-importer.ts';
import { createPackCatalog } from '../../../main/engine/models/pack-catalog.ts';
import { openModelSession } from '../../../main/engine/onnx/session.ts';
import { ownedName, ownerOf } from '../../../main/storage/process-owner.ts';
import { floats, makeCheckpoint } from '../../support/a-checkpoint.ts';
import { tinyTensors, writeTinyCheckpoints, writeTinyTemplate } from '../../support/a-pack-template.ts';

const models = join(import.meta.dirname, '../../../resources/models');

describe('the import of checkpoints', () => {
  let root = '';
  let user = '';
  let checkpoints = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'facet-import-'));
    user = join(root, 'home', 'packs');
    checkpoints = join(root, 'checkpoints');
    writeTinyTemplate(join(root, 'template'));
    writeTinyCheckpoints(checkpoints);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const catalog = () => createPackCatalog({ builtIn: models, user });

  const importer = () =>
    createPackImporter({
      templateFolder: join(root, 'template'),
      userPacksFolder: user,
      catalog: catalog(),
      clock: { nowMs: () => performance.now(), peakMemoryBytes: () => 1 },
      owner: { ownedName, ownerOf },
    });

  const request = (change: Partial<PackImportRequest> = {}): PackImportRequest => ({
    folder: checkpoints,
    packId: 'pdfgc',
    packFolder: null,
    precision: 'fp32',
    canReplace: false,
    ...change,
  });

  const packFile = (name: string) => readFileSync(join(user, 'pdfgc', name));
  const tensorFile = (network: 'motion' | 'audio', change: Parameters<typeof makeCheckpoint>[0]) =>
    writeFileSync(join(checkpoints, `${network}_model.pth`), makeCheckpoint({ ...tinyTensors(network), ...change }));

  it('makes a pack that the catalog knows and verifies', async () => {
    const report = await importer().importPdfgc(request());
    expect(
      report.networks.map(({ network, file, usedTensors, droppedTensors }) => [
        network,
        file,
        usedTensors,
        droppedTensors,
      ]),
    ).toEqual([
      ['appearance', 'appearance_model.pth', 2, 1],
      ['motion', 'motion_model.pth', 2, 1],
      ['audio', 'audio_model.pth', 2, 1],
      ['generator', 'generator_model.pth', 2, 1],
    ]);
    expect(report).toMatchObject({ packId: 'pdfgc', folder: join(user, 'pdfgc'), precision: 'fp32', notes: [] });
    const pack = await catalog().verify('pdfgc');
    expect(pack).toMatchObject({ state: 'verified', kind: 'pdfgc', isBuiltIn: false, precision: 'fp32' });
    expect(pack.files.map(({ name }) => name)).toContain('generator.onnx');
    expect(readdirSync(user)).toEqual(['pdfgc']);
  });

  it('writes the numbers of the checkpoint to the places of the template, scaled, with zeros between them', async () => {
    await importer().importPdfgc(request());
    const bytes = packFile('motion.weights');
    expect(bytes.length).toBe(128);
    const numbers = new Float32Array(new Uint8Array(bytes).buffer);
    expect(numbers.subarray(0, 2)).toEqual(Float32Array.of(0.2, -1));
    expect(numbers.subarray(2, 16).every((value) => value === 0)).toBe(true);
    expect(numbers.subarray(16, 22)).toEqual(
      Float32Array.of(4, -1, 0.5, 2 * Math.fround(1 / 3), 4, 2 * Math.fround(-2 / 7)),
    );
  });

  it('makes networks that compute what the checkpoint says', async () => {
    await importer().importPdfgc(request());
    const session = await openModelSession(join(user, 'pdfgc', 'audio.onnx'));
    const { out } = await session.run({ in: { data: Float32Array.of(1, 10, 100), shape: [1, 3] } });
    await session.close();
    expect([...out.data].map((value) => Math.fround(value * 1000) / 1000)).toEqual([
      expect.closeTo(2 * (3 + 2.5 + 200) + 0.3, 3),
      expect.closeTo(2 * (-0.5 + 10 / 3 - 300 / 7) - 1, 3),
    ]);
  });

  it('rounds to float16 where that is asked for', async () => {
    const report = await importer().importPdfgc(request({ precision: 'fp16' }));
    expect(report.precision).toBe('fp16');
    const bits = new Uint16Array(new Uint8Array(packFile('motion.weights')).buffer);
    // 0.2 as float16 is 0x3266, -1 is 0xbc00.
    expect([...bits.subarray(0, 2)]).toEqual([0x3266, 0xbc00]);
    expect((await catalog().verify('pdfgc')).precision).toBe('fp16');
  });

  it('says in the manifest what the pack was made of', async () => {
    await importer().importPdfgc(request());
    const manifest = JSON.parse(packFile('manifest.json').toString()) as Record<string, unknown>;
    const sum = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(checkpoints, name)))
        .digest('hex');
    expect(manifest).toMatchObject({ id: 'pdfgc', precision: 'fp32', licence: expect.stringContaining('CC-BY-4.0') });
    expect(manifest.version).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
    expect(manifest.importedFrom).toMatchObject([
      { network: 'appearance', sha256: sum('appearance_model.pth') },
      { network: 'motion', sha256: sum('motion_model.pth') },
      { network: 'audio', sha256: sum('audio_model.pth') },
      { network: 'generator', sha256: sum('generator_model.pth') },
    ]);
    expect(packFile('LICENCE.txt').toString()).toContain('Creative Commons Attribution 4.0');
    expect(manifest).not.toHaveProperty('networks');
  });

  it('gives packs that compute the same the same version, and others another', async () => {
    const versionOf = async (packId: string, change: Partial<PackImportRequest> = {}) => {
      await importer().importPdfgc(request({ packId, ...change }));
      return (await catalog().verify(packId)).version;
    };
    const first = await versionOf('first');
    expect(await versionOf('second')).toBe(first);
    expect(await versionOf('half', { precision: 'fp16' })).not.toBe(first);
    tensorFile('motion', { 'motion.bias': floats([2], [0.5, 0.5]) });
    expect(await versionOf('other')).not.toBe(first);
  });

  it('tells how far it is: read, write, verify, each from nothing to all', async () => {
    const seen: PackImportProgress[] = [];
    await importer().importPdfgc(request(), { onProgress: (progress) => void seen.push(progress) });
    for (const step of ['read', 'write', 'verify'] as const) {
      const ofStep = seen.filter((progress) => progress.step === step);
      expect(ofStep.at(-1)?.doneBytes).toBe(ofStep[0].totalBytes);
      expect(ofStep.map(({ doneBytes }) => doneBytes)).toEqual(
        ofStep.map(({ doneBytes }) => doneBytes).toSorted((a, b) => a - b),
      );
    }
    expect(seen.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1])).toEqual([
      'read',
      'write',
      'verify',
    ]);
  });

  describe('with files that are not quite the official ones', () => {
    it('leaves tensors alone that nobody knows, and says so', async () => {
      tensorFile('motion', { 'extra.weight': floats([2], [1, 2]), 'classifier.0.weight': floats([1], [1]) });
      const { notes, networks } = await importer().importPdfgc(request());
      expect(notes).toEqual([expect.stringMatching(/^motion_model\.pth: 1 tensor that .*\(extra\.weight\)/)]);
      expect(networks[1].droppedTensors).toBe(3);
    });

    it('needs no counters of batches and no parts that inference never reads', async () => {
      const { 'motion.weight': weight, 'motion.bias': bias } = tinyTensors('motion');
      writeFileSync(
        join(checkpoints, 'motion_model.pth'),
        makeCheckpoint({ 'motion.weight': weight, 'motion.bias': bias }),
      );
      expect((await importer().importPdfgc(request())).networks[1]).toMatchObject({
        usedTensors: 2,
        droppedTensors: 0,
      });
    });

    it('takes a file whose name is misspelt by a letter, and says so', async () => {
      renameSync(join(checkpoints, 'motion_model.pth'), join(checkpoints, 'montion_model.pth'));
      const { notes } = await importer().importPdfgc(request());
      expect(notes).toEqual(['montion_model.pth was taken for motion_model.pth.']);
    });

    it('takes names as a parallel training saves them', async () => {
      const parallel = Object.fromEntries(
        Object.entries(tinyTensors('audio')).map(([name, spec]) => [`module.${name}`, spec]),
      );
      writeFileSync(join(checkpoints, 'audio_model.pth'), makeCheckpoint(parallel));
      expect((await importer().importPdfgc(request())).notes).toEqual([
        expect.stringMatching(/audio_model\.pth.*module\./),
      ]);
    });
  });

  describe('where a pack lies already', () => {
    it('refuses, and leaves it as it is', async () => {
      await importer().importPdfgc(request());
      const before = packFile('manifest.json');
      await expect(importer().importPdfgc(request({ precision: 'fp16' }))).rejects.toMatchObject({
        code: 'models.pack-exists',
      });
      expect(packFile('manifest.json')).toEqual(before);
    });

    it('replaces it when that is allowed, and only by a whole one', async () => {
      await importer().importPdfgc(request());
      await importer().importPdfgc(request({ precision: 'fp16', canReplace: true }));
      expect((await catalog().verify('pdfgc')).precision).toBe('fp16');
      tensorFile('motion', { 'motion.bias': floats([2], [NaN, 0]) });
      await expect(importer().importPdfgc(request({ canReplace: true }))).rejects.toMatchObject({
        code: 'models.checkpoint-damaged',
      });
      expect(await catalog().verify('pdfgc')).toMatchObject({ state: 'verified', precision: 'fp16' });
      expect(readdirSync(user)).toEqual(['pdfgc']);
    });

    it('never takes the place of a folder that is no pack', async () => {
      const folder = join(root, 'photos');
      mkdirSync(folder);
      writeFileSync(join(folder, 'ann.jpg'), 'a picture');
      await expect(importer().importPdfgc(request({ packFolder: folder, canReplace: true }))).rejects.toMatchObject({
        code: 'export.not-writable',
      });
      expect(readdirSync(folder)).toEqual(['ann.jpg']);
    });

    it('does not take the id of a pack that comes with the program', async () => {
      await expect(importer().importPdfgc(request({ packId: 'atlas', canReplace: true }))).rejects.toMatchObject({
        code: 'cli.usage',
      });
    });
  });

  it.each(['', 'Mine', '../up', 'a b', 'x'.repeat(41)])('refuses %j as an id', async (packId) => {
    await expect(importer().importPdfgc(request({ packId }))).rejects.toMatchObject({ code: 'cli.usage' });
  });

  it.each(['read', 'write', 'verify'] as const)(
    'leaves nothing when it is cancelled while it is at "%s"',
    async (step) => {
      const cancel = new AbortController();
      const onProgress = (progress: PackImportProgress) => void (progress.step === step && cancel.abort());
      await expect(importer().importPdfgc(request(), { onProgress, signal: cancel.signal })).rejects.toMatchObject({
        code: 'job.cancelled',
      });
      expect(existsSync(user) ? readdirSync(user) : []).toEqual([]);
    },
  );

  it('refuses a graph that does not run, and leaves nothing', async () => {
    writeFileSync(join(root, 'template', 'audio.fp32.onnx'), 'no graph');
    await expect(importer().importPdfgc(request())).rejects.toMatchObject({ code: 'models.damaged' });
    expect(readdirSync(user)).toEqual([]);
  });

  it('says so when the place cannot be written', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(importer().importPdfgc(request({ packFolder: join(root, 'file', 'pack') }))).rejects.toMatchObject({
      code: 'export.not-writable',
    });
  });

  it('clears away what a killed import left, and brings an old pack back that it had moved', async () => {
    await importer().importPdfgc(request());
    const killed = ownedName().replace(/-\d+-/, '-4194303-');
    renameSync(join(user, 'pdfgc'), join(user, `.pdfgc.old.${killed}`));
    mkdirSync(join(user, `.pdfgc.${killed}`));
    await expect(importer().importPdfgc(request())).rejects.toMatchObject({ code: 'models.pack-exists' });
    expect(readdirSync(user)).toEqual(['pdfgc']);
    expect((await catalog().verify('pdfgc')).state).toBe('verified');
  });

  it.each([
    ['no template', (folder: string) => rmSync(join(folder, 'template.json')), 'models.not-found'],
    [
      'a template that is not JSON',
      (folder: string) => writeFileSync(join(folder, 'template.json'), '{'),
      'models.damaged',
    ],
    [
      'a template of another layout',
      (folder: string) => writeFileSync(join(folder, 'template.json'), '{"schema": 9}'),
      'models.damaged',
    ],
    ['a template without a graph', (folder: string) => rmSync(join(folder, 'motion.fp32.onnx')), 'models.damaged'],
  ])('says that the program is not whole with %s', async (_, spoil, code) => {
    spoil(join(root, 'template'));
    await expect(importer().importPdfgc(request())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/Install the program again/),
    });
  });
});
