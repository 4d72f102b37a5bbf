import { describe, expect, it } from 'vitest';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { ProjectDocument } from '../../../core/project/records.ts';
import { hasItsValues } from '../../../core/saying.ts';
import { baseEstimate, correctedEstimate, measureNameOf, measureOf } from '../../../main/workspace/export-estimate.ts';
import type { ExportShape } from '../../../main/workspace/export-estimate.ts';
import { planExport } from '../../../main/workspace/export-plan.ts';
import type { ProjectSession } from '../../../main/workspace/project-session.ts';
import { aFactorEdit, aProjectDocument, aStillAsset, aVoiceAsset } from '../../support/a-project.ts';
import { aFakeCatalog, aGenerativePack, anAtlasPack } from '../../support/fake-catalog.ts';
import { aFakeHost } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const bothPacks = () => [anAtlasPack(), aGenerativePack()];
const never = new AbortController().signal;

function aDocument(packId: string, edits: readonly FactorEdit[] = []): ProjectDocument {
  const document = aProjectDocument();
  const settings = { project: { ...document.settings.project, packId } };
  return { ...document, settings, edits: Object.fromEntries(edits.map((edit) => [edit.editId, edit])) };
}

function aPortrait(packId: string): ProjectDocument {
  const document = aDocument(packId);
  const settings = { project: { ...document.settings.project, videoAssetId: 'still-1' } };
  return { ...document, settings, assets: { 'still-1': aStillAsset(), 'voice-1': aVoiceAsset() } };
}

async function opened(document: ProjectDocument, packs = bothPacks()) {
  const catalog = aFakeCatalog(packs);
  const host = aFakeHost({ catalog });
  const session = await host.openProject(document);
  const video = session.project.document.assets[document.settings.project.videoAssetId ?? ''];
  await host.workspace.analyses.start(session, video);
  await host.time.pass(1000);
  return { host, session, catalog };
}

const plan = (host: FakeHost, session: ProjectSession) =>
  planExport(host.workspace.exportPlanning, session, 'standard');

