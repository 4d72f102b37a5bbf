import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { currentVersion } from '../../../main/storage/schema-versions.ts';
import { aFolder, aMarker, aStore, commitWishes } from './a-project.ts';

const versionOne = join(import.meta.dirname, 'old-versions', 'version-1.facet');

describe('a project of version 1', () => {
  it('is opened with everything in it, and what it lacks is filled in', async () => {
    const folder = aFolder();
    const path = join(folder, 'old.facet');
    copyFileSync(versionOne, path);
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('editing');
    expect(project.revision).toBe(3);
    expect(project.document.settings.project).toMatchObject({ name: 'An old film', originalSoundDb: -12.5 });
    expect(project.document.faces['1']).toEqual({ faceNumber: 1, name: 'Ann', consentNote: '', isLocked: false });
    expect(project.document.lines['line-1']).toMatchObject({ text: 'Hello', textDurationSec: 0 });
    expect(project.document.lines['line-1'].takes).toHaveLength(1);
    expect(project.document.edits['edit-1']).toMatchObject({ kind: 'keyframes', mode: 'relative' });
    expect(project.exports).toEqual([]);
    await project.close();
    const database = new Sqlite(path, { readonly: true });
    expect(database.pragma('user_version', { simple: true })).toBe(currentVersion);
    database.close();
  });

  it('can be edited, and its old steps be undone and redone', async () => {
    const folder = aFolder();
    const path = join(folder, 'old.facet');
    copyFileSync(versionOne, path);
    const project = await aStore(folder).open(path);
    const before = project.document;
    commitWishes(project, 'Mark', [{ collection: 'markers', id: 'x', after: aMarker('x') }]);
    expect([project.undo(), project.undo(), project.undo()].every((step) => step !== null)).toBe(true);
    expect(project.undo()).toBeNull();
    expect(project.document.lines).toEqual({});
    expect(project.document.faces).toEqual({});
    project.redo();
    project.redo();
    expect(project.document).toEqual(before);
    await project.close();
  });

  it('is copied as it was before it is changed', async () => {
    const folder = aFolder();
    const path = join(folder, 'old.facet');
    copyFileSync(versionOne, path);
    const project = await aStore(folder).open(path);
    const [snapshot] = await project.listSnapshots();
    expect(snapshot.snapshotId).toMatch(/-before-migration$/);
    const restored = await project.restoreSnapshot(snapshot.snapshotId);
    expect(restored.changes).toEqual([]);
    await project.close();
  });

  it('is opened also when a step of its history is damaged', async () => {
    const folder = aFolder();
    const path = join(folder, 'old.facet');
    copyFileSync(versionOne, path);
    const database = new Sqlite(path);
    database.pragma('ignore_check_constraints = ON');
    database.exec("UPDATE history SET changes = '[{' WHERE step = 1");
    database.close();
    const project = await aStore(folder).open(path);
    expect(project.document.lines['line-1'].text).toBe('Hello');
    await project.close();
  });

  it('is shown, unchanged, when no copy of it can be made', async () => {
    const folder = aFolder();
    const path = join(folder, 'old.facet');
    copyFileSync(versionOne, path);
    writeFileSync(join(folder, 'snapshots'), 'in the way');
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain('older format');
    expect(project.document.markers['marker-1'].label).toBe('here');
    await project.close();
    const database = new Sqlite(path, { readonly: true });
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    database.close();
  });
});

describe('a project of a version to come', () => {
  it('is refused and left alone', async () => {
    const folder = aFolder();
    const path = join(folder, 'new.facet');
    await (await aStore(folder).create(path, 'New')).close();
    const database = new Sqlite(path);
    database.pragma(`user_version = ${currentVersion + 1}`);
    database.close();
    const content = readFileSync(path);
    await expect(aStore(folder).open(path)).rejects.toMatchObject({
      code: 'project.too-new',
      details: { version: currentVersion + 1 },
    });
    expect(readFileSync(path).equals(content)).toBe(true);
  });
});
