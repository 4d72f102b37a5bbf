import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRandom } from '../../../examples/generator/seeded-random.ts';
import {
  analyse,
  copyProject,
  createWithVideo,
  editUntilCutOff,
  endOf,
  makeLongSample,
  openAndStay,
  placeVoice,
} from '../../support/killed-project.ts';
import { isRunning, jobsThat, serveFacet, type ServedFacet } from '../../support/served-facet.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';
import { frameCountIn } from '../../support/frame-count.ts';

/** How often each process is killed in each activity. `FACET_KILL_MOMENTS=20` is the long run. */
const momentCount = Number(process.env.FACET_KILL_MOMENTS ?? 1);
const random = makeRandom(Number(process.env.FACET_KILL_SEED ?? 20));
const moments = (longestMs: number) => Array.from({ length: momentCount }, () => Math.round(random() * longestMs));
const limitMs = 120_000;
/** Longer than one segment of an export, so that there is something to go on from. */
const seconds = 25;

const sampleVideo = resolve('examples', 'sample-talk.mp4');
let folder = '';
let media = { video: '', voice: '' };
/** A project that is analysed and has its voice placed; the cache holds what was derived. */
const prepared = () => join(folder, 'prepared.facet');
const running: ServedFacet[] = [];

async function serve(env: Readonly<Record<string, string>> = {}): Promise<ServedFacet> {
  const facet = await serveFacet(folder, env);
  running.push(facet);
  return facet;
}

beforeAll(async () => {
  if (noFfmpeg !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'facet-kills-'));
  media = await makeLongSample(join(folder, 'media'), seconds);
  const facet = await serve();
  const projectId = await createWithVideo(facet.client, prepared(), media.video);
  await analyse(facet.client, projectId);
  await placeVoice(facet.client, projectId, media.voice);
  await jobsThat(facet.client, (jobs) => jobs.some(({ kind, state }) => kind === 'dub-tracks' && state === 'done'));
  expect(await facet.interrupt()).toBe(0);
}, limitMs);