describe('the plan of an export with a generative pack', () => {
  it('names the pack, its licence and where it runs, and says when its time is a rough guess', async () => {
    const { host, session } = await opened(aDocument('pdfgc'));
    const first = await plan(host, session);
    expect(first.sentences).toContain('The model pack “pdfgc” makes the pixels. Its licence: CC-BY-NC-4.0.');
    expect(first.sayings?.map(({ code }) => code)).toContain('plan.rough-time');
    expect(first.sayings?.every(hasItsValues)).toBe(true);
    // 75 frames of a generator on two processor cores, at about half a second each.
    expect(first.estimatedSec).toBeGreaterThan(30);
    const costs = [{ network: 'generator' as const, runs: 10, items: 40, totalMs: 400 }];
    host.engine.networks = { packId: 'pdfgc', executionProvider: 'cuda', costs };
    const second = await plan(host, session);
    expect(second.sentences).toContain('The model pack “pdfgc” makes the pixels, on cuda. Its licence: CC-BY-NC-4.0.');
    expect(second.sayings).toContainEqual({
      code: 'plan.pack',
      values: { packId: 'pdfgc', licence: 'CC-BY-NC-4.0', provider: 'cuda' },
    });
    expect(second.sayings?.map(({ code }) => code)).not.toContain('plan.rough-time');
    expect(second.estimatedSec).toBeLessThan(10);
  });

  it('keeps what an export took under the pack and the provider that it ran on', async () => {
    const { host, session } = await opened(aDocument('pdfgc'));
    host.engine.networks = { packId: 'pdfgc', executionProvider: 'cuda', costs: [] };
    const request = { outputPath: '/out/film.mp4', preset: 'standard', canReplaceOutput: false } as const;
    await host.workspace.exports.start(session, request);
    await host.time.pass(1000);
    const measures = (host.settings.stored as { exportMeasures: object }).exportMeasures;
    expect(Object.keys(measures)).toEqual(['1280x720 standard with pdfgc on cuda']);
    expect((await plan(host, session)).estimatedSec).toBeCloseTo(12, 5);
  });

  it('leaves out edits that a generator cannot take, from its frames too, and says which', async () => {
    const edits = [
      aFactorEdit({ editId: 'open', startSec: 5, endSec: 7 }),
      aFactorEdit({ editId: 'all', kind: 'gain', gain: 0, handle: null, factor: 'expression', startSec: 8, endSec: 9 }),
    ];
    const { host, session } = await opened(aDocument('pdfgc', edits));
    const generative = await plan(host, session);
    expect(generative.findings.filter(({ code }) => code === 'export.edits-left-out')).toMatchObject([
      {
        severity: 'warning',
        faceNumber: 1,
        frames: [{ startFrame: 125, endFrame: 175 }],
        saying: { values: { count: 1 } },
      },
    ]);
    // 3 s of the line, 1 s of the edit that is taken.
    expect(generative.changedFrames).toBe(100);
    const after = { ...session.project.document.settings.project, packId: 'atlas' };
    host.workspace.edits.apply(session, 'Choose', [{ collection: 'settings', id: 'project', after }], null);
    const atlas = await plan(host, session);
    expect(atlas.changedFrames).toBe(150);
    expect(atlas.findings.map(({ code }) => code)).not.toContain('export.edits-left-out');
  });

  it('takes edits of the parts of a code that the pack names', async () => {
    const [lip, eye, ...others] = aGenerativePack().factors;
    const packs = [
      anAtlasPack(),
      aGenerativePack({ factors: [lip, { ...eye, handles: ['blink', 'gaze'] }, ...others] }),
    ];
    const blink = { ...aFactorEdit({ kind: 'gain', gain: 0, factor: 'eye', startSec: 8, endSec: 9 }), handle: 'blink' };
    const document = aDocument('pdfgc', [blink as FactorEdit]);
    const { host, session } = await opened(document, packs);
    const { findings, changedFrames } = await plan(host, session);
    expect(findings.map(({ code }) => code)).not.toContain('export.edits-left-out');
    expect(changedFrames).toBe(100);
  });

  it('is stopped by a pack that is not installed or cannot be read', async () => {
    const { host, session, catalog } = await opened(aDocument('pdfgc'));
    catalog.packs = [anAtlasPack()];
    expect((await plan(host, session)).findings[0]).toMatchObject({ severity: 'blocker', code: 'project.pack-absent' });
    catalog.packs = [anAtlasPack(), aGenerativePack({ factors: [] })];
    expect((await plan(host, session)).findings[0]).toMatchObject({ severity: 'blocker', code: 'export.pack-damaged' });
  });
});

describe('the plan of an export of a still picture', () => {
  it('says that it is one, makes all of its frames, and has no sound but the voices', async () => {
    const { host, session } = await opened(aPortrait('pdfgc'));
    const told = await plan(host, session);
    expect(told).toMatchObject({ frameCount: 250, changedFrames: 250 });
    expect(told.sentences[0]).toBe(
      'A still picture, shown for 10 s: 250 frames, 640 × 900, 25 a second; MP4 with H.264 and AAC.',
    );
    expect(told.sentences).toContain('Only the placed voices are heard.');
    expect(told.findings).toEqual([]);
    const after = { ...session.project.document.lines['line-1'], isMuted: true };
    host.workspace.edits.apply(session, 'Mute', [{ collection: 'lines', id: 'line-1', after }], null);
    expect((await plan(host, session)).sayings?.map(({ code }) => code)).toContain('plan.no-sound');
  });

  it('is stopped with the atlas pack, which has nothing to take mouths from', async () => {
    const { host, session } = await opened(aPortrait('atlas'));
    expect((await plan(host, session)).findings).toMatchObject([
      { severity: 'blocker', saying: { code: 'export.still-needs-generator', values: { name: 'portrait.png' } } },
    ]);
  });

  it('asks the engine for a file of its length, without original sound', async () => {
    const { host, session } = await opened(aPortrait('pdfgc'));
    const request = { outputPath: '/out/film.mp4', preset: 'standard', canReplaceOutput: false } as const;
    await host.workspace.exports.start(session, request);
    await host.time.pass(1000);
    expect(host.engine.callsOf('export')[0].input).toMatchObject({
      scene: { video: { stillSec: 10 }, packId: 'pdfgc' },
      soundtrack: { originalSoundDb: null },
    });
  });
});

