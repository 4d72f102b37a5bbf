import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { aFolder, aStore } from './a-project.ts';

/** What a child said before it was killed. */
interface Said {
  readonly revision: number;
  readonly count: number;
}

/** Starts a writer and kills it without warning, `delayMs` after so many acknowledged steps. */
function killAfter(path: string, snapshotFolder: string, stepCount: number, delayMs: number): Promise<Said> {
  const script = join(import.meta.dirname, 'writing-child.ts');
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    script,
    path,
    snapshotFolder,
    'write',
  ]);
  let output = '';
  let errors = '';
  let isDoomed = false;
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (isDoomed || output.split('\n').length <= stepCount + 1) return;
    isDoomed = true;
    setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('close', (code, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`the writer ended by itself (${code}): ${errors}`));
      const [revision, count] = (/(\d+) (\d+)\n[^\n]*$/.exec(output) ?? []).slice(1).map(Number);
      resolve({ revision, count });
    });
  });
}

describe('a writer that is killed', () => {
  it('at any of 20 moments leaves a sound file with every acknowledged step', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    await (await aStore(folder).create(path, 'Film')).close();
    const random = seededRandom(20);
    for (let round = 0; round < 20; round += 1) {
      const said = await killAfter(path, join(folder, 'snapshots'), 1 + Math.floor(random() * 80), random() * 6);
      const project = await aStore(folder).open(path);
      expect(project.mode).toBe('editing');
      expect(project.notice).toBe('');
      // The step under way when the kill came may be there or not; everything that was acknowledged is.
      const isExact = project.revision === said.revision;
      expect(isExact || project.revision === said.revision + 1).toBe(true);
      const newest = Math.max(...Object.values(project.document.markers).map(({ timeSec }) => timeSec));
      expect(Math.abs(newest - said.count)).toBeLessThanOrEqual(isExact ? 0 : 1);
      await project.close();
      expect(existsSync(`${path}-wal`) || existsSync(`${path}.lock`)).toBe(false);
      const database = new Sqlite(path, { readonly: true });
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.pragma('foreign_key_check')).toEqual([]);
      database.close();
    }
  });
});
