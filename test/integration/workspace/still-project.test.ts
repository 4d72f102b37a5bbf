import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../api/client.ts';
import type { ClientOf } from '../../../api/client.ts';
import { contract } from '../../../api/contract.ts';
import type { Contract } from '../../../api/contract.ts';
import type { JobValue } from '../../../api/jobs.ts';
import { noShell, openHost } from '../../../main/host.ts';
import type { Host } from '../../../main/host.ts';
import { inProcess } from '../../contract/hosts.ts';
import { importTinyPack } from '../../support/pdfgc-tiny.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const examples = resolve(import.meta.dirname, '../../../examples');

/** A still picture from its import to its film: real store, engine process, ffmpeg, and a generative pack of small networks. */
describe.skipIf(noFfmpeg)(`a project of a still picture${ffmpegNote}`, () => {
  let home = '';
  let host: Host;
  let client: ClientOf<Contract>;
  let projectId = '';
  let stillId = '';

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'facet-still-'));
    const arguments_ = ['-v', 'error', '-i', join(examples, 'sample-talk.mp4'), '-frames:v', '1'];
    spawnSync('ffmpeg', [...arguments_, join(home, 'portrait.png')], { stdio: 'inherit' });
    host = await openHost({
      host: 'test',
      env: { ...process.env, FACET_HOME: home, FACET_CACHE: join(home, 'cache') },
      shell: noShell,
    });
    const { transport } = await inProcess(host.router);
    client = createClient(contract, transport);
  });

  afterAll(async () => {
    await host.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** Waits until every job has ended; answers them. */
  const jobsEnded = async (): Promise<readonly JobValue[]> => {
    // A rest after lines changed belongs to the work: quiet means quiet for longer than that.
    for (let quietLooks = 0; ;) {
      for await (const { jobs } of client.jobs.watch({})) {
        const isBusy = jobs.some(({ state }) => state === 'queued' || state === 'running');
        quietLooks = isBusy ? 0 : quietLooks + 1;
        if (quietLooks > 3) return jobs;
        if (!isBusy) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  it('takes a generative pack that came while the studio runs, and shows the picture as a video', async () => {
    expect((await client.models.list({})).map(({ id }) => id)).toEqual(['atlas']);
    await importTinyPack(join(home, 'packs', 'tiny'));
    const [{ id: packId }] = (await client.models.list({})).filter(({ kind }) => kind === 'pdfgc');
    expect(await client.models.verify({ packId })).toMatchObject({ state: 'verified' });
    ({ projectId } = await client.project.create({ name: 'Portrait', path: join(home, 'portrait.facet') }));
    // A watcher keeps it open, as a page does.
    void (async () => {
      for await (const _event of client.project.watch({ projectId }));
    })().catch(() => undefined);
    const paths = [join(home, 'portrait.png'), join(examples, 'sample-voice.wav')];
    const [still, voice] = await client.media.import({ projectId, paths });
    expect(still.notice?.saying.code).toBe('import.still-pack-chosen');
    stillId = still.assetId ?? '';
    const { document } = await client.project.read({ projectId });
    expect(document.settings.project).toMatchObject({ videoAssetId: stillId, packId });
    expect(document.assets[stillId]).toMatchObject({ stillSec: 10, summary: { durationSec: 10, sound: null } });
    const after = { ...document.assets[stillId], stillSec: 2 };
    const take = { takeId: 'take-1', assetId: voice.assetId ?? '', sourceStartSec: 0, durationSec: 1.5 };
    const line = {
      lineId: 'line-1',
      faceNumber: 1,
      text: 'Maybe',
      startSec: 0.75,
      gainDb: 0,
      isMuted: false,
      takes: [take],
      activeTakeId: 'take-1',
      textDurationSec: 0,
    };
    await client.edit.apply({
      projectId,
      label: 'Place the voice',
      gestureId: null,
      wishes: [
        { collection: 'assets', id: stillId, after },
        { collection: 'lines', id: 'line-1', after: line },
      ],
    });
    expect((await client.project.read({ projectId })).document.assets[stillId].stillSec).toBe(3);
  });

  it('has pictures, a film to play and a face, all as long as its line needs', async () => {
    expect((await jobsEnded()).filter(({ failure }) => failure !== null)).toEqual([]);
    const located = await client.media.locate({ projectId, assetId: stillId });
    expect(located).toMatchObject({ isPlayable: false, peaks: null });
    expect(located.thumbnailUrls).toHaveLength(32);
    expect(await host.resolveResource(located.proxyUrl ?? '')).not.toBeNull();
    const analysis = await client.analysis.read({ projectId, assetId: null });
    expect(analysis?.summary).toMatchObject({ frameCount: 75, faces: [{ faceNumber: 1, presentFrames: 75 }] });
  });

  it('is exported with the length that it has, and says where the generator ran', async () => {
    const plan = await client.export.plan({ projectId, preset: 'draft' });
    expect(plan).toMatchObject({ frameCount: 75, changedFrames: 75 });
    expect(plan.findings.filter(({ severity }) => severity === 'blocker')).toEqual([]);
    const outputPath = join(home, 'film.mp4');
    await client.export.start({ projectId, outputPath, preset: 'draft', canReplaceOutput: false });
    const jobs = await jobsEnded();
    expect(jobs.find(({ kind }) => kind === 'export')).toMatchObject({ state: 'done', failure: null, outputPath });
    const counting = ['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames'];
    const counted = spawnSync('ffprobe', [...counting, '-of', 'csv=p=0', outputPath], { encoding: 'utf8' });
    expect(counted.stdout.trim()).toBe('75');
    for await (const { engine } of client.jobs.watch({})) {
      expect(engine.networks).toMatchObject({ executionProvider: 'cpu' });
      break;
    }
  });

  it('opens without its pack, says so, and refuses to export until another is chosen', async () => {
    const { document } = await client.project.read({ projectId });
    const { packId } = document.settings.project;
    await expect(client.models.remove({ packId })).rejects.toMatchObject({ code: 'models.in-use' });
    rmSync(join(home, 'packs', 'tiny'), { recursive: true });
    const { noticeSaying, mode } = await client.project.read({ projectId });
    expect([mode, noticeSaying?.code]).toEqual(['editing', 'project.pack-absent']);
    const request = {
      projectId,
      outputPath: join(home, 'other.mp4'),
      preset: 'draft',
      canReplaceOutput: false,
    } as const;
    await expect(client.export.start(request)).rejects.toMatchObject({ code: 'models.not-found', details: { packId } });
  });
});
