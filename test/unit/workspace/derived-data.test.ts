import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import type { ProjectEvent, ProjectSession } from '../../../main/workspace/project-session.ts';
import { aDubLine, aFactorEdit, aProjectDocument, aVideoAsset } from '../../support/a-project.ts';
import { settle } from '../../support/fake-time.ts';
import { aFakeHost } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const never = new AbortController().signal;

async function analysed(host = aFakeHost()) {
  const session = await host.openProject();
  await host.workspace.analyses.start(session, aVideoAsset());
  await host.time.pass(1000);
  const derived: string[] = [];
  const stream: AsyncIterable<ProjectEvent> = host.workspace.projects.watch(session.projectId, never);
  void (async () => {
    for await (const event of stream) if (event.event === 'derived') derived.push(event.what);
  })();
  return { host, session, derived };
}

const setLine = ({ workspace }: FakeHost, session: ProjectSession, change: Parameters<typeof aDubLine>[0]) =>
  workspace.edits.apply(session, 'Line', [{ collection: 'lines', id: 'line-1', after: aDubLine(change) }], null);

describe('the analysis', () => {
  it('is made by a job once per content and then read without the engine', async () => {
    const { host, session } = await analysed();
    const { analyses } = host.workspace;
    expect((await analyses.read(aVideoAsset()))?.faces.map(({ faceNumber }) => faceNumber)).toEqual([1, 2]);
    expect(await analyses.start(session, aVideoAsset())).toBeNull();
    expect(host.engine.callsOf('analyse')).toHaveLength(1);
  });

  it('is one job however often it is asked for, and goes on when it was paused', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.engine.hold('analyse');
    const { analyses, queue } = host.workspace;
    const jobId = await analyses.start(session, aVideoAsset());
    expect(await analyses.start(session, aVideoAsset())).toBe(jobId);
    queue.pause(jobId ?? '');
    await settle();
    expect(await analyses.start(session, aVideoAsset())).toBe(jobId);
    await settle();
    expect(await analyses.read(aVideoAsset())).not.toBeNull();
  });

  it('is refused while its file is missing', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.files.delete('/media/interview.mp4');
    await host.workspace.checkAssets(session);
    await expect(host.workspace.analyses.start(session, aVideoAsset())).rejects.toMatchObject({
      code: 'project.asset-missing',
      message: expect.stringContaining('interview.mp4'),
    });
  });

  it('is asked for again when its artifact was deleted', async () => {
    const { host, session } = await analysed();
    for (const key of host.disk.cache.keys) if (key.startsWith('analysis-')) host.disk.cache.keys.delete(key);
    expect(await host.workspace.analyses.read(aVideoAsset())).toBeNull();
    expect(await host.workspace.analyses.start(session, aVideoAsset())).not.toBeNull();
  });
});

describe('what the voices make of the lips', () => {
  it('is not made before the video is analysed, and by itself afterwards', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(0);
    await host.workspace.analyses.start(session, aVideoAsset());
    await host.time.pass(1000);
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(1);
    expect(await host.workspace.dubData.readTracks(session)).not.toBeNull();
  });

  it('is made anew after lines have come to rest, once for many small changes', async () => {
    const { host, session, derived } = await analysed();
    for (const startSec of [2, 3, 4]) {
      setLine(host, session, { startSec });
      await host.time.pass(100);
    }
    expect(await host.workspace.dubData.readTracks(session)).toBeNull();
    await host.time.pass(1000);
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(2);
    expect(await host.workspace.dubData.readTracks(session)).not.toBeNull();
    expect(derived).toContain('dub-tracks');
    expect(derived).toContain('dub-sound');
  });

  it('calls an older job off when lines change while it runs', async () => {
    const { host, session } = await analysed();
    host.engine.hold('readDubTracks');
    setLine(host, session, { startSec: 2 });
    await host.time.pass(1000);
    setLine(host, session, { startSec: 3 });
    await host.time.pass(1000);
    const calls = host.engine.callsOf('readDubTracks');
    expect(calls.map(({ isAborted }) => isAborted)).toEqual([false, true, false]);
    expect(host.workspace.queue.list().filter(({ kind }) => kind === 'dub-tracks')).toMatchObject([{ state: 'done' }]);
  });

  it('is found again without work when a change is taken back', async () => {
    const { host, session } = await analysed();
    setLine(host, session, { startSec: 2 });
    await host.time.pass(1000);
    host.workspace.edits.undo(session);
    await host.time.pass(1000);
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(2);
    expect(await host.workspace.dubData.readTracks(session)).not.toBeNull();
  });

  it('does not depend on edits, on muted lines or on where files lie', async () => {
    const { host, session } = await analysed();
    const { edits } = host.workspace;
    const apply = (...[wish]: Parameters<typeof edits.apply>[2]) => edits.apply(session, 'Change', [wish], null);
    apply({ collection: 'edits', id: 'edit-1', after: aFactorEdit() });
    apply({ collection: 'lines', id: 'line-2', after: aDubLine({ lineId: 'line-2', isMuted: true }) });
    const voice = session.project.document.assets['voice-1'];
    apply({ collection: 'assets', id: 'voice-1', after: { ...voice, name: 'renamed' } });
    await host.time.pass(1000);
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(1);
    expect(host.engine.callsOf('mixVoices')).toHaveLength(1);
  });

  it('is nothing without a voice, and stale data is not shown', async () => {
    const { host, session, derived } = await analysed();
    host.workspace.edits.apply(session, 'Delete', [{ collection: 'lines', id: 'line-1', after: null }], null);
    await host.time.pass(1000);
    expect(await host.workspace.dubData.readTracks(session)).toBeNull();
    expect(await host.workspace.dubData.locateSound(session)).toBeNull();
    expect(derived.sort()).toEqual(['dub-sound', 'dub-tracks']);
  });

  it('says why when a voice is silent', async () => {
    const { host, session } = await analysed();
    host.engine.failNext('readDubTracks', new StudioError('media.silent-voice', 'The voice is silent.'));
    setLine(host, session, { startSec: 2 });
    await host.time.pass(1000);
    const job = host.workspace.queue.list().find(({ kind }) => kind === 'dub-tracks');
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'media.silent-voice' } });
  });
});

