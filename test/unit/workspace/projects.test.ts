import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import { checkDocument } from '../../../core/project/check-document.ts';
import type { ProjectEvent, ProjectSession } from '../../../main/workspace/project-session.ts';
import { aDubLine, aFactorEdit, aProjectDocument, aVideoAsset } from '../../support/a-project.ts';
import { settle } from '../../support/fake-time.ts';
import { aGate } from '../../support/gate.ts';
import { aFakeHost, writeAssetFile } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const path = '/home/Facet/interview.facet';

/** Watches a project; `stop` ends the watch. */
function watch({ workspace }: FakeHost, { projectId }: ProjectSession) {
  const controller = new AbortController();
  const events: ProjectEvent[] = [];
  const stream = workspace.projects.watch(projectId, controller.signal);
  const end = (async () => {
    for await (const event of stream) events.push(event);
  })();
  const eventsOf = (name: ProjectEvent['event']) => events.filter(({ event }) => event === name);
  return { events, eventsOf, end, stop: () => controller.abort() };
}

describe('open projects', () => {
  it('gives the same id to everybody who opens the same file', async () => {
    const host = aFakeHost();
    const first = await host.openProject();
    const second = await host.workspace.projectFiles.open(path);
    expect(second.projectId).toBe(first.projectId);
  });

  it('stays open while it is watched and closes some seconds after the last watcher left', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { stop } = watch(host, session);
    await host.time.pass(3_600_000);
    expect(host.store.openCount()).toBe(1);
    stop();
    await host.time.pass(5000);
    expect(host.store.openCount()).toBe(1);
    await host.time.pass(30_000);
    expect(host.store.openCount()).toBe(0);
    expect(() => host.workspace.projects.get(session.projectId)).toThrow(
      expect.objectContaining({ code: 'project.not-open' }),
    );
  });

  it('stays open for a page that comes back in time', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    watch(host, session).stop();
    await host.time.pass(10_000);
    watch(host, session);
    await host.time.pass(60_000);
    expect(host.store.openCount()).toBe(1);
  });

  it('closes when it was opened and never watched', async () => {
    const host = aFakeHost();
    await host.openProject();
    await host.time.pass(60_000);
    expect(host.store.openCount()).toBe(0);
  });

  it('tells its watcher and ends the watch when it is closed, and ends its jobs but not exports', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { events, end } = watch(host, session);
    const held = host.engine.hold('export');
    host.engine.hold('analyse');
    const { workspace } = host;
    await workspace.exports.start(session, { outputPath: '/out/a.mp4', preset: 'draft', canReplaceOutput: false });
    await workspace.analyses.start(session, aVideoAsset());
    await settle();
    await workspace.projects.leave(session.projectId);
    await end;
    await settle();
    expect(events.at(-1)).toEqual({ event: 'closed' });
    expect(workspace.queue.list().map(({ kind, state }) => [kind, state])).toContainEqual(['export', 'running']);
    expect(workspace.queue.list().some(({ kind }) => kind === 'analysis')).toBe(false);
    // The export still needs the file; its end closes it.
    expect(host.store.openCount()).toBe(1);
    held.open();
    await host.time.pass(1000);
    expect(host.store.openCount()).toBe(0);
    expect(host.store.files.get(path)?.exports[0].state).toBe('done');
    expect(host.bugs).toEqual([]);
  });

  it('stays open for a second window when the first one closes it', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const first = watch(host, session);
    watch(host, session);
    await host.workspace.projects.leave(session.projectId);
    first.stop();
    await host.time.pass(60_000);
    expect(host.store.openCount()).toBe(1);
  });

  it('passes on why a file cannot be opened', async () => {
    const host = aFakeHost();
    await expect(host.workspace.projectFiles.open('/gone.facet')).rejects.toMatchObject({ code: 'project.not-found' });
    for (const code of ['project.too-new', 'project.damaged', 'project.not-a-project'] as const) {
      host.workspace.ports.store.open = () => Promise.reject(new StudioError(code, 'No.'));
      await expect(host.workspace.projectFiles.open(path)).rejects.toMatchObject({ code });
    }
  });

  it('closes everything at the end of the host', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { events, end } = watch(host, session);
    await host.workspace.close();
    await end;
    expect(events.at(-1)).toEqual({ event: 'closed' });
    expect(host.store.openCount()).toBe(0);
  });
});

