import { describe, expect, it } from 'vitest';
import { makeDocument } from '../../../core/project/document.ts';
import type { ProjectDocument } from '../../../core/project/records.ts';
import type { ProjectSession } from '../../../main/workspace/project-session.ts';
import { aDubLine, aProjectDocument, aStillAsset, aVideoAsset, aVoiceAsset } from '../../support/a-project.ts';
import { aFakeCatalog, aGenerativePack, anAtlasPack } from '../../support/fake-catalog.ts';
import { settle } from '../../support/fake-time.ts';
import { aFakeHost } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const never = new AbortController().signal;
const bothPacks = () => aFakeCatalog([anAtlasPack(), aGenerativePack()]);

/** A project that dubs a still picture of 10 s, with a line from 1 s to 4 s. */
function aPortraitDocument(): ProjectDocument {
  const document = aProjectDocument();
  const settings = { project: { ...document.settings.project, videoAssetId: 'still-1', packId: 'pdfgc' } };
  return { ...document, settings, assets: { 'still-1': aStillAsset(), 'voice-1': aVoiceAsset() } };
}

function stillOf(session: ProjectSession) {
  return session.project.document.assets['still-1'];
}

function moveLine({ workspace }: FakeHost, session: ProjectSession, startSec: number, gestureId: string | null = null) {
  const after = aDubLine({ startSec });
  return workspace.edits.apply(session, 'Move line', [{ collection: 'lines', id: 'line-1', after }], gestureId);
}

describe('importing a still picture', () => {
  it('makes a video of 10 s of it, as large as its encoder can write it', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(makeDocument('Empty'));
    host.disk.write('/in/portrait.png', 'picture');
    const [{ assetId }] = await host.workspace.imports.add(session, ['/in/portrait.png'], never);
    const asset = session.project.document.assets[assetId ?? ''];
    expect(asset).toMatchObject({ kind: 'video', stillSec: 10 });
    expect(asset.summary).toEqual({ ...aStillAsset().summary });
  });

  it('brings the generative pack with it, in one step, and says so', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(makeDocument('Empty'));
    host.disk.write('/in/portrait.png', 'picture');
    const [answer] = await host.workspace.imports.add(session, ['/in/portrait.png'], never);
    expect(session.project.document.settings.project).toMatchObject({ videoAssetId: answer.assetId, packId: 'pdfgc' });
    expect(answer.notice?.saying).toEqual({
      code: 'import.still-pack-chosen',
      values: { name: 'portrait.png', packId: 'pdfgc' },
    });
    host.workspace.edits.undo(session);
    expect(session.project.document.settings.project).toMatchObject({ videoAssetId: null, packId: 'atlas' });
    expect(session.project.document.assets).toEqual({});
  });

  it('says what it takes when no generative pack is installed, or none that can be read', async () => {
    const broken = aGenerativePack({ factors: [] });
    for (const packs of [[anAtlasPack()], [anAtlasPack(), broken]]) {
      const host = aFakeHost({ catalog: aFakeCatalog(packs) });
      const session = await host.openProject(makeDocument('Empty'));
      host.disk.write('/in/portrait.png', 'picture');
      const [answer] = await host.workspace.imports.add(session, ['/in/portrait.png'], never);
      expect(session.project.document.settings.project.packId).toBe('atlas');
      expect(answer.notice?.saying.code).toBe('import.still-needs-pack');
    }
  });

  it('keeps a generative pack that was chosen before', async () => {
    const other = aGenerativePack({ id: 'my-faces' });
    const host = aFakeHost({ catalog: aFakeCatalog([anAtlasPack(), aGenerativePack(), other]) });
    const empty = makeDocument('Empty');
    const session = await host.openProject({
      ...empty,
      settings: { project: { ...empty.settings.project, packId: 'my-faces' } },
    });
    host.disk.write('/in/portrait.png', 'picture');
    const [answer] = await host.workspace.imports.add(session, ['/in/portrait.png'], never);
    expect(session.project.document.settings.project.packId).toBe('my-faces');
    expect(answer.notice).toBeUndefined();
  });

  it('changes nothing of a project that dubs a video', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject();
    host.disk.write('/in/portrait.png', 'picture');
    const [answer] = await host.workspace.imports.add(session, ['/in/portrait.png'], never);
    expect(answer.notice).toBeUndefined();
    expect(session.project.document.settings.project).toMatchObject({ videoAssetId: 'video-1', packId: 'atlas' });
  });

  it('finds a lost still again with the length that it had', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(makeDocument('Empty'));
    host.disk.write('/in/portrait.png', 'picture');
    const [{ assetId }] = await host.workspace.imports.add(session, ['/in/portrait.png'], never);
    const id = assetId ?? '';
    const longer = { ...session.project.document.assets[id], stillSec: 30 };
    host.workspace.edits.apply(session, 'Set length', [{ collection: 'assets', id, after: longer }], null);
    host.disk.move('/in/portrait.png', '/elsewhere/portrait.png');
    await host.workspace.checkAssets(session);
    await host.workspace.relinking.relink(
      session,
      { assetId: id, path: '/elsewhere/portrait.png', canDiffer: false },
      never,
    );
    expect(session.project.document.assets[id]).toMatchObject({ path: '/elsewhere/portrait.png', stillSec: 30 });
    expect(session.project.document.assets[id].summary.picture?.frameCount).toBe(750);
  });
});

