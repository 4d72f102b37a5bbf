import { describe, expect, it } from 'vitest';
import { createClient } from '../../../api/client.ts';
import { contract } from '../../../api/contract.ts';
import { settingsSchema } from '../../../api/settings.ts';
import { StudioError } from '../../../core/errors.ts';
import { createHandlers } from '../../../main/handlers.ts';
import { createRouter } from '../../../main/router.ts';
import { fileNameFrom, stemOf } from '../../../main/workspace/file-names.ts';
import { settingsFrom } from '../../../main/workspace/settings.ts';
import { textFromBytes } from '../../../main/workspace/text-from-bytes.ts';
import { inProcess } from '../../contract/hosts.ts';
import { settle } from '../../support/fake-time.ts';
import { aFakeHost } from '../../support/fake-workspace.ts';

async function served(options: Parameters<typeof aFakeHost>[0] = {}) {
  const host = aFakeHost(options);
  const bugs: unknown[] = [];
  const handlers = createHandlers(host.workspace, { host: 'test', platform: 'linux' });
  const router = createRouter(contract, handlers, { onBug: (_name, error) => bugs.push(error) });
  const { transport } = await inProcess(router);
  return { ...host, client: createClient(contract, transport), requestBugs: bugs };
}

describe('settings', () => {
  it('that are not there are the defaults', async () => {
    const { client } = await served();
    expect(await client.settings.read({})).toEqual(settingsSchema.parse({}));
  });

  it('that are broken count as absent, field by field', () => {
    expect(settingsFrom({ language: 'ko', motion: 'wild', cacheLimitBytes: -5, canNotify: false })).toEqual({
      ...settingsSchema.parse({}),
      language: 'ko',
      canNotify: false,
    });
  });

  it('change by the given fields only: the others keep what the user set', async () => {
    const { client, settings } = await served({ storedSettings: { fromTheFuture: 7 } });
    await client.settings.write({ changes: { language: 'ko', keyPreset: 'resolve' } });
    expect(await client.settings.write({ changes: { canNotify: false } })).toMatchObject({
      language: 'ko',
      keyPreset: 'resolve',
      canNotify: false,
    });
    expect(settings.stored).toMatchObject({ fromTheFuture: 7, language: 'ko' });
  });

  it('start the engine anew when another execution provider is chosen, and only then', async () => {
    const { client, engine } = await served();
    await client.settings.write({ changes: { language: 'ko' } });
    await client.settings.write({ changes: { executionProvider: 'cuda' } });
    await client.settings.write({ changes: { executionProvider: 'cuda' } });
    expect(engine.restarts).toEqual(['cuda']);
  });
});

describe('what the host says of itself', () => {
  it('is its version, kind and platform', async () => {
    const { client } = await served();
    expect(await client.about.read({})).toEqual({ version: '9.8.7', host: 'test', platform: 'linux' });
  });

  it('names an engine that does not run as what is missing', async () => {
    const { client, engine } = await served();
    engine.checks = new StudioError('engine.not-started', 'The engine has stopped too often.');
    const checks = [];
    for await (const check of client.health.examine({})) checks.push(check);
    expect(checks).toMatchObject([
      { name: 'engine', status: 'missing', sentence: 'The engine has stopped too often.' },
    ]);
  });

  it('shows jobs with the state of the engine, and both as they change', async () => {
    const { client, engine, time } = await served();
    const views: string[] = [];
    const controller = new AbortController();
    const watching = (async () => {
      for await (const view of client.jobs.watch({}, { signal: controller.signal })) views.push(view.engine.state);
    })().catch(() => undefined);
    await settle();
    engine.setState({ state: 'restarting', sentence: 'It stopped.' });
    await time.pass(300);
    expect(views).toEqual(['ready', 'restarting']);
    controller.abort();
    await watching;
  });
});

