import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aFolder, aMarker, aStore, commitWishes } from './a-project.ts';

const marker = (id: string) => [{ collection: 'markers' as const, id, after: aMarker(id) }];

/** Another process that opened the project; resolves with the mode that it got. */
async function openElsewhere(path: string, task: 'hold' | 'write', userId?: number): Promise<[ChildProcess, string]> {
  const script = join(import.meta.dirname, 'writing-child.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, path, `${path}-snapshots`, task],
    { stdio: ['ignore', 'pipe', 'inherit'], ...(userId === undefined ? {} : { uid: userId, gid: userId }) },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const mode = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(/^open (\S+)/.exec(data.toString())?.[1] ?? ''));
    child.once('exit', (code) => reject(new Error(`the other process ended (${code})`)));
  });
  return [child, mode];
}

describe('two windows of one host', () => {
  it('share the project, and it is closed when both are', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const store = aStore(folder);
    const one = await store.create(path, 'Film');
    const [other, third] = await Promise.all([store.open(path), store.open(join(folder, '.', 'film.facet'))]);
    expect(other).toBe(one);
    expect(third).toBe(one);
    await one.close();
    await other.close();
    commitWishes(third, 'Still open', marker('a'));
    await third.close();
    expect(readdirSync(folder).sort()).toEqual(['film.facet', 'snapshots']);
    const again = await store.open(path);
    expect(Object.keys(again.document.markers)).toEqual(['a']);
    await again.close();
  });
});

describe('a project that is being closed', () => {
  it('can be opened again at once, for editing', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const store = aStore(folder);
    const project = await store.create(path, 'Film');
    commitWishes(project, 'Mark', marker('a'));
    const closed = project.close();
    const again = await store.open(path);
    expect(again).not.toBe(project);
    expect(again.mode).toBe('editing');
    expect(Object.keys(again.document.markers)).toEqual(['a']);
    await closed;
    commitWishes(again, 'Mark', marker('b'));
    // Closing a project twice closes nobody else's.
    await project.close();
    expect(await store.open(path)).toBe(again);
    commitWishes(again, 'Mark', marker('c'));
    await again.close();
    await again.close();
    expect(readdirSync(folder).sort()).toEqual(['film.facet', 'snapshots']);
  });
});

describe('two processes', () => {
  it('do not edit one project: the second may look, and save a copy', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    await (await aStore(folder).create(path, 'Film')).close();
    const [child, mode] = await openElsewhere(path, 'write');
    expect(mode).toBe('editing');
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain(`process ${child.pid}`);
    expect(() => commitWishes(project, 'Mine', marker('mine'))).toThrow(
      expect.objectContaining({ code: 'project.read-only' }),
    );
    await expect(project.restoreSnapshot('any')).rejects.toMatchObject({ code: 'project.read-only' });
    const copyPath = join(folder, 'copy.facet');
    await project.saveCopy(copyPath);
    const copy = await aStore(folder).open(copyPath);
    expect(copy.mode).toBe('editing');
    expect(copy.document).toEqual(project.document);
    await copy.close();
    await project.close();
    expect(existsSync(`${path}.lock`)).toBe(true);
  });

  it('edit one after the other when the first is killed', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    await (await aStore(folder).create(path, 'Film')).close();
    const [child] = await openElsewhere(path, 'hold');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended.catch(() => undefined);
    expect(existsSync(`${path}.lock`)).toBe(true);
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('editing');
    await project.close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

describe('a lock', () => {
  const lockOf = (host: string, processId: number) => JSON.stringify({ token: 't', host, processId });

  it('of another computer counts while it gives signs of life, and no longer', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    await (await aStore(folder).create(path, 'Film')).close();
    writeFileSync(`${path}.lock`, lockOf('elsewhere', 1));
    const looked = await aStore(folder).open(path);
    expect(looked.mode).toBe('read-only');
    expect(looked.notice).toContain('elsewhere');
    await looked.close();
    const longAgo = Date.now() / 1000 - 200;
    utimesSync(`${path}.lock`, longAgo, longAgo);
    const edited = await aStore(folder).open(path);
    expect(edited.mode).toBe('editing');
    await edited.close();
  });

  it('that was written half by a process that died is nobody’s', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    await (await aStore(folder).create(path, 'Film')).close();
    writeFileSync(`${path}.lock`, '');
    const longAgo = Date.now() / 1000 - 10;
    utimesSync(`${path}.lock`, longAgo, longAgo);
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('editing');
    await project.close();
  });

  it('that another process took from a sleeping one is noticed before anything is written', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const sleeper = await aStore(folder).create(path, 'Film');
    const longAgo = Date.now() / 1000 - 200;
    utimesSync(`${path}.lock`, longAgo, longAgo);
    const taker = await aStore(folder).open(path);
    expect(taker.mode).toBe('editing');
    commitWishes(taker, 'Taken', marker('taken'));
    expect(() => commitWishes(sleeper, 'Too late', marker('late'))).toThrow(
      expect.objectContaining({ code: 'project.read-only' }),
    );
    expect(sleeper.mode).toBe('read-only');
    expect(sleeper.notice).not.toBe('');
    expect(sleeper.noticeSaying?.code).toMatch(/^project\.(taken-over|changed-elsewhere)$/);
    await sleeper.close();
    expect(existsSync(`${path}.lock`)).toBe(true);
    await taker.close();
    const project = await aStore(folder).open(path);
    expect(Object.keys(project.document.markers)).toEqual(['taken']);
    await project.close();
  });

  it('names this computer and process', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const project = await aStore(folder).create(path, 'Film');
    const second = await aStore(folder).open(path);
    expect(second.notice).toContain(`process ${process.pid} on ${hostname()}`);
    const owner = { processId: process.pid, host: hostname() };
    expect(second.noticeSaying).toEqual({ code: 'project.open-elsewhere', values: owner });
    await second.close();
    await project.close();
  });
});

// Root may write everywhere; only it can start a process as somebody else.
describe.skipIf(process.getuid?.() !== 0)(
  'a place that cannot be written (needs root, to become somebody else)',
  () => {
    it('opens its projects for reading', async () => {
      const folder = aFolder();
      const path = join(folder, 'film.facet');
      const project = await aStore(folder).create(path, 'Film');
      commitWishes(project, 'Mark', marker('a'));
      await project.close();
      chmodSync(folder, 0o755);
      chmodSync(path, 0o644);
      const [, modeOfStranger] = await openElsewhere(path, 'hold', 65_534);
      expect(modeOfStranger).toBe('read-only');
      // A file of one's own in a folder of somebody else: SQLite could not keep its log beside it.
      chownSync(path, 65_534, 65_534);
      const [, modeOfOwner] = await openElsewhere(path, 'hold', 65_534);
      expect(modeOfOwner).toBe('read-only');
      expect(readdirSync(folder).sort()).toEqual(['film.facet', 'snapshots']);
    });
  },
);
