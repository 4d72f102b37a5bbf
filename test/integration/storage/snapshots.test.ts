import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OpenProject } from '../../../core/ports/project-store.ts';
import { aFolder, aMarker, aStore, commitWishes, wishesForEverything } from './a-project.ts';

const minute = 60_000;

/** A clock that stands still until it is told. */
function aClock() {
  let timeMs = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  return { now: () => timeMs, pass: (ms: number) => (timeMs += ms) };
}

const mark = (project: OpenProject, count: number) =>
  commitWishes(project, `Mark ${count}`, [{ collection: 'markers', id: `m${count}`, after: aMarker(`m${count}`) }]);

describe('snapshots', () => {
  it('are taken at the first change and then every ten minutes of editing', async () => {
    const folder = aFolder();
    const clock = aClock();
    const path = join(folder, 'film.facet');
    const project = await aStore(folder, clock.now).create(path, 'Film');
    expect(await project.listSnapshots()).toEqual([]);
    for (let count = 0; count <= 25; count += 1) {
      mark(project, count);
      clock.pass(minute);
    }
    await project.close();
    const snapshots = await project.listSnapshots();
    expect(snapshots.map(({ snapshotId }) => snapshotId)).toEqual([
      '2026-01-02T03-24-05.006Z',
      '2026-01-02T03-14-05.006Z',
      '2026-01-02T03-04-05.006Z',
    ]);
    expect(snapshots[0].createdMs).toBe(Date.UTC(2026, 0, 2, 3, 24, 5, 6));
    expect(snapshots[0].sizeBytes).toBeGreaterThan(4096);
    expect(readdirSync(folder).sort()).toEqual(['film.facet', 'snapshots']);
  });

  it('are kept to the newest twenty', async () => {
    const folder = aFolder();
    const clock = aClock();
    const project = await aStore(folder, clock.now).create(join(folder, 'film.facet'), 'Film');
    const made: string[] = [];
    for (let count = 0; count < 23; count += 1) {
      // Two in one millisecond are two all the same.
      if (count % 2 === 0) clock.pass(minute);
      made.push((await project.takeSnapshot()).snapshotId);
    }
    expect(new Set(made).size).toBe(23);
    const kept = (await project.listSnapshots()).map(({ snapshotId }) => snapshotId);
    expect(kept).toEqual(made.slice(3).reverse());
    await project.close();
  });

  it('come back as one step that can be undone', async () => {
    const folder = aFolder();
    const project = await aStore(folder).create(join(folder, 'film.facet'), 'Film');
    commitWishes(project, 'Fill', wishesForEverything());
    const early = project.document;
    const { snapshotId } = await project.takeSnapshot();
    mark(project, 7);
    commitWishes(project, 'Remove', [{ collection: 'lines', id: 'line-1', after: null }]);
    const late = project.document;
    const step = await project.restoreSnapshot(snapshotId);
    expect(step.changes).toHaveLength(2);
    expect(project.document).toEqual(early);
    project.undo();
    expect(project.document).toEqual(late);
    project.redo();
    expect(project.document).toEqual(early);
    await project.close();
  });

  it('that do not exist, or whose name leads elsewhere, are refused', async () => {
    const folder = aFolder();
    const project = await aStore(folder).create(join(folder, 'film.facet'), 'Film');
    for (const id of ['2020-01-01T00-00-00.000Z', '../../film', '', '/etc/passwd']) {
      await expect(project.restoreSnapshot(id)).rejects.toMatchObject({ code: 'project.not-found' });
    }
    await project.close();
  });

  it('that cannot be written leave the project as it is, and the user is told', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'snapshots'), 'in the way');
    const project = await aStore(folder).create(join(folder, 'film.facet'), 'Film');
    mark(project, 1);
    await expect(project.takeSnapshot()).rejects.toMatchObject({ code: 'export.not-writable' });
    expect(project.notice).toContain('A safety copy could not be written');
    expect(project.mode).toBe('editing');
    mark(project, 2);
    await project.close();
  });
});

describe('a copy', () => {
  it('is a whole project with its history, also while the project is edited', async () => {
    const folder = aFolder();
    const project = await aStore(folder).create(join(folder, 'film.facet'), 'Film');
    for (let count = 0; count < 50; count += 1) mark(project, count);
    const copyPath = join(folder, 'copy.facet');
    const copying = project.saveCopy(copyPath);
    mark(project, 50);
    await copying;
    mark(project, 51);
    const copy = await aStore(folder).open(copyPath);
    expect(copy.mode).toBe('editing');
    expect(Object.keys(copy.document.markers).length).toBeGreaterThanOrEqual(50);
    expect(copy.history.undoLabel).toMatch(/^Mark (49|50)$/);
    await copy.close();
    await project.close();
    expect(readdirSync(folder).sort()).toEqual(['copy.facet', 'film.facet', 'snapshots']);
  });

  it('cannot take the place of its project, nor lie in a folder that is not there', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const project = await aStore(folder).create(path, 'Film');
    await expect(project.saveCopy(path)).rejects.toMatchObject({ code: 'project.exists' });
    await expect(project.saveCopy(join(folder, 'no', 'x.facet'))).rejects.toMatchObject({
      code: 'export.folder-missing',
    });
    await project.close();
  });
});
