import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import { collectionNames, recordSchemas } from '../../../core/project/records.ts';
import { partTables, recordTables } from '../../../main/storage/record-columns.ts';
import { aFace, aFolder, aLine, aMarker, anAsset, aStore, commitWishes, wishesForEverything } from './a-project.ts';

const codeOf = async (action: () => unknown): Promise<string> => {
  try {
    await action();
  } catch (failure) {
    if (isStudioError(failure)) return failure.code;
    throw failure;
  }
  return 'no failure';
};

describe('a project file', () => {
  it('keeps every record of every collection exactly, through closing and opening', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const project = await aStore(folder).create(path, 'Film');
    commitWishes(project, 'Fill', wishesForEverything());
    const written = project.document;
    await project.close();
    const reopened = await aStore(folder).open(path);
    expect(reopened.mode).toBe('editing');
    expect(reopened.notice).toBe('');
    expect(reopened.document).toEqual(written);
    expect(Object.keys(reopened.document.edits)).toHaveLength(8);
    await reopened.close();
  });

  it('has a column for every field of every record', () => {
    for (const collection of ['settings', 'assets', 'faces', 'lines', 'markers'] as const) {
      const fields = [
        ...recordTables[collection].columns.map(({ field }) => field),
        ...(partTables[collection] ? [partTables[collection].listField] : []),
      ];
      expect(fields.sort()).toEqual(Object.keys(recordSchemas[collection].shape).sort());
    }
    expect(collectionNames).toHaveLength(6);
  });

  it('leaves nothing but itself behind when it is closed', async () => {
    const folder = aFolder();
    const path = join(folder, 'projects', 'film.facet');
    mkdirSync(join(folder, 'projects'));
    const project = await aStore(folder).create(path, 'Film');
    commitWishes(project, 'Mark', [{ collection: 'markers', id: 'm', after: aMarker('m') }]);
    expect(existsSync(`${path}-wal`)).toBe(true);
    await project.close();
    expect(readdirSync(join(folder, 'projects'))).toEqual(['film.facet']);
  });

  it('is a SQLite file with its own application id, a version and strict tables', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    await (await aStore(folder).create(path, 'Film')).close();
    const database = new Sqlite(path, { readonly: true });
    expect(database.pragma('application_id', { simple: true })).toBe(0x46616365);
    expect(database.pragma('user_version', { simple: true })).toBe(3);
    const tables = database.pragma('table_list') as { name: string; type: string; strict: number }[];
    const ours = tables.filter(({ name }) => !name.startsWith('sqlite_'));
    expect(ours).toHaveLength(11);
    expect(ours.every(({ strict }) => strict === 1)).toBe(true);
    database.close();
  });

  it('refuses a path that is taken, and leaves what is there alone', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    writeFileSync(path, 'mine');
    expect(await codeOf(() => aStore(folder).create(path, 'Film'))).toBe('project.exists');
    expect(readdirSync(folder)).toEqual(['film.facet']);
    expect(await codeOf(() => aStore(folder).create(join(folder, 'no', 'film.facet'), 'Film'))).toBe(
      'export.folder-missing',
    );
    expect(await codeOf(() => aStore(folder).open(join(folder, 'other.facet')))).toBe('project.not-found');
  });
});

