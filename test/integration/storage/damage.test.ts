import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import type { OpenProject } from '../../../core/ports/project-store.ts';
import { aFolder, aMarker, aStore, commitWishes, wishesForEverything } from './a-project.ts';
import { seededRandom } from './seeded-random.ts';

/** A closed project with everything in it. @returns its path */
async function aFullProject(folder: string, markerCount = 0): Promise<string> {
  const path = join(folder, 'film.facet');
  const project = await aStore(folder).create(path, 'Film');
  commitWishes(project, 'Fill', wishesForEverything());
  const markers = Array.from({ length: markerCount }, (_, index) => aMarker(`many-${index}`, index));
  const wishes = markers.map((after) => ({ collection: 'markers' as const, id: after.markerId, after }));
  if (markerCount > 0) commitWishes(project, 'Many', wishes);
  await project.close();
  return path;
}

/** Changes a closed project behind Facet's back. */
function tamper(path: string, sql: string): void {
  const database = new Sqlite(path);
  database.pragma('ignore_check_constraints = ON');
  database.exec(sql);
  database.close();
}

/** Overwrites the pages of a table's leaves, all but the first. */
function damageTable(path: string, table: string): void {
  const database = new Sqlite(path, { readonly: true });
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  const root = database
    .prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .pluck()
    .get(table);
  database.close();
  const content = readFileSync(path);
  const page = content.subarray(((root ?? 1) - 1) * pageSize, (root ?? 1) * pageSize);
  const cellCount = page.readUInt16BE(3);
  expect(page[0]).toBe(5);
  for (let cell = 1; cell < cellCount; cell += 1) {
    const child = page.readUInt32BE(page.readUInt16BE(12 + 2 * cell));
    content.fill(0xa5, (child - 1) * pageSize, child * pageSize);
  }
  writeFileSync(path, content);
}

