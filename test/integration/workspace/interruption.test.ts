import { mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../api/client.ts';
import type { ClientOf } from '../../../api/client.ts';
import { contract } from '../../../api/contract.ts';
import type { Contract } from '../../../api/contract.ts';
import type { JobValue } from '../../../api/jobs.ts';
import { noShell, openHost } from '../../../main/host.ts';
import { inProcess } from '../../contract/hosts.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

/** Exports of the sample that something gets in the way of, with the real engine. */
describe.skipIf(noFfmpeg)(`an export that is interrupted${ffmpegNote}`, () => {
  let home = '';
  let projectPath = '';
  const outputPath = () => join(home, 'film.mp4');

  /** One run of the application. */
  const aRun = async () => {
    let enginePid = 0;
    const host = await openHost({
      host: 'test',
      env: { ...process.env, FACET_HOME: home, FACET_CACHE: join(home, 'cache') },
      shell: noShell,
      onLog: (line) => {
        const pid = /engine is ready \(process (\d+)/.exec(line)?.[1];
        if (pid !== undefined) enginePid = Number(pid);
      },
    });
    const { transport } = await inProcess(host.router);
    return { host, client: createClient(contract, transport), enginePid: () => enginePid };
  };

  /** Waits until the export is as wanted; answers it. */
  const exportWhen = async (client: ClientOf<Contract>, isWanted: (job: JobValue) => boolean): Promise<JobValue> => {
    for await (const { jobs } of client.jobs.watch({})) {
      const job = jobs.find(({ kind }) => kind === 'export');
      if (job !== undefined && isWanted(job)) return job;
    }
    throw new Error('the watch ended');
  };
  const isEnded = ({ state }: JobValue) => state === 'done' || state === 'failed' || state === 'cancelled';
  const isRendering = ({ state, progress }: JobValue) =>
    state === 'running' && progress !== null && progress.phase === 'render' && progress.doneFrames > 0;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'facet-interrupted-'));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('goes on by itself when the engine is killed in the middle of it', async () => {
    const { host, client, enginePid } = await aRun();
    try {
      const { projectId } = await client.project.createSample({});
      projectPath = (await client.project.read({ projectId })).path;
      await client.export.start({ projectId, outputPath: outputPath(), preset: 'draft', canReplaceOutput: false });
      await exportWhen(client, isRendering);
      process.kill(enginePid(), 'SIGKILL');
      const job = await exportWhen(client, isEnded);
      expect(job).toMatchObject({ state: 'done', failure: null });
      expect(JSON.stringify(job.notices)).toContain('engine stopped');
      expect((await stat(outputPath())).size).toBe(job.outputBytes);
    } finally {
      await host.close();
    }
  });

  it('waits in the next run when the application ends in the middle of it, and goes on when resumed', async () => {
    const first = await aRun();
    const { projectId } = await first.client.project.open({ path: projectPath });
    const request = { projectId, outputPath: outputPath(), preset: 'standard', canReplaceOutput: true } as const;
    const { jobId } = await first.client.export.start(request);
    await exportWhen(first.client, isRendering);
    await first.host.close();

    const { host, client } = await aRun();
    try {
      await client.project.open({ path: projectPath });
      expect(await exportWhen(client, () => true)).toMatchObject({ jobId, state: 'paused' });
      await client.jobs.resume({ jobId });
      const job = await exportWhen(client, isEnded);
      expect(job).toMatchObject({ state: 'done', failure: null });
      expect((await stat(outputPath())).size).toBe(job.outputBytes);
    } finally {
      await host.close();
    }
  });
});