describe('project files', () => {
  it('are made under a free name when none is chosen, with a name that every system takes', async () => {
    const { workspace, disk } = aFakeHost();
    const first = await workspace.projectFiles.create('Talk: 1/2?', null);
    disk.write(first.project.path, 'x');
    const second = await workspace.projectFiles.create('Talk: 1/2?', null);
    expect(first.project.path).toBe('/home/Facet/Talk 1 2.facet');
    expect(second.project.path).toBe('/home/Facet/Talk 1 2 2.facet');
    expect(first.project.document.settings.project.name).toBe('Talk: 1/2?');
  });

  it('get their ending when the chosen name has none', async () => {
    const { workspace } = aFakeHost();
    expect((await workspace.projectFiles.create('A', '/x/a')).project.path).toBe('/x/a.facet');
  });

  it('are refused at a place that is only half named', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { projectFiles } = host.workspace;
    await expect(projectFiles.open('a.facet')).rejects.toMatchObject({ code: 'project.not-found' });
    await expect(projectFiles.create('A', 'a.facet')).rejects.toMatchObject({ code: 'export.folder-missing' });
    await expect(projectFiles.saveCopy(session, 'b')).rejects.toMatchObject({ code: 'export.folder-missing' });
  });

  it('are remembered newest first, with the name that they have, and stay behind those that were opened later', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const settings = session.project.document.settings.project;
    host.workspace.edits.apply(
      session,
      'Rename',
      [{ collection: 'settings', id: 'project', after: { ...settings, name: 'Harbour' } }],
      null,
    );
    // Nobody has closed it yet: a page that leaves only stops watching.
    expect((await host.workspace.projectFiles.listRecent())[0].name).toBe('Harbour');
    await host.time.pass(1000);
    await host.workspace.projectFiles.create('Other', '/gone/other.facet');
    await host.workspace.projects.leave(session.projectId);
    await settle();
    const recent = await host.workspace.projectFiles.listRecent();
    expect(recent.map(({ name, isPresent }) => [name, isPresent])).toEqual([
      ['Other', false],
      ['Harbour', true],
    ]);
  });

  it('come with a sample: both files imported beside it and the voice placed for face 1', async () => {
    const host = aFakeHost();
    host.disk.write('/program/talk.mp4', 'video');
    host.disk.write('/program/voice.wav', 'voice');
    const { makeSampleProject } = await import('../../../main/workspace/sample-project.ts');
    const { ports, imports, projects } = host.workspace;
    const make = () => makeSampleProject(ports, imports, projects, new AbortController().signal);
    const { project } = await make();
    const { document } = project;
    expect(project.path).toBe('/home/Facet/Facet sample/Facet sample.facet');
    expect(Object.values(document.assets).map((asset) => asset.path)).toEqual([
      '/home/Facet/Facet sample/talk.mp4',
      '/home/Facet/Facet sample/voice.wav',
    ]);
    expect(Object.values(document.lines)).toMatchObject([{ faceNumber: 1, startSec: 0, text: 'Maybe tomorrow.' }]);
    expect(checkDocument(document)).toEqual([]);
    expect((await make()).project.path).toBe('/home/Facet/Facet sample 2/Facet sample.facet');
  });

  it('bring a snapshot back as a step that watchers see and that can be undone', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { snapshotId } = await session.project.takeSnapshot();
    const { edits, projectFiles } = host.workspace;
    edits.apply(session, 'Delete line', [{ collection: 'lines', id: 'line-1', after: null }], null);
    const { eventsOf } = watch(host, session);
    await projectFiles.restoreSnapshot(session, snapshotId);
    await settle();
    expect(session.project.document.lines['line-1']).toEqual(aDubLine());
    expect(eventsOf('changed')).toHaveLength(1);
    expect(edits.undo(session).label).toBe('Restore');
  });
});

