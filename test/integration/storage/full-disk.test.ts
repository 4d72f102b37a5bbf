import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { createSettingsStore } from '../../../main/storage/settings-store.ts';
import { aFolder, aMarker, aStore, commitWishes } from './a-project.ts';

const disk = mkdtempSync(join(tmpdir(), 'facet-small-disk-'));
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
    return '';
  } catch (failure) {
    return isStudioError(failure) ? failure.code : String(failure);
  }
};

describe.skipIf(!isMounted)('a full disk (needs the right to mount a small one)', () => {
  it('keeps the project at its last acknowledged step, which goes on when there is room', async () => {
    const path = join(disk, 'film.facet');
    const ballast = join(disk, 'ballast');
    const project = await aStore(aFolder()).create(path, 'Film');
    writeFileSync(ballast, Buffer.alloc(1_000_000));
    const fill = (count: number) => {
      const marker = { ...aMarker(`m${count}`), label: 'x'.repeat(20_000) };
      return commitWishes(project, 'Mark', [{ collection: 'markers', id: marker.markerId, after: marker }]);
    };
    let count = 0;
    let failure: unknown = null;
    while (failure === null) {
      try {
        fill(count);
        count += 1;
      } catch (caught) {
        failure = caught;
      }
    }
    expect(failure).toMatchObject({ code: 'export.disk-full' });
    expect(count).toBeGreaterThan(3);
    expect(project.revision).toBe(count);
    expect(Object.keys(project.document.markers)).toHaveLength(count);
    rmSync(ballast);
    expect(fill(count).revision).toBe(count + 1);
    await project.close();
    const reopened = await aStore(aFolder()).open(path);
    expect(reopened.notice).toBe('');
    expect(Object.keys(reopened.document.markers)).toHaveLength(count + 1);
    await reopened.close();
    rmSync(path);
  });

  it('refuses derived data, settings, new projects and safety copies with a code', async () => {
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(2 * 1024 * 1024 - 8192));
    const folder = aFolder();
    const cache = createArtifactCache(join(disk, 'cache'));
    const big = Buffer.alloc(100_000);
    expect(await codeOf(() => cache.make('key', async (inner) => writeFileSync(join(inner, 'a'), big)))).toBe(
      'export.disk-full',
    );
    const settings = createSettingsStore(join(disk, 'settings'));
    expect(await codeOf(() => settings.writeSettings({ long: 'x'.repeat(100_000) }))).toBe('export.disk-full');
    expect(await codeOf(() => aStore(folder).create(join(disk, 'new.facet'), 'New'))).toBe('export.disk-full');
    const project = await aStore(disk).create(join(folder, 'film.facet'), 'Film');
    expect(await codeOf(() => project.takeSnapshot())).toBe('export.disk-full');
    expect(await codeOf(() => project.saveCopy(join(disk, 'copy.facet')))).toBe('export.disk-full');
    await project.close();
  });
});
