import { describe, expect, it } from 'vitest';
import type { ModelPack } from '../../../../core/ports/model-catalog.ts';
import { createFaceNetworksOpener } from '../../../../main/engine/models/face-networks-opener.ts';
import type { ReleasableNetworks } from '../../../../main/engine/models/face-networks.ts';

function aPack(id: string, kind: ModelPack['kind'], version = '1'): ModelPack {
  const isBuiltIn = kind === 'atlas';
  return {
    id,
    version,
    kind,
    isBuiltIn,
    licence: '',
    folder: `/packs/${id}`,
    summary: '',
    factors: [],
    precision: null,
    files: [],
  };
}

function anOpener(packs: ModelPack[]) {
  const opened: string[] = [];
  const released: string[] = [];
  const failing = new Set<string>();
  const open = createFaceNetworksOpener({
    catalog: { list: async () => packs },
    chooseProvider: async () => 'cpu',
    open: async (folder, provider) => {
      if (failing.has(folder)) throw new Error(`no ${folder}`);
      opened.push(`${folder} ${provider}`);
      return { release: async () => void released.push(folder) } as ReleasableNetworks;
    },
  });
  return { open, opened, released, failing };
}

describe('opening the networks of a pack', () => {
  it('answers null for a pack without such networks', async () => {
    const { open, opened } = anOpener([aPack('atlas', 'atlas')]);
    expect(await open('atlas')).toBeNull();
    expect(opened).toEqual([]);
  });

  it('gives the same networks to all who ask, at once or later', async () => {
    const { open, opened } = anOpener([aPack('pdfgc', 'pdfgc')]);
    const [first, second] = await Promise.all([open('pdfgc'), open('pdfgc')]);
    expect(second).toBe(first);
    expect(await open('pdfgc')).toBe(first);
    expect(opened).toEqual(['/packs/pdfgc cpu']);
  });

  it('keeps one pack open: another frees the memory of the first', async () => {
    const { open, opened, released } = anOpener([aPack('a', 'pdfgc'), aPack('b', 'pdfgc')]);
    await open('a');
    await open('b');
    expect(released).toEqual(['/packs/a']);
    expect(opened).toEqual(['/packs/a cpu', '/packs/b cpu']);
  });

  it('opens a pack anew that was imported anew', async () => {
    const packs = [aPack('a', 'pdfgc')];
    const { open, opened } = anOpener(packs);
    const before = await open('a');
    packs[0] = aPack('a', 'pdfgc', '2');
    expect(await open('a')).not.toBe(before);
    expect(opened).toHaveLength(2);
  });

  it('tries again what failed', async () => {
    const { open, failing } = anOpener([aPack('a', 'pdfgc')]);
    failing.add('/packs/a');
    await expect(open('a')).rejects.toThrow('/packs/a');
    failing.clear();
    expect(await open('a')).not.toBeNull();
  });

  it('says which packs there are when it is asked for another', async () => {
    const { open } = anOpener([aPack('atlas', 'atlas')]);
    const failure = await open('pdfgc').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'models.not-found', message: expect.stringContaining('atlas') as string });
  });
});