describe('estimates of a generative pack', () => {
  const generated = { packId: 'pdfgc', provider: 'cpu', pictures: 1500 };
  const shape: ExportShape = {
    widthPx: 1280,
    heightPx: 720,
    frameCount: 1500,
    changedFrames: 1500,
    durationSec: 60,
    preset: 'standard',
    isAnalysed: true,
    generated,
  };

  it('count each face that changes in a frame, and the networks alike for every size of picture', () => {
    const one = baseEstimate(shape).sec;
    const two = baseEstimate({ ...shape, generated: { ...generated, pictures: 3000 } }).sec;
    expect(two / one).toBeGreaterThan(1.9);
    const small = baseEstimate({ ...shape, widthPx: 640, heightPx: 360 }).sec;
    expect(small / one).toBeGreaterThan(0.9);
  });

  it('follow what the networks took so far, once they took enough of it', () => {
    const slow = [{ network: 'generator' as const, runs: 8, items: 32, totalMs: 32 * 800 }];
    expect(correctedEstimate(shape, {}, slow).sec / correctedEstimate(shape, {}).sec).toBeCloseTo(2, 1);
    expect(correctedEstimate(shape, {}, slow).isRough).toBe(false);
    const first = [{ network: 'generator' as const, runs: 1, items: 4, totalMs: 9000 }];
    expect(correctedEstimate(shape, {}, first)).toEqual(correctedEstimate(shape, {}));
    expect(correctedEstimate(shape, {}).isRough).toBe(true);
  });

  it('learn from exports of the same pack on the same provider only', () => {
    const atlas = { ...shape, generated: null };
    const onGpu = { ...shape, generated: { ...generated, provider: 'cuda' } };
    const measure = measureOf(shape, { sec: baseEstimate(shape).sec * 3, bytes: 1e6 });
    const measures = { [measureNameOf({ ...shape, preset: 'high' })]: measure ?? { timeFactor: 1, sizeFactor: 1 } };
    expect(correctedEstimate(shape, measures)).toMatchObject({ sec: baseEstimate(shape).sec * 3, isRough: false });
    expect(correctedEstimate(onGpu, measures)).toMatchObject({ sec: baseEstimate(onGpu).sec, isRough: true });
    expect(correctedEstimate(atlas, measures)).toMatchObject({ sec: baseEstimate(atlas).sec, isRough: false });
    const atlasMeasure = { [measureNameOf(atlas)]: { timeFactor: 5, sizeFactor: 1 } };
    expect(correctedEstimate(shape, atlasMeasure).sec).toBe(baseEstimate(shape).sec);
  });
});

describe('the engine as the page sees it', () => {
  it('says where a generator runs as soon as it made pictures, until the engine is started anew', async () => {
    const { host, session } = await opened(aDocument('pdfgc'));
    const states = host.workspace.watchJobs(never)[Symbol.asyncIterator]();
    const engineNow = async () => {
      const coming = states.next();
      await host.time.pass(1000);
      return (await coming).value?.engine;
    };
    expect((await engineNow())?.networks).toBeUndefined();
    host.engine.networks = { packId: 'pdfgc', executionProvider: 'cuda', costs: [] };
    for await (const chunk of host.workspace.previews.preview(session, { startFrame: 0, endFrame: 25 }, never))
      expect(chunk.url).not.toBeNull();
    expect(await engineNow()).toMatchObject({ networks: { packId: 'pdfgc', executionProvider: 'cuda' } });
    host.engine.setState({ state: 'restarting' });
    expect((await engineNow())?.networks).toBeUndefined();
    expect(host.bugs).toEqual([]);
  });
});
