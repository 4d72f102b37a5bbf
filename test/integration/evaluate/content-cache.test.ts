import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCases } from '../../../bench/evaluation/cases.ts';
import { fileKey, readJsonFile, treeKey, writeJsonFile } from '../../../bench/evaluation/content-cache.ts';
import { runWatched } from '../../../bench/benchmark/process-tree.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facet-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('content keys', () => {
  it('stay while a tree stays and change with any byte or name in it', async () => {
    await mkdir(join(folder, 'a'));
    await writeFile(join(folder, 'a', 'one.ts'), '1');
    const before = await treeKey([folder]);
    expect(await treeKey([folder])).toBe(before);
    await writeFile(join(folder, 'a', 'one.ts'), '2');
    expect(await treeKey([folder])).not.toBe(before);
    expect(await fileKey(join(folder, 'a', 'one.ts'))).toHaveLength(20);
  });

  it('read back what was written, and nothing where nothing was', async () => {
    const path = join(folder, 'deep', 'x.json');
    expect(await readJsonFile(path)).toBeNull();
    await writeJsonFile(path, { value: 3 });
    expect(await readJsonFile(path)).toEqual({ value: 3 });
  });
});

describe('reading cases', () => {
  it('takes those whose name fits and gives whole paths', async () => {
    for (const name of ['ann_self', 'ann_cross', 'bob_self']) {
      await mkdir(join(folder, name));
      const truth = name.endsWith('self') ? 'source.mp4' : null;
      await writeFile(
        join(folder, name, 'case.json'),
        JSON.stringify({ kind: 'self', source: 'source.mp4', audio: 'audio.wav', truth, seconds: 2 }),
      );
    }
    const cases = await readCases(folder, 'ann_*');
    expect(cases.map(({ name }) => name)).toEqual(['ann_cross', 'ann_self']);
    expect(cases[0].truth).toBeNull();
    expect(cases[1].truth).toBe(join(folder, 'ann_self', 'source.mp4'));
  });
});

describe('watching a program', () => {
  it.skipIf(process.platform !== 'linux')('sums memory over its children', async () => {
    const child = 'const b = Buffer.alloc(150e6, 1); setTimeout(() => b.length, 900)';
    const script = `require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}])`;
    const usage = await runWatched(process.execPath, ['-e', script]);
    expect(usage.peakMemoryBytes).toBeGreaterThan(150e6);
  });

  it('says why a program failed', async () => {
    await expect(runWatched(process.execPath, ['-e', 'console.error("no luck"); process.exit(3)'])).rejects.toThrow(
      /ended with 3[^]*no luck/,
    );
  });
});
