import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../api/client.ts';
import type { ClientOf } from '../../../api/client.ts';
import { contract } from '../../../api/contract.ts';
import type { Contract } from '../../../api/contract.ts';
import type { JobValue } from '../../../api/jobs.ts';
import { noShell, openHost } from '../../../main/host.ts';
import type { Host } from '../../../main/host.ts';
import { inProcess } from '../../contract/hosts.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

/** The whole studio as a page meets it: real store, cache, engine process, ffmpeg and networks, on the sample that comes with it. */
describe.skipIf(noFfmpeg)(`a host with its real engine${ffmpegNote}`, () => {
  let home = '';
  let host: Host;
  let client: ClientOf<Contract>;
  let projectId = '';
  const log: string[] = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'facet-host-'));
    host = await openHost({
      host: 'test',
      env: { ...process.env, FACET_HOME: home, FACET_CACHE: join(home, 'cache') },
      shell: noShell,
      onLog: (line) => log.push(line),
    });
    const { transport } = await inProcess(host.router);
    client = createClient(contract, transport);
  });

  afterAll(async () => {
    await host.close();
    rmSync(home, { recursive: true, force: true });
  });

  const bytesBehind = async (url: string) => {
    const path = await host.resolveResource(url);
    return path === null ? null : readFile(path);
  };

  /** Waits until every job has ended; answers them. */
  const jobsEnded = async (): Promise<readonly JobValue[]> => {
    const controller = new AbortController();
    // A rest after lines changed belongs to the work: quiet means quiet for longer than that.
    for (let quietLooks = 0; ;) {
      for await (const { jobs } of client.jobs.watch({}, { signal: controller.signal })) {
        const isBusy = jobs.some(({ state }) => state === 'queued' || state === 'running');
        quietLooks = isBusy ? 0 : quietLooks + 1;
        if (quietLooks > 3) return jobs;
        if (!isBusy) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  it('makes a project of the sample: files copied and imported, waveforms and thumbnails made', async () => {
    ({ projectId } = await client.project.createSample({}));
    // A watcher keeps it open, as a page does.
    void (async () => {
      for await (const _event of client.project.watch({ projectId }));
    })().catch(() => undefined);
    const state = await client.project.read({ projectId });
    expect(
      Object.values(state.document.assets)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['video', 'voice']);
    expect((await jobsEnded()).filter(({ failure }) => failure !== null)).toEqual([]);
    const assetId = state.document.settings.project.videoAssetId ?? '';
    const located = await client.media.locate({ projectId, assetId });
    expect((await bytesBehind(located.fileUrl))?.byteLength).toBe(594_044);
    const peaks = await bytesBehind(located.peaks?.url ?? '');
    expect((peaks?.byteLength ?? 0) / 4).toBeGreaterThan(700);
    expect((await bytesBehind(located.thumbnailUrls[0]))?.subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8));
    const sound = await client.media.locateDubSound({ projectId });
    expect((await bytesBehind(sound?.soundUrl ?? ''))?.byteLength).toBeGreaterThan(10_000);
  });

  it('has the video analysed by its import and says what the voice makes of the lips', async () => {
    const jobs = await jobsEnded();
    expect(jobs.filter(({ failure }) => failure !== null)).toEqual([]);
    const analysis = await client.analysis.read({ projectId, assetId: null });
    expect(analysis?.summary).toMatchObject({ frameCount: 187, faces: [{ faceNumber: 1 }] });
    const factors = await bytesBehind(`${analysis?.filesUrl ?? ''}factors-1.f32`);
    expect(factors?.byteLength).toBe(187 * 18 * 4);
    const dub = await client.analysis.readDubTracks({ projectId });
    const lips = await bytesBehind(`${dub?.filesUrl ?? ''}${dub?.tracks.faces[0].lipFile ?? ''}`);
    expect(lips?.byteLength).toBe(187 * 4 * 4);
  });

  it('shows changed pixels of frames before anything is exported', async () => {
    let patchCount = 0;
    for await (const chunk of client.synthesis.preview({ projectId, startFrame: 20, endFrame: 32 })) {
      const bytes = chunk.url === null ? null : await bytesBehind(chunk.url);
      for (const { byteOffset, widthPx, heightPx } of chunk.patches) {
        expect(bytes?.byteLength).toBeGreaterThanOrEqual(byteOffset + widthPx * heightPx * 4);
        patchCount += 1;
      }
    }
    expect(patchCount).toBeGreaterThan(0);
  });

  it('exports what it planned, and remembers how long it took', async () => {
    const plan = await client.export.plan({ projectId, preset: 'draft' });
    expect(plan.findings.filter(({ severity }) => severity === 'blocker')).toEqual([]);
    expect(plan).toMatchObject({ frameCount: 187 });
    const outputPath = join(home, 'film.mp4');
    const request = { projectId, outputPath, preset: 'draft', canReplaceOutput: false } as const;
    const { jobId } = await client.export.start(request);
    const job = (await jobsEnded()).find((one) => one.jobId === jobId);
    expect(job).toMatchObject({ state: 'done', failure: null, outputPath });
    expect((await stat(outputPath)).size).toBe(job?.outputBytes);
    await expect(client.export.start(request)).rejects.toMatchObject({ code: 'cli.output-exists' });
    const again = await client.export.plan({ projectId, preset: 'draft' });
    expect(again.estimatedBytes).toBeCloseTo(job?.outputBytes ?? 0, -1);
  });

  it('keeps a foreign pass, a foreign project and a path out', async () => {
    expect(await host.resolveResource('resource/0000/artifact/key/peaks.f32')).toBeNull();
    const { fileUrl } = await client.media.locate({
      projectId,
      assetId: Object.keys((await client.project.read({ projectId })).document.assets)[0],
    });
    expect(await host.resolveResource(fileUrl.replace(projectId, 'other'))).toBeNull();
    expect(await host.resolveResource(`${fileUrl}/../../../etc/passwd`)).toBeNull();
  });

  it('reports no bug and no engine crash on the way', () => {
    expect(log.filter((line) => line.startsWith('error: '))).toEqual([]);
  });
});
