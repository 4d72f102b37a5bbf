import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStudioError, type ErrorCode } from '../../../core/errors.ts';
import {
  listPackFolders,
  loadModelPack,
  readPackManifest,
  verifyPackFiles,
} from '../../../main/engine/onnx/model-manifest.ts';
import { atlasFolder } from './atlas-voice.ts';

let root: string;
let pack: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'facet-pack-'));
  pack = join(root, 'atlas');
  await cp(atlasFolder, pack, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function changeManifest(change: (manifest: Record<string, unknown>) => void): Promise<void> {
  const path = join(pack, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

async function expectRefusal(code: ErrorCode): Promise<void> {
  const failure = await loadModelPack(pack).catch((error: unknown) => error);
  expect(isStudioError(failure, code)).toBe(true);
}

describe('a model pack', () => {
  it('loads when every file is as the manifest says', async () => {
    const { basis, manifest } = await loadModelPack(pack);
    expect(basis.basis.length).toBe(manifest.lip.components * manifest.lip.pointIndices.length * 3);
    expect(new Set(basis.pointWeights)).toEqual(new Set([1, 3]));
  });

  it('is damaged when one byte of a network changed', async () => {
    const file = join(pack, 'lip-predictor.onnx');
    const bytes = await readFile(file);
    bytes[1000] ^= 1;
    await writeFile(file, bytes);
    await expectRefusal('models.damaged');
    const reports = await verifyPackFiles(pack, await readPackManifest(pack));
    expect(reports.filter(({ problem }) => problem !== '').map(({ path }) => path)).toEqual(['lip-predictor.onnx']);
  });

  it('is damaged when a file is missing or cut short', async () => {
    await writeFile(join(pack, 'lip-basis.bin'), 'short');
    await expectRefusal('models.damaged');
    await rm(join(pack, 'lip-basis.bin'));
    await expectRefusal('models.damaged');
  });

  it('is damaged when its manifest is not JSON or lacks a number', async () => {
    await changeManifest((manifest) => delete manifest['audio']);
    await expectRefusal('models.damaged');
    await writeFile(join(pack, 'manifest.json'), '{');
    await expectRefusal('models.damaged');
  });

  it('is unsupported when it is of a newer layout or another kind', async () => {
    await changeManifest((manifest) => (manifest['schema'] = 99));
    await expectRefusal('models.unsupported');
  });

  it('may not point outside its folder', async () => {
    await changeManifest((manifest) => (manifest['files'] = [{ path: '../secret', sha256: '0'.repeat(64), bytes: 1 }]));
    await expectRefusal('models.damaged');
  });

  it('is not found where there is no manifest', async () => {
    await rm(join(pack, 'manifest.json'));
    await expectRefusal('models.not-found');
  });

  it('is listed among the packs of a folder, and a missing folder lists none', async () => {
    expect(await listPackFolders(root)).toEqual([pack]);
    expect(await listPackFolders(join(root, 'nowhere'))).toEqual([]);
  });
});