describe('a file that is no project', () => {
  it('is refused as such and left alone', async () => {
    const folder = aFolder();
    const other = join(folder, 'other.sqlite');
    tamper(other, 'CREATE TABLE a (b)');
    const contents: Record<string, Buffer> = {
      text: Buffer.from('Dear reader, '.repeat(40)),
      video: Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('ftypisom'), Buffer.alloc(5000, 3)]),
      empty: Buffer.alloc(0),
      short: Buffer.from('SQLite format 3\0'),
      other: readFileSync(other),
    };
    for (const [name, content] of Object.entries(contents)) {
      const path = join(folder, `${name}.facet`);
      writeFileSync(path, content);
      await expect(aStore(folder).open(path)).rejects.toMatchObject({ code: 'project.not-a-project' });
      expect(readFileSync(path).equals(content)).toBe(true);
    }
    mkdirSync(join(folder, 'folder.facet'));
    await expect(aStore(folder).open(join(folder, 'folder.facet'))).rejects.toMatchObject({
      code: 'project.not-a-project',
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('but has triggers, views or tables of a stranger is refused before any of them runs', async () => {
    const additions = [
      'CREATE TRIGGER evil AFTER INSERT ON marker BEGIN DELETE FROM asset; END',
      'CREATE VIEW evil AS SELECT * FROM asset',
      'CREATE TABLE evil (a)',
      "DROP TABLE marker; CREATE VIEW marker AS SELECT 'm' AS marker_id, 1.0 AS time_sec, 'x' AS label",
    ];
    for (const addition of additions) {
      const folder = aFolder();
      const path = join(folder, 'mail', 'film.facet');
      mkdirSync(join(folder, 'mail'));
      copyFileSync(await aFullProject(folder), path);
      tamper(path, addition);
      await expect(aStore(folder).open(path)).rejects.toMatchObject({ code: 'project.not-a-project' });
    }
  });

  it('but hides a journal beside a project is shown, and the journal is not replayed', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    writeFileSync(`${path}-journal`, Buffer.alloc(1024, 1));
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain('-journal');
    await project.close();
    expect(statSync(`${path}-journal`).size).toBe(1024);
  });
});

describe('a damaged project', () => {
  it('leaves out and counts the rows that are broken, and what needs them, and is read-only', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    tamper(
      path,
      `UPDATE marker SET time_sec = -1; UPDATE factor_edit SET parameters = '[' WHERE edit_id = 'e1';
       UPDATE asset SET summary = '{}' WHERE asset_id = 'voice'; UPDATE keyframe SET interpolation = 'magic';`,
    );
    const content = readFileSync(path);
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    // The marker, the edit, the curve, the voice, and the line whose takes are parts of that voice.
    expect(project.notice).toContain('5 of its records could not be read');
    expect(Object.keys(project.document.markers)).toEqual([]);
    expect(Object.keys(project.document.edits)).toEqual(['e2', 'e3', 'e4', 'e5', 'e6', 'e7']);
    expect(Object.keys(project.document.lines)).toEqual(['line-2']);
    expect(project.document.settings.project.name).toBe('Everything');
    await project.close();
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('shows no still picture for days, whatever its file says', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    tamper(path, "UPDATE asset SET still_sec = 1e9 WHERE asset_id = 'film'; UPDATE project SET digest = NULL");
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    expect(Object.keys(project.document.assets)).toEqual(['voice']);
    expect(project.document.settings.project.videoAssetId).toBeNull();
    await project.close();
  });

  it('gives what its sound pages hold, and its newest sound snapshot takes its place when the user says so', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder, 1000);
    let project = await aStore(folder).open(path);
    const good = await project.takeSnapshot();
    const whole = project.document;
    await project.takeSnapshot();
    await project.close();
    const [newest] = await project.listSnapshots();
    const snapshotRoot = join(folder, 'snapshots', readdirSync(join(folder, 'snapshots'))[0]);
    truncateSync(join(snapshotRoot, `${newest.snapshotId}.facet`), 5000);
    damageTable(path, 'marker');
    const damaged = readFileSync(path);

    project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    const markerCount = Object.keys(project.document.markers).length;
    expect(markerCount).toBeGreaterThan(10);
    expect(markerCount).toBeLessThan(1000);
    expect(project.document.assets).toEqual(whole.assets);
    expect(project.notice).toContain(new Date(good.createdMs).toISOString().slice(0, 16).replace('T', ' '));
    expect(project.noticeSaying?.values).toEqual({ isRestorable: true, snapshotMs: good.createdMs });
    expect(readFileSync(path).equals(damaged)).toBe(true);

    const step = await project.restoreSnapshot(good.snapshotId);
    expect(step.changes).toHaveLength(1001 - markerCount);
    expect(project.mode).toBe('editing');
    expect(project.notice).toBe('');
    expect(project.document).toEqual(whole);
    commitWishes(project, 'Goes on', [{ collection: 'markers', id: 'new', after: aMarker('new') }]);
    await project.close();
    const aside = readdirSync(folder).find((name) => name.includes('.damaged-'));
    expect(readFileSync(join(folder, aside ?? '')).equals(damaged)).toBe(true);
  });

  it('of which nothing can be read shows its newest snapshot, or is refused without one', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    writeFileSync(path, 'overwritten by another program');
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain('What you see is the safety copy');
    expect(project.noticeSaying?.code).toBe('project.shown-from-copy');
    expect(Object.keys(project.document.edits)).toHaveLength(8);
    const copyPath = join(folder, 'saved.facet');
    await project.saveCopy(copyPath);
    await project.close();
    expect(readFileSync(path, 'utf8')).toBe('overwritten by another program');
    const saved = await aStore(folder).open(copyPath);
    expect(Object.keys(saved.document.edits)).toHaveLength(8);
    await saved.close();

    const lost = join(folder, 'lost.facet');
    writeFileSync(lost, readFileSync(copyPath).fill(0, 100));
    await expect(aStore(folder).open(lost)).rejects.toMatchObject({ code: 'project.damaged' });
  });

  it('of which a single value is another, though every check of the database passes, is noticed', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    const content = readFileSync(path);
    const place = content.indexOf('signed on paper');
    content[place] ^= 1;
    writeFileSync(path, content);
    const project = await aStore(folder).open(path);
    expect(project.document.faces['1'].consentNote).toBe('rigned on paper');
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain('not those that Facet wrote');
    await project.close();
  });

  it('that lost only old steps of its history goes on without them', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder, 3);
    tamper(path, `UPDATE history SET changes = '[{"collection":"nothing"}]' WHERE step = 1`);
    const project = await aStore(folder).open(path);
    expect(project.mode).toBe('editing');
    expect(project.undo()).not.toBeNull();
    expect(project.undo()).toBeNull();
    expect(project.notice).toContain('history');
    expect(project.history).toEqual({ undoLabel: null, redoLabel: 'Many' });
    expect(project.redo()).not.toBeNull();
    await project.close();
  });
});

