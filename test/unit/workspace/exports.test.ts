import { joinRanges } from '../../../core/time/frame-range.ts';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import type { ExportRecord } from '../../../core/ports/project-store.ts';
import type { ProjectDocument } from '../../../core/project/records.ts';
import { hasItsValues } from '../../../core/saying.ts';
import { baseEstimate, correctedEstimate, measureNameOf } from '../../../main/workspace/export-estimate.ts';
import type { ExportShape } from '../../../main/workspace/export-estimate.ts';
import { planExport } from '../../../main/workspace/export-plan.ts';
import type { ProjectSession } from '../../../main/workspace/project-session.ts';
import { countFrames, framesMetBy, sharedRanges } from '../../../main/workspace/touched-frames.ts';
import { aDubLine, aFactorEdit, aProjectDocument, aVideoAsset } from '../../support/a-project.ts';
import { settle } from '../../support/fake-time.ts';
import { aFakeHost } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const outputPath = '/out/film.mp4';
const aRequest = { outputPath, preset: 'standard', canReplaceOutput: false } as const;

const plan = (host: FakeHost, session: ProjectSession) =>
  planExport(host.workspace.exportPlanning, session, 'standard');

const withLines = (...lines: ReturnType<typeof aDubLine>[]): ProjectDocument => ({
  ...aProjectDocument(),
  lines: Object.fromEntries(lines.map((line) => [line.lineId, line])),
});

async function opened(document = aProjectDocument(), isAnalysed = true) {
  const host = aFakeHost();
  const session = await host.openProject(document);
  if (isAnalysed) await host.workspace.analyses.start(session, aVideoAsset());
  await host.time.pass(1000);
  return { host, session };
}

