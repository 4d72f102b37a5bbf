import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SceneFile } from '../../../core/project/scene.ts';
import { openEngineBench, resultOf } from '../../support/open-engine.ts';
import type { EngineBench } from '../../support/open-engine.ts';
import { processesIn } from '../../support/run-facet.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const root = resolve(import.meta.dirname, '../../..');

// A shared machine may be ten times slower than a free one; nothing here is about speed.
const limits = { timeout: 600_000 };

describe.skipIf(noFfmpeg)(`programs of an engine that is gone${ffmpegNote}`, limits, () => {
  let bench: EngineBench;
  let video: SceneFile;
  beforeEach(() => {
    bench = openEngineBench();
    // A file to a file, and far more work than the test waits for: only the end of the engine can end it so soon.
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=5'];
    bench.make('short.mp4', [...source, '-pix_fmt', 'yuv420p', '-preset', 'ultrafast']);
    const loop = ['-stream_loop', '100', '-i', join(bench.folder, 'short.mp4'), '-c', 'copy'];
    video = bench.make('long.mp4', loop);
  });
  afterEach(() => bench.close());
  const proxies = async () => (await processesIn(bench.folder)).filter((words) => words.includes('proxy.mp4'));

  it('end with it when it is killed', async () => {
    const { pid } = await bench.link.client.engine.hello({});
    const running = resultOf(bench.link.client.engine.makeProxy({ video }), (item) => {
      if ('progress' in item) process.kill(pid, 'SIGKILL');
    });
    await expect(running).rejects.toMatchObject({ code: 'engine.crashed' });
    await vi.waitFor(async () => expect(await proxies()).toEqual([]), { timeout: 10_000 });
  });

  it('end when the call is cancelled', async () => {
    const controller = new AbortController();
    const running = resultOf(
      bench.link.client.engine.makeProxy({ video }, { signal: controller.signal }),
      (item) => 'progress' in item && controller.abort(),
    );
    await expect(running).rejects.toMatchObject({ code: 'job.cancelled' });
    await vi.waitFor(async () => expect(await proxies()).toEqual([]), { timeout: 10_000 });
    expect(bench.link.state).toMatchObject({ state: 'ready', restarts: 0 });
  });

  it.each(['the process that wrote them is killed alone', 'its host is killed'])('end when %s', async (how) => {
    const isAlone = how.includes('alone');
    writeFileSync(
      join(bench.folder, 'host.ts'),
      isAlone
        ? `import { makeMediaRunner, FfmpegMediaReader } from '${root}/main/engine/media/index.ts';
           import { writeProxy } from '${root}/main/engine/media/proxy.ts';
           const runner = await makeMediaRunner();
           const info = await new FfmpegMediaReader(runner).probe('${video.path}');
           await writeProxy(runner, info, '${bench.folder}/proxy.mp4', undefined, () => process.stdout.write('.'));`
        : `import { createEngineLink } from '${root}/main/engine-process/engine-link.ts';
           import { launchByFork } from '${root}/main/engine-process/launch-by-fork.ts';
           const link = createEngineLink({ launch: launchByFork(), executionProvider: 'auto', cacheFolder: '${bench.cacheFolder}2' });
           const video = ${JSON.stringify(video)};
           for await (const item of link.client.engine.makeProxy({ video })) process.stdout.write('.');`,
    );
    const host = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(bench.folder, 'host.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((seen) => host.stdout.once('data', seen));
    expect(await proxies()).toHaveLength(1);
    host.kill('SIGKILL');
    const left = async () =>
      (await processesIn(bench.folder)).filter((words) => /proxy\.mp4|cache2|host\.ts/.test(words));
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 10_000 });
  });
});