describe('the sound of the placed voices', () => {
  it('is as long as the video and comes with its peaks', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    expect(host.engine.callsOf('mixVoices')[0].input).toMatchObject({
      durationSec: 10,
      voices: [{ startSec: 1, sourceStartSec: 0.5, durationSec: 3 }],
    });
    expect(await host.workspace.dubData.locateSound(session)).toMatchObject({
      soundUrl: expect.stringMatching(/voice\.m4a$/),
      peaks: { peaksPerSec: 100 },
    });
  });

  it('waits for files that are missing and is made when they are back', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.files.delete('/media/line.wav');
    await host.workspace.checkAssets(session);
    setLine(host, session, { startSec: 3 });
    await host.time.pass(1000);
    expect(host.engine.callsOf('mixVoices')).toHaveLength(1);
    host.disk.files.set('/media/line.wav', { bytes: new Uint8Array(1_000_000), modifiedMs: 1 });
    await host.workspace.checkAssets(session);
    await host.time.pass(1000);
    expect(host.engine.callsOf('mixVoices')).toHaveLength(2);
  });
});

describe('the preview', () => {
  const chunks = async (host: FakeHost, session: ProjectSession, startFrame: number, endFrame: number) => {
    const all = [];
    for await (const chunk of host.workspace.previews.preview(session, { startFrame, endFrame }, never))
      all.push(chunk);
    return all;
  };

  it('is made from the project as it is and comes by URL, no further than the last frame', async () => {
    const { host, session } = await analysed();
    const [chunk] = await chunks(host, session, 240, 400);
    expect(chunk).toMatchObject({ startFrame: 240, endFrame: 250, url: expect.stringMatching(/patches\.rgba$/) });
    expect(chunk).not.toHaveProperty('artifactKey');
    expect(host.engine.callsOf('preview')[0].input).toMatchObject({ scene: { people: [{ faceNumber: 1 }] } });
  });

  it('of a project that changes nothing is empty without asking the engine', async () => {
    const host = aFakeHost();
    const session = await host.openProject({ ...aProjectDocument(), lines: {} });
    expect(await chunks(host, session, 0, 50)).toEqual([{ startFrame: 0, endFrame: 50, patches: [], url: null }]);
    expect(host.engine.callsOf('preview')).toHaveLength(0);
  });

  it('is refused without a video and while a file is missing', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.files.delete('/media/line.wav');
    await host.workspace.checkAssets(session);
    await expect(chunks(host, session, 0, 10)).rejects.toMatchObject({ code: 'project.asset-missing' });
    const empty = await host.workspace.projectFiles.create('Empty', null);
    await expect(chunks(host, empty, 0, 10)).rejects.toMatchObject({ code: 'project.no-video' });
  });

  it('stops the engine when its reader leaves', async () => {
    const { host, session } = await analysed();
    host.engine.hold('preview');
    const controller = new AbortController();
    const range = { startFrame: 0, endFrame: 10 };
    const next = host.workspace.previews.preview(session, range, controller.signal)[Symbol.asyncIterator]().next();
    await settle();
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(host.engine.callsOf('preview')[0].isAborted).toBe(true);
  });
});

describe('the cache', () => {
  it('is measured, and cleared without losing what open projects need', async () => {
    const { host, session, derived } = await analysed();
    const { cache, assetArtifacts } = host.workspace;
    expect(await cache.measure()).toBeGreaterThan(0);
    expect(await cache.clear()).toBe(0);
    expect(derived).toContain('analysis');
    await host.time.pass(1000);
    expect((await assetArtifacts.locate(session, aVideoAsset())).peaks).not.toBeNull();
    expect(await host.workspace.dubData.locateSound(session)).not.toBeNull();
  });
});