describe('the plan of an export', () => {
  it('counts the frames that a voice or an edit can change, once where both act', async () => {
    const edit = aFactorEdit({ startSec: 3, endSec: 6 });
    const { host, session } = await opened({ ...aProjectDocument(), edits: { 'edit-1': edit } });
    // The line speaks from 1 s to 4 s, the edit acts from 3 s to 6 s: 5 s at 25 frames a second.
    expect(await plan(host, session)).toMatchObject({ frameCount: 250, changedFrames: 125 });
  });

  it('leaves out frames in which the face is not seen, and faces that the user locked', async () => {
    const second = aDubLine({ lineId: 'line-2', faceNumber: 2, startSec: 0 });
    const { host, session } = await opened(withLines(second));
    expect(await plan(host, session)).toMatchObject({ changedFrames: 25 });
    const locked = { faceNumber: 2, name: '', consentNote: '', isLocked: true };
    host.workspace.edits.apply(session, 'Lock', [{ collection: 'faces', id: '2', after: locked }], null);
    expect(await plan(host, session)).toMatchObject({ changedFrames: 0 });
  });

  it('suggests a free name beside the video', async () => {
    const { host, session } = await opened();
    expect((await plan(host, session)).suggestedPath).toBe('/media/interview dubbed.mp4');
    host.disk.write('/media/interview dubbed.mp4', 'x');
    expect((await plan(host, session)).suggestedPath).toBe('/media/interview dubbed 2.mp4');
  });

  it('says in sentences what will be rendered and heard', async () => {
    const { host, session } = await opened();
    const { sentences, sayings } = await plan(host, session);
    expect(sentences.join(' ')).toContain('250 frames, 1280 × 720, 25 a second');
    expect(sentences.join(' ')).toContain('Face 1: 1 line.');
    expect(sentences.join(' ')).toContain('75 frames can change');
    expect(sentences.join(' ')).toContain('Only the placed voices are heard.');
    expect(sayings?.map(({ code }) => code)).toEqual([
      'plan.format',
      'plan.face',
      'plan.changed-frames',
      'plan.only-voices',
      'plan.marked',
    ]);
    expect(sayings?.every(hasItsValues)).toBe(true);
  });

  it('speaks of frames that stay as they are only where there are some', async () => {
    const edit = aFactorEdit({ startSec: 0, endSec: 10 });
    const { host, session } = await opened({ ...aProjectDocument(), edits: { 'edit-1': edit } });
    const { changedFrames, frameCount, sayings } = await plan(host, session);
    expect(changedFrames).toBe(frameCount);
    expect(sayings?.map(({ code }) => code)).not.toContain('plan.changed-frames');
  });

  it('finds lines outside the picture, cut by its end, without a voice, and on top of each other', async () => {
    const { host, session } = await opened(
      withLines(
        aDubLine({ lineId: 'a', startSec: 20 }),
        aDubLine({ lineId: 'b', startSec: 8.5 }),
        aDubLine({ lineId: 'c', startSec: 5, takes: [], activeTakeId: null, textDurationSec: 1 }),
        aDubLine({ lineId: 'd', startSec: 0 }),
        aDubLine({ lineId: 'e', startSec: 2 }),
      ),
    );
    const { findings } = await plan(host, session);
    expect(findings.map(({ code }) => code).sort()).toEqual([
      'export.line-cut',
      'export.line-outside',
      'export.line-without-voice',
      'export.lines-overlap',
    ]);
    expect(findings.find(({ code }) => code === 'export.line-cut')?.sentence).toContain('last 1.5 s');
    expect(findings.map(({ saying }) => saying && hasItsValues(saying))).toEqual([true, true, true, true]);
    expect(findings.find(({ code }) => code === 'export.lines-overlap')?.frames).toEqual([
      { startFrame: 50, endFrame: 75 },
    ]);
  });

  it('is stopped by missing files, faces that are not there and a full disk', async () => {
    const { host, session } = await opened(withLines(aDubLine({ faceNumber: 7 })));
    host.disk.freeBytes = 1000;
    host.disk.files.delete('/media/line.wav');
    await host.workspace.checkAssets(session);
    const { findings } = await plan(host, session);
    expect(findings.filter(({ severity }) => severity === 'blocker').map(({ code }) => code)).toEqual([
      'export.file-missing',
      'export.no-room',
      'export.face-absent',
    ]);
  });

  it('says when the picture is not analysed yet and when nothing would change', async () => {
    const early = await opened(aProjectDocument(), false);
    expect((await plan(early.host, early.session)).findings).toMatchObject([
      { severity: 'note', code: 'export.not-analysed' },
    ]);
    const { host, session } = await opened(withLines());
    const nothing = await plan(host, session);
    expect(nothing.findings).toMatchObject([{ code: 'export.nothing-changes' }]);
    expect(nothing.sentences.join(' ')).toContain('The original sound is heard.');
  });

  it('is refused without a video', async () => {
    const host = aFakeHost();
    const empty = await host.workspace.projectFiles.create('Empty', null);
    await expect(plan(host, empty)).rejects.toMatchObject({ code: 'project.no-video' });
  });

  it('learns from the last export of this size and preset how long it takes', async () => {
    const { host, session } = await opened();
    const before = await plan(host, session);
    await host.workspace.exports.start(session, aRequest);
    await settle();
    const after = await plan(host, session);
    expect(before.estimatedSec).not.toBeCloseTo(12, 1);
    expect(after.estimatedSec).toBeCloseTo(12, 6);
    expect(after.estimatedBytes).toBeCloseTo(2_000_000, -1);
    expect((await host.workspace.settings.read()).language).toBe('system');
  });
});

describe('estimates', () => {
  const shape: ExportShape = {
    widthPx: 1280,
    heightPx: 720,
    frameCount: 1500,
    changedFrames: 1500,
    durationSec: 60,
    preset: 'standard',
    isAnalysed: false,
    generated: null,
  };

  it('meet the published benchmark: 57.3 s and 8.4 MB for a minute at 720p, analysis included', () => {
    const { sec, bytes } = baseEstimate(shape);
    expect(sec / 57.3).toBeGreaterThan(0.9);
    expect(sec / 57.3).toBeLessThan(1.1);
    expect(bytes / 8.4e6).toBeGreaterThan(0.8);
    expect(bytes / 8.4e6).toBeLessThan(1.2);
  });

  it('meet the sizes of small pictures too: 256 x 256 at rate factor 17 took 0.11 bits a pixel', () => {
    const small = { ...shape, widthPx: 256, heightPx: 256, durationSec: 0 };
    const bits = (baseEstimate(small).bytes * 8) / (1500 * 256 * 256);
    expect(bits).toBeGreaterThan(0.08);
    expect(bits).toBeLessThan(0.14);
  });

  it('take the speed of other exports for a size that was never exported, but not their file sizes', () => {
    const measures = { '640x360 draft': { timeFactor: 2, sizeFactor: 5 } };
    const { sec, bytes } = baseEstimate(shape);
    expect(correctedEstimate(shape, measures)).toEqual({ sec: sec * 2, bytes: Math.round(bytes), isRough: false });
    expect(correctedEstimate(shape, { [measureNameOf(shape)]: { timeFactor: 3, sizeFactor: 1 } }).sec).toBe(sec * 3);
  });
});