describe('edits', () => {
  it('become changes that know what was there, and every watcher is told', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { eventsOf } = watch(host, session);
    const after = aDubLine({ startSec: 2 });
    const { revision } = host.workspace.edits.apply(
      session,
      'Move line',
      [{ collection: 'lines', id: 'line-1', after }],
      null,
    );
    await settle();
    expect(eventsOf('changed')).toEqual([
      {
        event: 'changed',
        revision,
        changes: [{ collection: 'lines', id: 'line-1', before: aDubLine(), after }],
        history: { undoLabel: 'Move line', redoLabel: null },
      },
    ]);
  });

  it('that change nothing make no step', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const wish = { collection: 'lines', id: 'line-1', after: aDubLine() } as const;
    expect(host.workspace.edits.apply(session, 'Nothing', [wish], null).revision).toBe(0);
    expect(session.project.history.undoLabel).toBeNull();
  });

  it('that break a rule are refused with its sentence and nothing changes', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const before = session.project.document;
    const apply = (wish: Parameters<typeof host.workspace.edits.apply>[2][number]) => () =>
      host.workspace.edits.apply(session, 'Break', [wish], null);
    const invalid = expect.objectContaining({ code: 'project.invalid-change' });
    expect(apply({ collection: 'assets', id: 'voice-1', after: null })).toThrow(invalid);
    expect(apply({ collection: 'settings', id: 'project', after: null })).toThrow(invalid);
    expect(apply({ collection: 'edits', id: 'edit-1', after: aFactorEdit({ startSec: 4, endSec: 2 }) })).toThrow(
      invalid,
    );
    expect(session.project.document).toBe(before);
  });

  it('of one gesture are undone at once, and redone', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { edits } = host.workspace;
    for (const startSec of [2, 3, 4])
      edits.apply(
        session,
        'Move line',
        [{ collection: 'lines', id: 'line-1', after: aDubLine({ startSec }) }],
        'drag-1',
      );
    expect(edits.undo(session).label).toBe('Move line');
    expect(session.project.document.lines['line-1'].startSec).toBe(1);
    expect(edits.undo(session).label).toBeNull();
    expect(edits.redo(session)).toMatchObject({ label: 'Move line' });
    expect(session.project.document.lines['line-1'].startSec).toBe(4);
    expect(edits.redo(session).label).toBeNull();
  });

  it('of a project that is read-only are refused with the reason', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const file = host.store.files.get(path);
    if (file) [file.mode, file.notice] = ['read-only', 'Another window edits it.'];
    const { edits, imports } = host.workspace;
    const refused = { code: 'project.read-only', message: expect.stringContaining('Another window edits it.') };
    const wish = { collection: 'lines', id: 'line-1', after: null } as const;
    expect(() => edits.apply(session, 'Delete', [wish], null)).toThrow(expect.objectContaining(refused));
    expect(() => edits.undo(session)).toThrow(expect.objectContaining(refused));
    await expect(imports.add(session, ['/a.mp4'], new AbortController().signal)).rejects.toMatchObject(refused);
  });
});

describe('the files of a project', () => {
  it('are looked at when it is opened and when somebody looks again', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    expect(session.missingAssetIds).toEqual([]);
    const { eventsOf } = watch(host, session);
    host.disk.files.delete('/media/line.wav');
    await host.workspace.checkAssets(session);
    await settle();
    expect(eventsOf('assets-checked')).toEqual([{ event: 'assets-checked', missingAssetIds: ['voice-1'] }]);
    await host.workspace.checkAssets(session);
    await settle();
    expect(eventsOf('assets-checked')).toHaveLength(1);
  });

  it('count as there when only their date changed and their content did not', async () => {
    const host = aFakeHost();
    const document = aProjectDocument();
    const text = 'same content';
    const video = aVideoAsset({ sizeBytes: text.length, contentKey: `key-${text}` });
    const session = await host.openProject({ ...document, assets: { ...document.assets, 'video-1': video } });
    host.disk.write(video.path, text, 99);
    await host.workspace.checkAssets(session);
    expect(session.missingAssetIds).toEqual([]);
    host.disk.write(video.path, 'other things', 100);
    await host.workspace.checkAssets(session);
    expect(session.missingAssetIds).toEqual(['video-1']);
  });
});