describe('what lies beside a project or in its name', () => {
  it('cannot slip into a new project or a copy: a log that was left there keeps the place', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    const project = await aStore(folder).open(path);
    for (const ending of ['-wal', '-journal', '.lock']) {
      const taken = join(folder, `taken${ending}.facet`);
      writeFileSync(`${taken}${ending}`, 'left over');
      await expect(aStore(folder).create(taken, 'New')).rejects.toMatchObject({ code: 'project.exists' });
      await expect(project.saveCopy(taken)).rejects.toMatchObject({ code: 'project.exists' });
      expect(readFileSync(`${taken}${ending}`, 'utf8')).toBe('left over');
    }
    await project.close();
  });

  it('cannot make SQLite write another file: a name with a blank at its end is only read', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    copyFileSync(path, `${path} `);
    const project = await aStore(folder).open(`${path} `);
    expect(project.mode).toBe('read-only');
    expect(project.notice).toContain('blank');
    await project.close();
    await expect(aStore(folder).create(join(folder, 'x.facet '), 'X')).rejects.toMatchObject({
      code: 'export.not-writable',
    });
  });

  it('is followed when it is a link: both names are one project', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    symlinkSync(path, join(folder, 'link.facet'));
    const store = aStore(folder);
    const project = await store.open(path);
    expect(await store.open(join(folder, 'link.facet'))).toBe(project);
    await project.close();
    await project.close();
  });
});

describe('a damaged snapshot', () => {
  it('does not take the place of anything', async () => {
    const folder = aFolder();
    const path = await aFullProject(folder);
    const project = await aStore(folder).open(path);
    const { document } = project;
    const { snapshotId } = await project.takeSnapshot();
    const snapshotRoot = join(folder, 'snapshots', readdirSync(join(folder, 'snapshots'))[0]);
    tamper(join(snapshotRoot, `${snapshotId}.facet`), 'UPDATE marker SET time_sec = -1');
    await expect(project.restoreSnapshot(snapshotId)).rejects.toMatchObject({ code: 'project.damaged' });
    const altered = (await project.takeSnapshot()).snapshotId;
    const alteredPath = join(snapshotRoot, `${altered}.facet`);
    const content = readFileSync(alteredPath);
    content[content.indexOf('signed on paper')] ^= 1;
    writeFileSync(alteredPath, content);
    await expect(project.restoreSnapshot(altered)).rejects.toMatchObject({ code: 'project.damaged' });
    expect(project.document).toBe(document);
    await project.close();
  });
});

describe('damaged copies of a project', () => {
  const refusals = ['project.not-a-project', 'project.too-new', 'project.damaged', 'project.not-found'];
  const outcomes = { editing: 0, 'read-only': 0, refused: 0 };

  async function tryOut(folder: string, path: string, label: string): Promise<void> {
    const before = readFileSync(path);
    let project: OpenProject;
    try {
      project = await aStore(folder).open(path);
    } catch (failure) {
      expect(isStudioError(failure) ? failure.code : failure, label).toBeOneOf(refusals);
      outcomes.refused += 1;
      return;
    }
    outcomes[project.mode] += 1;
    if (project.mode === 'read-only') {
      expect(project.notice, label).not.toBe('');
      await project.close();
      expect(readFileSync(path).equals(before), label).toBe(true);
      return;
    }
    // Wherever it may be edited, editing works or is refused with a code.
    try {
      commitWishes(project, 'Edit', [{ collection: 'markers', id: 'z', after: aMarker('z') }]);
      project.undo();
    } catch (failure) {
      expect(isStudioError(failure), `${label}: ${String(failure)}`).toBe(true);
    }
    await project.close();
  }

  it('300 of them are opened or refused with a code, and never end the process', async () => {
    const folder = aFolder();
    const original = readFileSync(await aFullProject(folder, 300));
    const random = seededRandom(300);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let seed = 0; seed < 300; seed += 1) {
      const copy = Buffer.from(original);
      const kind = seed % 4;
      const length = kind === 0 ? below(copy.length) : copy.length;
      if (kind === 1) for (let flip = below(40); flip >= 0; flip -= 1) copy[below(length)] ^= 1 << below(8);
      // The first pages hold the header and the schema, where a damage does most.
      if (kind === 2) for (let flip = below(8); flip >= 0; flip -= 1) copy[below(16_384)] ^= 1 << below(8);
      if (kind === 3) copy.fill(below(256), below(length), below(length));
      const path = join(folder, `damaged-${seed}.facet`);
      writeFileSync(path, copy.subarray(0, length));
      if (seed % 10 === 9) writeFileSync(`${path}-wal`, original.subarray(below(5000), 20_000));
      await tryOut(folder, path, `copy ${seed}`);
    }
    expect(outcomes.editing + outcomes['read-only'] + outcomes.refused).toBe(300);
    expect(Math.min(outcomes['read-only'], outcomes.refused)).toBeGreaterThan(20);
  });
});