describe('frame ranges', () => {
  it('hold the frames that a time meets, cut to the picture', () => {
    const picture = { frameCount: 100, frameRate: { num: 25, den: 1 } };
    expect(framesMetBy({ startSec: 1, endSec: 2 }, picture)).toEqual({ startFrame: 25, endFrame: 50 });
    expect(framesMetBy({ startSec: -1, endSec: 0.01 }, picture)).toEqual({ startFrame: 0, endFrame: 1 });
    expect(framesMetBy({ startSec: 4, endSec: 5 }, picture)).toBeNull();
  });

  it('are joined and shared without counting a frame twice', () => {
    const joined = joinRanges([
      { startFrame: 5, endFrame: 9 },
      { startFrame: 0, endFrame: 6 },
      { startFrame: 20, endFrame: 30 },
    ]);
    expect(joined).toEqual([
      { startFrame: 0, endFrame: 9 },
      { startFrame: 20, endFrame: 30 },
    ]);
    expect(countFrames(sharedRanges(joined, [{ startFrame: 8, endFrame: 25 }]))).toBe(6);
  });
});

describe('an export', () => {
  it('renders the scene and the sound of the project to the place that was asked for', async () => {
    const { host, session } = await opened();
    const jobId = await host.workspace.exports.start(session, aRequest);
    await settle();
    expect(host.engine.callsOf('export')[0].input).toMatchObject({
      outputPath,
      preset: 'standard',
      isMarked: true,
      canReplaceOutput: false,
      scene: { people: [{ faceNumber: 1 }] },
      soundtrack: { originalSoundDb: null, voices: [{ startSec: 1 }] },
    });
    const job = host.workspace.queue.list().find((one) => one.jobId === jobId);
    expect(job).toMatchObject({ state: 'done', outputPath, outputBytes: 2_000_000, subject: 'film.mp4' });
    expect(JSON.stringify(job?.notices)).toContain('ffmpeg -i in.mp4 out.mp4');
    expect(await host.workspace.exports.reveal(jobId)).toBe(true);
    expect(host.revealed).toEqual([outputPath]);
  });

  it('keeps the original sound when only a face was edited and no voice is placed', async () => {
    const { host, session } = await opened({ ...withLines(), edits: { 'edit-1': aFactorEdit() } });
    await host.workspace.exports.start(session, aRequest);
    await settle();
    expect(host.engine.callsOf('export')[0].input).toMatchObject({ soundtrack: { originalSoundDb: 0, voices: [] } });
  });

  it('is refused at once for a place that exists, an input, another export of the list, and what is not MP4', async () => {
    const { host, session } = await opened();
    const start = (path: string) => host.workspace.exports.start(session, { ...aRequest, outputPath: path });
    host.disk.write('/out/there.mp4', 'x');
    await expect(start('/out/there.mp4')).rejects.toMatchObject({ code: 'cli.output-exists' });
    await expect(start('/media/interview.mp4')).rejects.toMatchObject({ code: 'cli.same-file' });
    await expect(start('/out/film.mov')).rejects.toMatchObject({ code: 'export.not-writable' });
    await expect(start('film.mp4')).rejects.toMatchObject({ code: 'export.not-writable' });
    host.engine.hold('export');
    await start(outputPath);
    await expect(start(outputPath)).rejects.toMatchObject({ code: 'cli.output-exists' });
    host.disk.files.delete('/media/line.wav');
    await host.workspace.checkAssets(session);
    await expect(start('/out/new.mp4')).rejects.toMatchObject({ code: 'project.asset-missing' });
  });

  it('is refused at once when the disk has no room for it', async () => {
    const { host, session } = await opened();
    host.disk.freeBytes = 1_000_000;
    await expect(host.workspace.exports.start(session, aRequest)).rejects.toMatchObject({
      code: 'export.disk-full',
      message: expect.stringContaining('1 MB free'),
    });
    expect(session.project.exports).toEqual([]);
  });

  it('is remembered in the project from its start to its end', async () => {
    const { host, session } = await opened();
    const gate = host.engine.hold('export');
    const jobId = await host.workspace.exports.start(session, aRequest);
    expect(session.project.exports).toMatchObject([{ jobId, outputPath, state: 'running' }]);
    gate.open();
    await settle();
    expect(session.project.exports).toMatchObject([{ jobId, state: 'done' }]);
  });

  it('that failed or was cancelled is remembered as such, and as running when it is tried again', async () => {
    const { host, session } = await opened();
    const { exports, queue } = host.workspace;
    host.engine.failNext('export', new StudioError('export.disk-full', 'The disk is full.'));
    const jobId = await exports.start(session, aRequest);
    await settle();
    expect(session.project.exports).toMatchObject([{ state: 'failed' }]);
    host.engine.hold('export');
    queue.retry(jobId);
    await settle();
    expect(session.project.exports).toMatchObject([{ state: 'running' }]);
    queue.cancel(jobId);
    await settle();
    expect(session.project.exports).toMatchObject([{ jobId, state: 'cancelled' }]);
  });

  it('that the end of the host cut off is offered as a paused job when the project is opened again', async () => {
    const { host, session } = await opened();
    host.engine.hold('export');
    await host.workspace.exports.start(session, aRequest);
    await settle();
    const [asked] = host.engine.callsOf('export');
    await host.workspace.close();
    const records = host.store.files.get(session.project.path)?.exports ?? [];
    expect(records).toMatchObject([{ state: 'running' }]);

    const next = aFakeHost();
    next.store.put('/p.facet', aProjectDocument(), records);
    const { project } = await next.workspace.projectFiles.open('/p.facet');
    const [job] = next.workspace.queue.list();
    expect(job).toMatchObject({ kind: 'export', state: 'paused', subject: 'film.mp4', jobId: records[0].jobId });
    expect(JSON.stringify(job.notices[0])).toContain('interrupted');
    expect(next.engine.callsOf('export')).toHaveLength(0);
    next.workspace.queue.resume(job.jobId);
    await next.time.pass(1000);
    // The same request to the letter: the engine goes on behind what it finished.
    expect(next.engine.callsOf('export')[0].input).toEqual(asked.input);
    expect(project.exports).toMatchObject([{ state: 'done' }]);
  });

  it('finds files that moved while it waited, by their content', async () => {
    const { host, session } = await opened();
    host.engine.hold('export');
    const jobId = await host.workspace.exports.start(session, aRequest);
    await settle();
    host.workspace.queue.pause(jobId);
    const video = { ...session.project.document.assets['video-1'], path: '/moved/interview.mp4' };
    host.workspace.edits.apply(session, 'Locate', [{ collection: 'assets', id: 'video-1', after: video }], null);
    host.workspace.queue.resume(jobId);
    await settle();
    expect(host.engine.callsOf('export')[1].input).toMatchObject({
      scene: { video: { path: '/moved/interview.mp4' }, people: [{ voices: [{ file: { path: '/media/line.wav' } }] }] },
    });
  });

  it('keeps its finished parts while it runs: the cache is neither trimmed nor cleared', async () => {
    const { host, session } = await opened();
    const gate = host.engine.hold('export');
    await host.workspace.exports.start(session, aRequest);
    await settle();
    const sizeBytes = await host.workspace.cache.measure();
    expect(await host.workspace.cache.clear()).toBe(sizeBytes);
    gate.open();
    await settle();
    expect(await host.workspace.cache.clear()).toBe(0);
  });

  it('of a record that cannot be read is given up, and one that runs here is not offered twice', async () => {
    const host = aFakeHost();
    const broken: ExportRecord = { jobId: 'old', createdMs: 1, outputPath, state: 'running', request: '{"scene":' };
    host.store.put('/p.facet', aProjectDocument(), [broken]);
    const { project } = await host.workspace.projectFiles.open('/p.facet');
    expect(project.exports).toMatchObject([{ jobId: 'old', state: 'failed' }]);
    expect(host.workspace.queue.list()).toEqual([]);

    const { host: other, session } = await opened();
    other.engine.hold('export');
    await other.workspace.exports.start(session, aRequest);
    await other.workspace.projects.leave(session.projectId);
    await other.workspace.projectFiles.open(session.project.path);
    await settle();
    expect(other.workspace.queue.list().filter(({ kind }) => kind === 'export')).toHaveLength(1);
  });

  it('has nothing to show before its end or for a job that is not there', async () => {
    const { host, session } = await opened();
    host.engine.hold('export');
    const jobId = await host.workspace.exports.start(session, aRequest);
    expect(await host.workspace.exports.reveal(jobId)).toBe(false);
    expect(await host.workspace.exports.reveal('nobody')).toBe(false);
    expect(host.revealed).toEqual([]);
  });
});
