import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSettingsStore } from '../../../main/storage/settings-store.ts';
import { aFolder } from './a-project.ts';

describe('settings', () => {
  it('are null before they were written and outlive the store', async () => {
    const folder = join(aFolder(), 'facet');
    expect(await createSettingsStore(folder).readSettings()).toBeNull();
    await createSettingsStore(folder).writeSettings({ theme: 'dark', cacheLimitBytes: 1e10 });
    expect(await createSettingsStore(folder).readSettings()).toEqual({ theme: 'dark', cacheLimitBytes: 1e10 });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('that are damaged count as none, and the damaged file is kept', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'settings.json'), '{"theme": "da');
    const store = createSettingsStore(folder);
    expect(await store.readSettings()).toBeNull();
    await store.writeSettings({ theme: 'light' });
    expect(readFileSync(join(folder, 'settings.json.damaged'), 'utf8')).toBe('{"theme": "da');
    expect(await store.readSettings()).toEqual({ theme: 'light' });
  });

  it('are refused with a code where they cannot be written', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    const store = createSettingsStore(join(folder, 'file', 'facet'));
    await expect(store.writeSettings({})).rejects.toMatchObject({ code: 'export.not-writable' });
    expect(await store.readSettings()).toBeNull();
  });
});

describe('recent projects', () => {
  const project = (index: number) => ({ path: `/films/${index}.facet`, name: `Film ${index}`, openedMs: index });

  it('come newest first, each once, at most 30, also when they are noted at the same time', async () => {
    const store = createSettingsStore(aFolder());
    await Promise.all(Array.from({ length: 35 }, (_, index) => store.noteRecent(project(index))));
    await store.noteRecent({ ...project(20), name: 'Renamed' });
    const recent = await store.listRecent();
    expect(recent).toHaveLength(30);
    expect(recent[0]).toEqual({ ...project(20), name: 'Renamed' });
    expect(recent[1]).toEqual(project(34));
    expect(recent.filter(({ path }) => path === '/films/20.facet')).toHaveLength(1);
    await store.forgetRecent('/films/34.facet');
    expect((await store.listRecent())[1]).toEqual(project(33));
  });

  it('leave out entries that are none', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'recent-projects.json'), JSON.stringify([project(1), { path: 7 }, null, project(2)]));
    expect(await createSettingsStore(folder).listRecent()).toEqual([project(1), project(2)]);
    writeFileSync(join(folder, 'recent-projects.json'), '{"not": "a list"}');
    expect(await createSettingsStore(folder).listRecent()).toEqual([]);
    expect(existsSync(join(folder, 'recent-projects.json.damaged'))).toBe(true);
  });
});
