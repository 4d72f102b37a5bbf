import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseNetworksProvider } from '../../../main/engine/models/face-networks-provider.ts';
import { openFaceNetworks } from '../../../main/engine/models/face-networks.ts';
import { loadPdfgcPack } from '../../../main/engine/models/pdfgc-pack.ts';
import type { PdfgcManifest } from '../../../main/engine/onnx/pdfgc-manifest.ts';
import { aSmallPdfgcManifest, writePdfgcPack } from '../../support/a-small-pdfgc-pack.ts';
import { atlasFolder } from '../voice/atlas-voice.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'facet-pack-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const damaged = (words: string) => ({ code: 'models.damaged', message: expect.stringContaining(words) as string });

describe("a pack of the paper's networks", () => {
  it('says what others need to know of it', async () => {
    writePdfgcPack(folder);
    const { pack } = await loadPdfgcPack(folder);
    expect(pack).toMatchObject({
      id: 'paper',
      version: '1.0.0',
      widths: { id: 32, lip: 20, eye: 6, headPose: 6, expression: 30 },
      pictureSizePx: 56,
      cut: { xPx: 16, yPx: 0, sizePx: 192 },
      frameRateHz: 25,
    });
    expect(pack.key).toContain('paper 1.0.0 ');
  });

  it('has another key when anything changes that results depend on, and the same when it was imported from elsewhere', async () => {
    const keyOf = async (changes: Partial<PdfgcManifest>) => {
      writePdfgcPack(folder, changes);
      return (await loadPdfgcPack(folder)).pack.key;
    };
    const { recipe, audio } = aSmallPdfgcManifest();
    const key = await keyOf({});
    expect(await keyOf({ importedFrom: [{ network: 'audio', file: 'a.pth', sha256: '0', bytes: 1 }] })).toBe(key);
    expect(await keyOf({ recipe: { ...recipe, gains: { ...recipe.gains, lip: 1.4 } } })).not.toBe(key);
    expect(await keyOf({ audio: { ...audio, rmsTarget: 0.2 } })).not.toBe(key);
  });

  it('is refused when a file is not the one of the manifest', async () => {
    writePdfgcPack(folder);
    writeFileSync(join(folder, 'motion.weights'), 'other weights of it');
    expect(await failureOf(loadPdfgcPack(folder))).toMatchObject(damaged('motion.weights'));
    rmSync(join(folder, 'motion.weights'));
    expect(await failureOf(loadPdfgcPack(folder))).toMatchObject(damaged('missing'));
  });

  it.each([
    [
      'a graph of another size',
      { graphs: aSmallPdfgcManifest({ widths: { ...aSmallPdfgcManifest().widths, eye: 7 } }).graphs },
      '"eye" is N x 7',
    ],
    ['a cut beside the canvas', { crop: { ...aSmallPdfgcManifest().crop, canvasPx: 200 } }, 'canvas'],
    ['mel bands above the sound', { audio: { ...aSmallPdfgcManifest().audio, maxHz: 9000 } }, 'mel bands'],
    ['roles of dimensions that are none', { eyeRoles: { blink: [0], gaze: [6] } }, 'eyeRoles'],
    ['a file that nobody lists', { files: [] }, 'does not list'],
  ] satisfies readonly (readonly [string, Partial<PdfgcManifest>, string])[])(
    'is refused with %s',
    async (_, changes, words) => {
      writePdfgcPack(folder, changes);
      expect(await failureOf(loadPdfgcPack(folder))).toMatchObject(damaged(words));
    },
  );

  it('is refused as another kind of pack', async () => {
    expect(await failureOf(loadPdfgcPack(atlasFolder))).toMatchObject({ code: 'models.unsupported' });
  });

  it('opens without loading a network; one that is no network fails when it is needed', async () => {
    writePdfgcPack(folder);
    const networks = await openFaceNetworks({ packFolder: folder, provider: 'cpu' });
    expect(networks.costs().map(({ network, runs }) => [network, runs])).toEqual([
      ['appearance', 0],
      ['motion', 0],
      ['audio', 0],
      ['generator', 0],
    ]);
    const failure = await failureOf(networks.encodeLips(new Float32Array(1600)));
    expect(failure).toMatchObject(damaged('audio.onnx'));
    await networks.close();
  });
});

describe("where a pack's networks run", () => {
  const trialOf = (file: string, changes = {}) => ({
    graph: join(folder, file),
    isCovered: true,
    difference: 0.001,
    ms: 10,
    cpuMs: 300,
    ...changes,
  });
  const chooseWith = (wanted: string, changes = {}) => {
    writePdfgcPack(folder);
    const graphs = [trialOf('motion.onnx'), trialOf('generator.onnx', changes)];
    return chooseNetworksProvider({
      wanted,
      packFolder: folder,
      choose: async () => 'webgpu',
      probe: async (provider) => ({ provider, isAvailable: true, reason: '', msPerRun: 1, graphs }),
    });
  };

  it('is where they were tried, right and fast', async () => {
    expect(await chooseWith('auto')).toBe('webgpu');
    expect(await chooseWith('webgpu')).toBe('webgpu');
  });

  it('is the processor when nobody asked for a slow GPU by name', async () => {
    expect(await chooseWith('auto', { ms: 400 })).toBe('cpu');
    expect(await chooseWith('webgpu', { ms: 400 })).toBe('webgpu');
  });

  it('is never where numbers come out wrong', async () => {
    expect(await chooseWith('auto', { difference: 0.2 })).toBe('cpu');
    expect(await failureOf(chooseWith('webgpu', { difference: Infinity }))).toMatchObject({
      code: 'models.provider-missing',
      message: expect.stringContaining('generator.onnx') as string,
    });
  });

  it('is the processor without a trial when that is all there is', async () => {
    const probe = () => Promise.reject(new Error('not asked'));
    const choice = { wanted: 'auto', packFolder: folder, choose: async () => 'cpu' as const, probe };
    expect(await chooseNetworksProvider(choice)).toBe('cpu');
  });
});