describe('a project over the contract', () => {
  it('is made, changed, watched, read and closed', async () => {
    const { client, disk, requestBugs, time } = await served();
    const { projectId } = await client.project.create({ name: 'Talk', path: null });
    const events: string[] = [];
    const watching = (async () => {
      for await (const event of client.project.watch({ projectId })) events.push(event.event);
    })();
    disk.write('/in/talk.mp4', 'video');
    const [{ assetId }] = await client.media.import({ projectId, paths: ['/in/talk.mp4'] });
    const state = await client.project.read({ projectId });
    expect(state).toMatchObject({ mode: 'editing', revision: 1, history: { undoLabel: 'Import a file' } });
    expect(state.document.settings.project.videoAssetId).toBe(assetId);
    const { jobId } = await client.analysis.start({ projectId, assetId: null });
    await time.pass(1000);
    // The import of the first video has had it analysed.
    expect(jobId).toBeNull();
    expect(await client.analysis.read({ projectId, assetId: null })).toMatchObject({
      filesUrl: expect.stringMatching(/^resource\/secretpass\/artifact\/analysis-\d+\/$/),
    });
    expect(await client.analysis.readDubTracks({ projectId })).toBeNull();
    expect(await client.edit.undo({ projectId })).toEqual({ label: 'Import a file', revision: 2 });
    await client.project.close({ projectId });
    await watching;
    expect(events.at(0)).toBe('changed');
    expect(events.at(-1)).toBe('closed');
    await expect(client.project.read({ projectId })).rejects.toMatchObject({ code: 'project.not-open' });
    expect(requestBugs).toEqual([]);
  });
});

describe('choosing files', () => {
  it('goes through the dialogs of the host where it has some', async () => {
    const { client } = await served({ shell: { hasDialogs: true, choose: async (purpose) => [`/chosen/${purpose}`] } });
    expect(await client.files.describe({})).toMatchObject({ hasDialogs: true, projectFolder: '/home/Facet' });
    expect(await client.files.choose({ purpose: 'media', suggestedPath: null })).toEqual({ paths: ['/chosen/media'] });
  });

  it('lists folders with their parents, starting at the first place', async () => {
    const { client, disk } = await served();
    disk.write('/home/a.mp4', 'x');
    expect(await client.files.listFolder({ folder: '' })).toMatchObject({
      folder: '/home',
      parent: '/',
      entries: [{ name: 'a.mp4', kind: 'file' }],
    });
    await expect(client.files.listFolder({ folder: 'home' })).rejects.toMatchObject({ code: 'media.not-found' });
  });

  it('reads small texts and refuses what is none', async () => {
    const { client, disk } = await served();
    disk.write('/a.srt', '1\n00:00:01,000 --> 00:00:02,000\nGrüße');
    disk.write('/film.srt', 'x\0y');
    disk.files.set('/huge.srt', { bytes: new Uint8Array(5 * 1024 * 1024 + 1).fill(65), modifiedMs: 1 });
    expect((await client.files.readText({ path: '/a.srt' })).text).toContain('Grüße');
    await expect(client.files.readText({ path: '/film.srt' })).rejects.toMatchObject({ code: 'media.not-media' });
    await expect(client.files.readText({ path: '/huge.srt' })).rejects.toMatchObject({ code: 'media.not-media' });
    await expect(client.files.readText({ path: '/none.srt' })).rejects.toMatchObject({ code: 'media.not-found' });
    await expect(client.files.readText({ path: 'a.srt' })).rejects.toMatchObject({ code: 'media.not-found' });
  });
});

describe('texts from before UTF-8', () => {
  it('are read by their mark, else as UTF-8, else as Windows-1252', () => {
    expect(textFromBytes(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
    expect(textFromBytes(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toBe('a');
    expect(textFromBytes(Uint8Array.of(0xfe, 0xff, 0, 0x61))).toBe('a');
    expect(textFromBytes(Uint8Array.of(0xe9, 0x74, 0xe9, 0x80))).toBe('été€');
    expect(textFromBytes(Uint8Array.of(0, 1, 2))).toBeNull();
  });
});

describe('file names', () => {
  it('take what a person typed as far as every system takes it', () => {
    expect(fileNameFrom('  Interview: "Hafen" / 2  ')).toBe('Interview Hafen 2');
    expect(['', '...', 'con', 'NUL.txt', '\u0007'].map(fileNameFrom)).toEqual(Array(5).fill('Untitled'));
    expect(fileNameFrom('인터뷰')).toBe('인터뷰');
    expect(['a.b.mp4', '.hidden', 'plain'].map(stemOf)).toEqual(['a.b', '.hidden', 'plain']);
  });
});
