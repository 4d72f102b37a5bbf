import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { aFolder } from './a-project.ts';

const fill = (bytes: number) => async (folder: string) => {
  mkdirSync(join(folder, 'deep'));
  await writeFile(join(folder, 'deep', 'data.bin'), Buffer.alloc(bytes, 7));
};

/** Makes an artifact look unused for so long. */
const age = (root: string, key: string, seconds: number): void => {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(root, key, '.stamp'), then, then);
};

/** A process id that no process has: the child has ended. */
async function endedProcessId(): Promise<number> {
  const child = fork(join(import.meta.dirname, 'ends-at-once.ts'), { silent: true });
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

function aMaker(root: string, artifactCount: number): ChildProcess {
  const child = fork(join(import.meta.dirname, 'making-child.ts'), [root, String(artifactCount)], { silent: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const exitOf = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

describe('two processes', () => {
  it('that make the same artifacts at the same time leave one whole one of each', async () => {
    const root = join(aFolder(), 'cache');
    expect(await Promise.all([exitOf(aMaker(root, 60)), exitOf(aMaker(root, 60))])).toEqual([0, 0]);
    const keys = readdirSync(root).filter((name) => name !== '.work');
    expect(keys).toHaveLength(60);
    for (const key of keys) {
      expect(readdirSync(join(root, key)).sort()).toEqual(['.stamp', 'one', 'two']);
      expect(readFileSync(join(root, key, 'one'), 'utf8')).toBe(readFileSync(join(root, key, 'two'), 'utf8'));
    }
    expect(readdirSync(join(root, '.work'))).toEqual([]);
  });

  it('do not wait for each other: what a killed one began is removed and made anew', async () => {
    const root = join(aFolder(), 'cache');
    const child = aMaker(root, 0);
    const begun = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim())),
    );
    const ended = exitOf(child);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(begun, 'half'))).toBe(true);
    const cache = createArtifactCache(root);
    expect(await cache.find('endless')).toBeNull();
    await cache.make('endless', fill(1));
    expect(existsSync(begun)).toBe(false);
    expect(readdirSync(join(root, 'endless')).sort()).toEqual(['.stamp', 'deep']);
  });
});

describe('an artifact', () => {
  it('is visible under its key only when it is whole', async () => {
    const root = join(aFolder(), 'cache');
    const cache = createArtifactCache(root);
    expect(await cache.find('peaks-1.0')).toBeNull();
    const path = await cache.make('peaks-1.0', async (folder) => {
      await fill(10)(folder);
      expect(await cache.find('peaks-1.0')).toBeNull();
      expect(existsSync(join(root, 'peaks-1.0'))).toBe(false);
    });
    expect(path).toBe(join(root, 'peaks-1.0'));
    expect(await cache.find('peaks-1.0')).toBe(path);
    expect(statSync(join(path, 'deep', 'data.bin')).size).toBe(10);
    expect(await cache.sizeBytes()).toBe(10);
  });

  it('is made once when two ask for it at the same time, and not again later', async () => {
    const cache = createArtifactCache(aFolder());
    let count = 0;
    const make = () =>
      cache.make('key', async (folder) => {
        count += 1;
        await fill(1)(folder);
      });
    const [one, other] = await Promise.all([make(), make()]);
    expect(one).toBe(other);
    expect(await make()).toBe(one);
    expect(count).toBe(1);
  });

  it('leaves nothing behind when its making fails, and can be made then', async () => {
    const root = aFolder();
    const cache = createArtifactCache(root);
    const failing = cache.make('key', async (folder) => {
      await fill(1)(folder);
      throw new Error('no face');
    });
    await expect(failing).rejects.toThrow('no face');
    expect(readdirSync(join(root, '.work'))).toEqual([]);
    expect(await cache.make('key', fill(3))).toBe(join(root, 'key'));
  });

  it('is the first one that was finished when two processes make it', async () => {
    const root = aFolder();
    const [one, other] = [createArtifactCache(root), createArtifactCache(root)];
    const path = await one.make('key', async (folder) => {
      await writeFile(join(folder, 'who'), 'one');
      await other.make('key', (inner) => writeFile(join(inner, 'who'), 'other'));
    });
    expect(readFileSync(join(path, 'who'), 'utf8')).toBe('other');
    expect(readdirSync(join(root, '.work'))).toEqual([]);
    expect(await one.sizeBytes()).toBe(5);
  });

  it('replaces a folder that lost its stamp', async () => {
    const root = aFolder();
    mkdirSync(join(root, 'key'));
    writeFileSync(join(root, 'key', 'rest'), 'half');
    const cache = createArtifactCache(root);
    expect(await cache.find('key')).toBeNull();
    const path = await cache.make('key', fill(2));
    expect(readdirSync(path).sort()).toEqual(['.stamp', 'deep']);
  });

  it('cannot have a key that leads out of the cache', async () => {
    const cache = createArtifactCache(aFolder());
    for (const key of ['', '..', '../x', 'a/b', '.work', 'a b', 'ä']) {
      await expect(cache.find(key)).rejects.toThrow('cannot be the key');
    }
  });
});

describe('trimming', () => {
  it('deletes those that were not used for longest until the rest fits', async () => {
    const root = aFolder();
    const cache = createArtifactCache(root);
    for (const key of ['a', 'b', 'c', 'd']) await cache.make(key, fill(100));
    age(root, 'a', 400);
    age(root, 'b', 300);
    age(root, 'c', 200);
    age(root, 'd', 100);
    expect(await cache.find('a')).not.toBeNull();
    await cache.trim(250);
    expect(readdirSync(root).sort()).toEqual(['.work', 'a', 'd']);
    expect(await cache.sizeBytes()).toBe(200);
    expect(readdirSync(join(root, '.work'))).toEqual([]);
  });

  it('leaves what was used in the last minute', async () => {
    const root = aFolder();
    const cache = createArtifactCache(root);
    await cache.make('a', fill(100));
    await cache.make('b', fill(100));
    age(root, 'b', 61);
    await cache.trim(0);
    expect(await cache.find('a')).not.toBeNull();
    expect(await cache.find('b')).toBeNull();
  });

  it('removes what killed makers left, and nothing of running ones', async () => {
    const root = aFolder();
    const host = hostname().replaceAll(/[^\w]/g, '_');
    const dead = `${host}-${await endedProcessId()}-0123abcd`;
    const alive = `${host}-${process.pid}-0123abcd`;
    const elsewhere = 'another_host-1-0123abcd';
    for (const name of [dead, alive, elsewhere]) mkdirSync(join(root, '.work', name, 'x'), { recursive: true });
    await createArtifactCache(root).trim(0);
    expect(readdirSync(join(root, '.work')).sort()).toEqual([alive, elsewhere].sort());
  });
});