describe('the length of a still picture', () => {
  it('grows to the whole second at which its lines end, in the step of the line', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    moveLine(host, session, 9.2);
    expect(stillOf(session)).toMatchObject({ stillSec: 13 });
    expect(stillOf(session).summary).toMatchObject({ durationSec: 13, picture: { frameCount: 325 } });
    expect(session.project.history.undoLabel).toBe('Move line');
    host.workspace.edits.undo(session);
    expect(stillOf(session)).toEqual(aStillAsset());
    expect(session.project.document.lines['line-1'].startSec).toBe(1);
  });

  it('is one step with the drag that it follows', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    for (const startSec of [5, 8.5, 12, 20.25]) moveLine(host, session, startSec, 'drag');
    expect(stillOf(session).stillSec).toBe(24);
    host.workspace.edits.undo(session);
    expect(stillOf(session)).toEqual(aStillAsset());
  });

  it('stays where a line ends with it, give or take what lengths of sound differ by', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    moveLine(host, session, 7.0005);
    expect(stillOf(session).stillSec).toBe(10);
  });

  it('can be wished, in whole frames, and its summary follows', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    const after = { ...stillOf(session), stillSec: 6.51 };
    host.workspace.edits.apply(session, 'Set length', [{ collection: 'assets', id: 'still-1', after }], null);
    expect(stillOf(session)).toMatchObject({
      stillSec: 6.52,
      summary: { durationSec: 6.52, picture: { frameCount: 163 } },
    });
  });

  it('is never wished so short that it cuts a line, muted or not', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject({
      ...aPortraitDocument(),
      lines: { 'line-1': aDubLine(), 'line-2': aDubLine({ lineId: 'line-2', startSec: 4.5, isMuted: true }) },
    });
    const after = { ...stillOf(session), stillSec: 2 };
    host.workspace.edits.apply(session, 'Set length', [{ collection: 'assets', id: 'still-1', after }], null);
    expect(stillOf(session).stillSec).toBe(8);
  });

  it('has an end, so that a slip of the hand makes no film of days', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    moveLine(host, session, 1e7);
    expect(stillOf(session).stillSec).toBe(4 * 3600);
  });

  it('belongs to still pictures only', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject({
      ...aPortraitDocument(),
      assets: { ...aPortraitDocument().assets, 'video-1': aVideoAsset() },
    });
    for (const after of [aVideoAsset({ stillSec: 5 }), aStillAsset({ stillSec: null })]) {
      const wish = [{ collection: 'assets' as const, id: after.assetId, after }];
      expect(() => host.workspace.edits.apply(session, 'Set length', wish, null)).toThrow(
        expect.objectContaining({ code: 'project.invalid-change' }),
      );
    }
  });
});

describe('what is derived of a still picture', () => {
  it('is asked for with its length, and played from a proxy', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    await host.workspace.analyses.start(session, stillOf(session));
    await host.time.pass(2_000);
    const stillSecs = (['analyse', 'takeThumbnails', 'makeProxy'] as const).map((name) =>
      host.engine.callsOf(name).map(({ input }) => (input as { video: { stillSec?: number } }).video.stillSec),
    );
    expect(stillSecs).toEqual([[10], [10], [10]]);
    expect(host.engine.callsOf('measurePeaks')).not.toContainEqual(
      expect.objectContaining({ input: expect.objectContaining({ file: expect.objectContaining({ stillSec: 10 }) }) }),
    );
    const located = await host.workspace.assetArtifacts.locate(session, stillOf(session));
    expect(located.isPlayable).toBe(false);
    expect(located.proxyUrl).toContain('proxy.mp4');
    expect(await host.workspace.analyses.read(stillOf(session))).not.toBeNull();
  });

  it('is made anew for another length, and found again when the length comes back', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    await host.workspace.analyses.start(session, stillOf(session));
    await host.time.pass(2_000);
    moveLine(host, session, 9);
    expect(await host.workspace.analyses.read(stillOf(session))).toBeNull();
    await host.time.pass(2_000);
    expect(await host.workspace.analyses.read(stillOf(session))).not.toBeNull();
    const lengths = host.engine
      .callsOf('makeProxy')
      .map(({ input }) => (input as { video: { stillSec?: number } }).video.stillSec);
    expect(lengths).toEqual([10, 12]);
    host.workspace.edits.undo(session);
    await host.time.pass(2_000);
    expect(host.engine.callsOf('makeProxy')).toHaveLength(2);
    expect(host.engine.callsOf('analyse')).toHaveLength(2);
  });

  it('is not made for lengths that a drag went through', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    await host.time.pass(2_000);
    const gates = [1, 2, 3, 4].map(() => host.engine.hold('makeProxy'));
    for (const startSec of [8, 9, 10, 11]) {
      moveLine(host, session, startSec, 'drag');
      await settle();
    }
    for (const gate of gates) gate.open();
    await host.time.pass(2_000);
    const open = host.workspace.queue.list().filter(({ kind }) => kind === 'proxy');
    expect(open.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(stillOf(session).stillSec).toBe(14);
    expect(host.bugs).toEqual([]);
  });

  it('is told to preview and export as part of the scene', async () => {
    const host = aFakeHost({ catalog: bothPacks() });
    const session = await host.openProject(aPortraitDocument());
    for await (const chunk of host.workspace.previews.preview(session, { startFrame: 0, endFrame: 25 }, never))
      expect(chunk.startFrame).toBe(0);
    const [{ input }] = host.engine.callsOf('preview');
    expect(input).toMatchObject({ scene: { packId: 'pdfgc', video: { path: '/media/portrait.png', stillSec: 10 } } });
  });
});