describe('a step', () => {
  it('is undone and redone, also after the project was closed', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    let project = await aStore(folder).create(path, 'Film');
    commitWishes(project, 'Fill', wishesForEverything());
    const full = project.document;
    commitWishes(project, 'Remove a marker', [{ collection: 'markers', id: 'm1', after: null }]);
    await project.close();

    project = await aStore(folder).open(path);
    expect(project.history).toEqual({ undoLabel: 'Remove a marker', redoLabel: null });
    expect(project.undo()?.changes).toHaveLength(1);
    expect(project.document).toEqual(full);
    await project.close();

    project = await aStore(folder).open(path);
    expect(project.history).toEqual({ undoLabel: 'Fill', redoLabel: 'Remove a marker' });
    project.undo();
    expect(project.document.assets).toEqual({});
    expect(project.undo()).toBeNull();
    project.redo();
    expect(project.document).toEqual(full);
    project.redo();
    expect(project.document.markers).toEqual({});
    expect(project.redo()).toBeNull();
    expect(project.revision).toBe(6);
    await project.close();
  });

  it('drops what could be redone', async () => {
    const folder = aFolder();
    const project = await aStore(folder).create(join(folder, 'film.facet'), 'Film');
    commitWishes(project, 'A', [{ collection: 'markers', id: 'a', after: aMarker('a') }]);
    commitWishes(project, 'B', [{ collection: 'markers', id: 'b', after: aMarker('b') }]);
    project.undo();
    commitWishes(project, 'C', [{ collection: 'markers', id: 'c', after: aMarker('c') }]);
    expect(project.history).toEqual({ undoLabel: 'C', redoLabel: null });
    expect(project.redo()).toBeNull();
    expect(Object.keys(project.document.markers)).toEqual(['a', 'c']);
    await project.close();
  });

  it('takes in the steps of its gesture that follow it, and vanishes when the gesture comes back', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    let project = await aStore(folder).create(path, 'Film');
    const drag = (timeSec: number, gesture: string) =>
      commitWishes(project, 'Drag', [{ collection: 'markers', id: 'a', after: aMarker('a', timeSec) }], gesture);
    commitWishes(project, 'Add', [{ collection: 'markers', id: 'a', after: aMarker('a', 1) }]);
    for (const timeSec of [2, 3, 4]) drag(timeSec, 'one');
    drag(5, 'two');
    drag(4, 'two');
    expect(project.revision).toBe(6);
    expect(project.history.undoLabel).toBe('Drag');
    await project.close();
    project = await aStore(folder).open(path);
    project.undo();
    expect(project.document.markers.a.timeSec).toBe(1);
    expect(project.history).toEqual({ undoLabel: 'Add', redoLabel: 'Drag' });
    project.redo();
    expect(project.document.markers.a.timeSec).toBe(4);
    await project.close();
  });

  it('is one of at most 1000 that can be undone', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const project = await aStore(folder).create(path, 'Film');
    for (let index = 1; index <= 1010; index += 1) {
      commitWishes(project, `${index}`, [{ collection: 'markers', id: 'a', after: aMarker('a', index) }]);
    }
    expect(project.undo()).not.toBeNull();
    await project.close();
    const database = new Sqlite(path, { readonly: true });
    const kept = database.prepare('SELECT count(*), min(step), max(step) FROM history').raw().get();
    database.close();
    expect(kept).toEqual([1000, 11, 1010]);
  });

  it('is refused whole when anything in it is wrong', async () => {
    const folder = aFolder();
    const project = await aStore(folder).create(join(folder, 'film.facet'), 'Film');
    commitWishes(project, 'Fill', wishesForEverything());
    const { document, revision } = project;
    const face = { ...aFace(2), faceNumber: 3 };
    const wrong = [
      [{ collection: 'markers', id: 'x', before: null, after: { ...aMarker('x'), timeSec: -1 } }],
      [{ collection: 'markers', id: 'x', before: null, after: { ...aMarker('x'), timeSec: Number.NaN } }],
      [{ collection: 'markers', id: 'm1', before: aMarker('m1', 7), after: null }],
      [{ collection: 'markers', id: 'm1', before: null, after: aMarker('m1') }],
      [{ collection: 'faces', id: '2', before: null, after: face }],
      [{ collection: 'lines', id: 'l', before: null, after: aLine('l', 'nowhere') }],
      [{ collection: 'assets', id: 'voice', before: anAsset('voice', 'voice'), after: null }],
      [{ collection: 'settings', id: 'project', before: document.settings.project, after: null }],
      [{ collection: 'markers', id: '__proto__', before: null, after: aMarker('__proto__') }],
    ] as const;
    for (const changes of wrong) {
      const fine = { collection: 'markers', id: 'fine', before: null, after: aMarker('fine') } as const;
      expect(await codeOf(() => project.commit('Wrong', [fine, ...changes], null))).toBe('project.invalid-change');
    }
    expect(project.document).toBe(document);
    expect(project.revision).toBe(revision);
    await project.close();
  });
});

describe('exports of a project', () => {
  it('are remembered newest first, and are no part of the history', async () => {
    const folder = aFolder();
    const path = join(folder, 'film.facet');
    const project = await aStore(folder).create(path, 'Film');
    const record = (jobId: string, createdMs: number, state: 'running' | 'done') => ({
      jobId,
      createdMs,
      state,
      outputPath: `/out/${jobId}.mp4`,
      request: '{"preset":"high"}',
    });
    project.writeExport(record('first', 1, 'running'));
    project.writeExport(record('second', 2, 'running'));
    project.writeExport(record('first', 1, 'done'));
    await project.close();
    const reopened = await aStore(folder).open(path);
    expect(reopened.exports).toEqual([record('second', 2, 'running'), record('first', 1, 'done')]);
    expect(reopened.history.undoLabel).toBeNull();
    expect(reopened.revision).toBe(0);
    await reopened.close();
  });
});