describe('a disk that does not answer', () => {
  it('keeps nobody from reading the project, and the host from ending for some seconds only', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const held = aGate();
    const { mediaFiles } = host.disk;
    const stateOf = mediaFiles.stateOf.bind(mediaFiles);
    mediaFiles.stateOf = async (file) => {
      await held.opened;
      return stateOf(file);
    };
    let isRead = false;
    const reading = host.workspace.checkAssetsSoon(session).then(() => (isRead = true));
    await settle();
    expect(isRead).toBe(false);
    await host.time.pass(1500);
    await reading;
    expect(isRead).toBe(true);
    let isClosed = false;
    const closing = host.workspace.close().then(() => (isClosed = true));
    await host.time.pass(20_000);
    await closing;
    expect(isClosed).toBe(true);
    held.open();
    await settle();
    expect(host.bugs).toEqual([]);
  });
});

describe('relinking', () => {
  const anchored = () => {
    const document = aProjectDocument();
    const [video, voice] = [document.assets['video-1'], document.assets['voice-1']];
    return {
      ...document,
      assets: {
        'video-1': { ...video, sizeBytes: 9, contentKey: 'key-the video' },
        'voice-1': { ...voice, sizeBytes: 9, contentKey: 'key-the voice' },
      },
    };
  };
  const lost = async () => {
    const host = aFakeHost();
    const session = await host.openProject(anchored());
    host.disk.files.delete('/media/interview.mp4');
    host.disk.files.delete('/media/line.wav');
    await host.workspace.checkAssets(session);
    expect(session.missingAssetIds).toEqual(['video-1', 'voice-1']);
    const relink = (path: string, canDiffer = false) =>
      host.workspace.relinking.relink(session, { assetId: 'video-1', path, canDiffer }, new AbortController().signal);
    return { host, session, relink };
  };

  it('finds other missing files beside the one that was shown, by size and content, in one step', async () => {
    const { host, session, relink } = await lost();
    host.disk.write('/new/interview.mp4', 'the video');
    host.disk.write('/new/decoy.wav', 'no voice.');
    host.disk.write('/new/sound/line.wav', 'the voice');
    expect(await relink('/new/interview.mp4')).toEqual(['video-1', 'voice-1']);
    await settle();
    expect(session.missingAssetIds).toEqual([]);
    expect(session.project.document.assets['voice-1'].path).toBe('/new/sound/line.wav');
    expect(host.workspace.edits.undo(session).label).toBe('Locate files');
    expect(session.project.document.assets['video-1'].path).toBe('/media/interview.mp4');
  });

  it('refuses a file with other content unless it is told to take it', async () => {
    const { host, session, relink } = await lost();
    host.disk.write('/new/retake.mp4', 'the retake');
    await expect(relink('/new/retake.mp4')).rejects.toMatchObject({ code: 'project.invalid-change' });
    expect(await relink('/new/retake.mp4', true)).toEqual(['video-1']);
    expect(session.project.document.assets['video-1']).toMatchObject({ contentKey: 'key-the retake', sizeBytes: 10 });
  });

  it('never lets a voice take the place of a video, or a shorter voice cut off a take', async () => {
    const { host, session, relink } = await lost();
    host.disk.write('/new/voice.wav', 'a voice');
    await expect(relink('/new/voice.wav', true)).rejects.toMatchObject({ code: 'project.invalid-change' });
    const { summary } = session.project.document.assets['voice-1'];
    host.engine.summaryOf = () => ({ ...summary, durationSec: 1 });
    const request = { assetId: 'voice-1', path: '/new/voice.wav', canDiffer: true };
    await expect(host.workspace.relinking.relink(session, request, new AbortController().signal)).rejects.toMatchObject(
      { code: 'project.invalid-change', message: expect.stringContaining('beyond the end') },
    );
  });

  it('says when there is no such file or asset', async () => {
    const { host, session, relink } = await lost();
    await expect(relink('/new/nothing.mp4')).rejects.toMatchObject({ code: 'media.not-found' });
    const request = { assetId: 'nobody', path: '/new/nothing.mp4', canDiffer: false };
    await expect(host.workspace.relinking.relink(session, request, new AbortController().signal)).rejects.toMatchObject(
      { code: 'project.asset-missing' },
    );
    writeAssetFile(host.disk, aVideoAsset());
  });
});
