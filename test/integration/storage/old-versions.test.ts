import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { currentVersion } from '../../../main/storage/schema-versions.ts';
import { aFolder, aMarker, aStore, commitWishes } from './a-project.ts';

const versionOne = join(import.meta.dirname, 'old-versions', 'version-1.facet');
const versionTwo = join(import.meta.dirname, 'old-versions', 'version-2.facet');

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
    expect(project.document.settings.project).toMatchObject({ packId: 'atlas', expressionWindowFrames: 1 });
    expect(project.document.assets.voice.stillSec).toBeNull();
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

describe('a project of version 2', () => {
  const aCopy = () => {
    const folder = aFolder();
    const path = join(folder, 'old.facet');
    copyFileSync(versionTwo, path);
    return { folder, path };
  };

  it('is opened with everything in it, made by the pack that it was made with', async () => {
    const { folder, path } = aCopy();
    const project = await aStore(folder).open(path);
    expect(project.notice).toBe('');
    expect(project.mode).toBe('editing');
    expect(project.document.settings.project).toMatchObject({
      name: 'Everything',
      videoAssetId: 'film',
      packId: 'atlas',
      expressionWindowFrames: 1,
    });
    expect(Object.values(project.document.assets).map(({ stillSec }) => stillSec)).toEqual([null, null, null]);
    expect(Object.keys(project.document.edits)).toHaveLength(8);
    await project.close();
  });

  it('keeps its steps, and is sound when it is opened again', async () => {
    const { folder, path } = aCopy();
    const project = await aStore(folder).open(path);
    expect(project.undo()?.changes[0].before).toMatchObject({ assetId: 'late-voice', stillSec: null });
    expect(project.redo()?.changes[0].after).toMatchObject({ assetId: 'late-voice', stillSec: null });
    const { document } = project;
    await project.close();
    const again = await aStore(folder).open(path);
    expect([again.notice, again.mode, again.document]).toEqual(['', 'editing', document]);
    await again.close();
  });

  it('is known as damaged when a value is not the one that was written', async () => {
    const { folder, path } = aCopy();
    const database = new Sqlite(path);
    database.exec("UPDATE marker SET time_sec = 2.5 WHERE marker_id = 'm1'");
    database.close();
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain('not those that Facet wrote');
    await project.close();
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
