import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/checkpoint-file.ts';
import { readPackTemplate } from '../../../main/engine/checkpoint/pack-template.ts';
import { pdfgcNetworks } from '../../../main/engine/onnx/pdfgc-manifest.ts';
import type { PdfgcNetwork, PdfgcTemplate } from '../../../main/engine/onnx/pdfgc-manifest.ts';
import { floats, makeCheckpoint } from '../../support/a-checkpoint.ts';
import type { TensorSpec } from '../../support/a-checkpoint.ts';
import { importCheckpoints } from '../../support/pdfgc-official.ts';
import { tinyFolder } from '../../support/pdfgc-tiny.ts';

const templateFolder = join(tinyFolder, 'template');
type Tensors = Record<string, TensorSpec>;

/** Names that the official loader skips or never looks at; the last is known to nobody. */
const surplus: Readonly<Record<PdfgcNetwork, readonly string[]>> = {
  appearance: ['fc.weight', 'fc.bias'],
  motion: ['mouth_fc.weight', 'headpose_fc.bias', 'classifier.0.weight', 'to_feature.weight', 'to_embed.weight'],
  audio: [
    'model.layer4_exp.0.conv1.weight',
    'model.attention_exp.0.weight',
    'model.fc_exp.weight',
    'exp_embed.1.weight',
  ],
  generator: ['surplus.weight'],
};

/** A tensor of each network that inference needs. */
const needed: Readonly<Record<PdfgcNetwork, string>> = {
  appearance: 'model.layer3.0.conv2.weight',
  motion: 'model.m0.b2_plus_1.conv2.weight',
  audio: 'model.layer2.0.se.fc.2.weight',
  generator: 'convs.1.conv.modulation.weight',
};

describe('files of torch.save with the names of the paper', () => {
  let root = '';
  let template: PdfgcTemplate;
  const tensors = {} as Record<PdfgcNetwork, Tensors>;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'facet-variants-'));
    template = await readPackTemplate(templateFolder);
    for (const network of pdfgcNetworks) {
      const checkpoint = await openCheckpoint(join(tinyFolder, 'checkpoints', `${network}_model.pth`));
      tensors[network] = {};
      for (const [name, shape] of checkpoint.shapes)
        tensors[network][name] = floats(shape, await checkpoint.readTensor(name));
      await checkpoint.close();
    }
    await importCheckpoints(join(tinyFolder, 'checkpoints'), join(root, 'plain'), { templateFolder });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  /** The four files, with changed tensors in each; answers with their folder. */
  const variant = (name: string, change: (own: Tensors, network: PdfgcNetwork) => Tensors): string => {
    const folder = join(root, `${name}-files`);
    mkdirSync(folder);
    for (const network of pdfgcNetworks) {
      const bytes = makeCheckpoint(change(tensors[network], network), { root: `${network}_${name}` });
      writeFileSync(join(folder, `${network}_model.pth`), bytes);
    }
    return folder;
  };
  const without = (own: Tensors, isGone: (name: string) => boolean): Tensors =>
    Object.fromEntries(Object.entries(own).filter(([name]) => !isGone(name)));

  const expectSameWeights = async (folder: string, pack: string) => {
    await importCheckpoints(folder, join(root, pack), { templateFolder });
    for (const network of pdfgcNetworks) {
      const [made, plain] = [pack, 'plain'].map((name) => readFileSync(join(root, name, `${network}.weights`)));
      expect(made.equals(plain), network).toBe(true);
    }
  };

  it('give the same networks without the parts that inference never reads', async () => {
    await expectSameWeights(
      variant('live', (own, network) => without(own, (name) => name in template.networks[network].optionalTensors)),
      'live',
    );
  });

  it('give the same networks without counters of batches', async () => {
    await expectSameWeights(
      variant('uncounted', (own) => without(own, (name) => name.endsWith('num_batches_tracked'))),
      'uncounted',
    );
  });

  it('give the same networks with classifiers and experiments of the training in them', async () => {
    const folder = variant('surplus', (own, network) => ({
      ...own,
      ...Object.fromEntries(surplus[network].map((name) => [name, floats([3, 5], new Float32Array(15).fill(0.5))])),
    }));
    await expectSameWeights(folder, 'surplus');
  });

  it.each(pdfgcNetworks)('are refused when %s lacks a tensor, by its name', async (network) => {
    const key = needed[network];
    const folder = variant(`missing-${network}`, (own, other) =>
      other === network ? without(own, (name) => name === key) : own,
    );
    await expect(importCheckpoints(folder, join(root, 'never'), { templateFolder })).rejects.toMatchObject({
      code: 'models.checkpoint-mismatch',
      message: expect.stringMatching(new RegExp(`^${network}_model.pth lacks 1 of the .* tensors .*${key}`)),
      details: { network, tensor: key },
    });
    expect(existsSync(join(root, 'never'))).toBe(false);
  });

  it.each(pdfgcNetworks)('are refused when a tensor of %s has another shape, by its name', async (network) => {
    const key = needed[network];
    const shape = tensors[network][key].shape;
    const grown = [shape[0] + 1, ...shape.slice(1)];
    const values = new Float32Array(grown.reduce((a, b) => a * b, 1));
    const folder = variant(`shape-${network}`, (own, other) =>
      other === network ? { ...own, [key]: floats(grown, values) } : own,
    );
    await expect(importCheckpoints(folder, join(root, 'never'), { templateFolder })).rejects.toMatchObject({
      code: 'models.checkpoint-mismatch',
      message: expect.stringContaining(
        `holds ${key} of shape [${grown.join(', ')}]; the ${network} network has [${shape.join(', ')}]`,
      ),
      details: { network, tensor: key },
    });
    expect(existsSync(join(root, 'never'))).toBe(false);
  });

  const pairs = pdfgcNetworks.flatMap((network) =>
    pdfgcNetworks.filter((other) => other !== network).map((other) => [network, other] as const),
  );
  it.each(pairs)('are known when %s_model.pth is the file of %s', async (network, other) => {
    const folder = join(root, `${network}-is-${other}`);
    cpSync(join(tinyFolder, 'checkpoints'), folder, { recursive: true });
    cpSync(join(folder, `${other}_model.pth`), join(folder, `${network}_model.pth`));
    await expect(importCheckpoints(folder, join(root, 'never'), { templateFolder })).rejects.toMatchObject({
      code: 'models.checkpoint-mismatch',
      message: expect.stringContaining(`${network}_model.pth holds the ${other} network, not the ${network} network`),
      details: { network, holds: other },
    });
  });
});