afterAll(async () => {
  await Promise.all(running.map((facet) => facet.kill()));
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

/** Kills the host and shows that nothing of it lives on. */
async function killHost(facet: ServedFacet): Promise<void> {
  const children = await facet.engineProcesses();
  await facet.kill();
  for (let tries = 0; tries < 100; tries++) {
    const alive = await Promise.all(children.map(isRunning));
    if (!alive.includes(true)) return;
    await sleep(50);
  }
  expect.fail(`processes ${children.join(', ')} outlive the host`);
}

describe.skipIf(noFfmpeg !== false)(`a host that is killed${ffmpegNote}`, () => {
  it.each(moments(3000))(
    '%i ms into an analysis analyses again and loses nothing',
    { timeout: limitMs },
    async (momentMs) => {
      const cache = { FACET_CACHE: join(folder, `cache-${momentMs}`) };
      const path = join(folder, `analysis-${momentMs}.facet`);
      const before = await serve(cache);
      const projectId = await createWithVideo(before.client, path, sampleVideo);
      const cutOff = analyse(before.client, projectId).catch(() => undefined);
      await sleep(momentMs);
      await killHost(before);
      await cutOff;

      const after = await serve(cache);
      const projectIdAgain = await openAndStay(after.client, path);
      await analyse(after.client, projectIdAgain);
      const analysis = await after.client.analysis.read({ projectId: projectIdAgain, assetId: null });
      expect(analysis?.summary.frameCount).toBe(await frameCountIn(sampleVideo));
      await after.kill();
    },
  );

  it.each(moments(800))(
    '%i ms into editing has every acknowledged edit when it is opened again',
    { timeout: limitMs },
    async (momentMs) => {
      const path = await copyProject(prepared(), join(folder, `edit-${momentMs}.facet`));
      const before = await serve();
      const projectId = await openAndStay(before.client, path);
      const editing = editUntilCutOff(before.client, projectId);
      await sleep(momentMs);
      await killHost(before);
      const acknowledged = await editing;

      const after = await serve();
      const projectIdAgain = await openAndStay(after.client, path);
      const { document, mode, history } = await after.client.project.read({ projectId: projectIdAgain });
      expect(mode).toBe('editing');
      expect(acknowledged.filter((editId) => document.edits[editId] === undefined)).toEqual([]);
      if (acknowledged.length > 0) expect(history.undoLabel).toBe('Open the mouth');
      await after.kill();
    },
  );

  it.each(moments(9000))(
    '%i ms into an export offers it again and finishes it',
    { timeout: limitMs },
    async (momentMs) => {
      const path = await copyProject(prepared(), join(folder, `export-${momentMs}.facet`));
      const outputPath = join(folder, `export-${momentMs}.mp4`);
      const before = await serve();
      const projectId = await openAndStay(before.client, path);
      const { jobId } = await before.client.export.start({
        projectId,
        outputPath,
        preset: 'draft',
        canReplaceOutput: false,
      });
      const finished = endOf(before.client, jobId).then(
        () => true,
        () => false,
      );
      await sleep(momentMs);
      await killHost(before);
      if (await finished) return expect(await frameCountIn(outputPath)).toBe(await frameCountIn(media.video));
      expect(existsSync(outputPath)).toBe(false);

      const after = await serve();
      await openAndStay(after.client, path);
      const isOffered = ({ kind, state }: { kind: string; state: string }) => kind === 'export' && state === 'paused';
      const offered = (await jobsThat(after.client, (jobs) => jobs.some(isOffered))).find(isOffered);
      await after.client.jobs.resume({ jobId: offered?.jobId ?? '' });
      await endOf(after.client, offered?.jobId ?? '');
      expect(await frameCountIn(outputPath)).toBe(await frameCountIn(media.video));
      await after.kill();
    },
  );
});

describe.skipIf(noFfmpeg !== false)(`an engine that is killed${ffmpegNote}`, () => {
  it.each(moments(3000))(
    '%i ms into an analysis is started again and the analysis is made',
    { timeout: limitMs },
    async (momentMs) => {
      const facet = await serve({ FACET_CACHE: join(folder, `engine-cache-${momentMs}`) });
      const projectId = await createWithVideo(
        facet.client,
        join(folder, `engine-analysis-${momentMs}.facet`),
        sampleVideo,
      );
      const analysed = analyse(facet.client, projectId);
      await sleep(momentMs);
      process.kill(await facet.enginePid(), 'SIGKILL');
      await analysed;
      const analysis = await facet.client.analysis.read({ projectId, assetId: null });
      expect(analysis?.summary.faces.length).toBeGreaterThan(0);
      await facet.kill();
    },
  );

  it.each(moments(800))('%i ms into editing stops no edit', { timeout: limitMs }, async (momentMs) => {
    const path = await copyProject(prepared(), join(folder, `engine-edit-${momentMs}.facet`));
    const facet = await serve();
    const projectId = await openAndStay(facet.client, path);
    const editing = editUntilCutOff(facet.client, projectId);
    await sleep(momentMs);
    process.kill(await facet.enginePid(), 'SIGKILL');
    const { revision } = await facet.client.project.read({ projectId });
    await sleep(300);
    expect((await facet.client.project.read({ projectId })).revision).toBeGreaterThan(revision);
    await facet.kill();
    await editing;
  });

  it.each(moments(9000))(
    '%i ms into an export is started again and the export is finished',
    { timeout: limitMs },
    async (momentMs) => {
      const path = await copyProject(prepared(), join(folder, `engine-export-${momentMs}.facet`));
      const outputPath = join(folder, `engine-export-${momentMs}.mp4`);
      const facet = await serve();
      const projectId = await openAndStay(facet.client, path);
      const { jobId } = await facet.client.export.start({
        projectId,
        outputPath,
        preset: 'draft',
        canReplaceOutput: false,
      });
      await sleep(momentMs);
      process.kill(await facet.enginePid(), 'SIGKILL');
      await endOf(facet.client, jobId);
      expect(await frameCountIn(outputPath)).toBe(await frameCountIn(media.video));
      await facet.kill();
    },
  );
});
