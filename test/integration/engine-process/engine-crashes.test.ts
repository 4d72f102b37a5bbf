import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SceneFile } from '../../../core/project/scene.ts';
import { loadAnalysis } from '../../../main/engine/artifacts/analysis-files.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { openEngineBench, resultOf } from '../../support/open-engine.ts';
import type { EngineBench } from '../../support/open-engine.ts';
import { processesIn } from '../../support/run-facet.ts';
import { noFfmpeg } from '../../support/system-ffmpeg.ts';

const reason = noFfmpeg || noClips;

// A shared machine may be ten times slower than a free one; nothing here is about speed.
const limits = { timeout: 600_000 };

describe.skipIf(reason)(`an engine process that is killed${reason ? ` (skipped: ${reason})` : ''}`, limits, () => {
  let bench: EngineBench;
  let face: SceneFile;
  let turn = 0;
  beforeAll(() => {
    // Killed far more often than a user's engine ever is.
    bench = openEngineBench({ restartBudget: { noteCrash: () => 0, reset: () => undefined } });
    const clip = clipPath('test/LatentSync__assets_demo1_video.mp4');
    face = bench.make('face.mp4', ['-t', '6', '-i', clip, '-vf', 'scale=360:-2', '-preset', 'veryfast']);
  });
  afterAll(() => bench.close());

  /** The same video under a key that nothing was made for yet. */
  const freshVideo = (): SceneFile => ({ ...face, contentKey: `fresh-${turn++}` });
  const ffmpegs = async () => (await processesIn(bench.folder)).filter((words) => /ffmpeg|ffprobe/.test(words));
  const nothingRuns = () => vi.waitFor(async () => expect(await ffmpegs()).toEqual([]), { timeout: 10_000 });
  const finished = () => readdirSync(bench.cacheFolder).filter((name) => name !== '.work');

  it('ends the call with engine.crashed, is started again, and makes the analysis at the next call', async () => {
    const { pid } = await bench.link.client.engine.hello({});
    const video = freshVideo();
    let frames = 0;
    const running = resultOf(bench.link.client.engine.analyse({ video }), (item) => {
      if ('progress' in item && ++frames === 2) process.kill(pid, 'SIGKILL');
    });
    await expect(running).rejects.toMatchObject({
      code: 'engine.crashed',
      message: expect.stringContaining('SIGKILL'),
    });
    await nothingRuns();
    const summary = await resultOf(bench.link.client.engine.analyse({ video }));
    expect(summary.faces).toHaveLength(1);
    expect(bench.link.state).toMatchObject({ state: 'ready', restarts: 1 });
    expect((await bench.link.client.engine.hello({})).pid).not.toBe(pid);
  });

  it('finds what was made before the crash', async () => {
    const video = freshVideo();
    const before = await resultOf(bench.link.client.engine.analyse({ video }));
    const { restarts } = bench.link.state;
    process.kill((await bench.link.client.engine.hello({})).pid, 'SIGKILL');
    await vi.waitFor(() => expect(bench.link.state.restarts).toBe(restarts + 1));
    const kinds: string[] = [];
    const after = await resultOf(bench.link.client.engine.analyse({ video }), (item) =>
      kinds.push(Object.keys(item)[0]),
    );
    expect(after).toEqual(before);
    expect(kinds).toEqual(['result']);
  });

  it('stops work when it is cancelled and stays alive', async () => {
    const { pid } = await bench.link.client.engine.hello({});
    const controller = new AbortController();
    const before = finished();
    const running = resultOf(
      bench.link.client.engine.analyse({ video: freshVideo() }, { signal: controller.signal }),
      (item) => 'progress' in item && controller.abort(),
    );
    await expect(running).rejects.toMatchObject({ code: 'job.cancelled' });
    await nothingRuns();
    await vi.waitFor(() => expect(readdirSync(join(bench.cacheFolder, '.work'))).toEqual([]), { timeout: 10_000 });
    expect(finished()).toEqual(before);
    expect((await bench.link.client.engine.hello({})).pid).toBe(pid);
  });

  it('leaves the cache whole and no program behind, whenever it is killed', async () => {
    // Evenly spread over start-up, decoding, tracking and saving; the order of the machine's own delays adds the chance.
    for (let kill = 0; kill < 20; kill++) {
      const { pid } = await bench.link.client.engine.hello({});
      const running = resultOf(bench.link.client.engine.analyse({ video: freshVideo() })).then(
        () => 'finished',
        (failure: unknown) => (failure as { code: string }).code,
      );
      await new Promise((resolve) => setTimeout(resolve, kill * 120));
      process.kill(pid, 'SIGKILL');
      expect(['finished', 'engine.crashed']).toContain(await running);
      await nothingRuns();
      for (const key of finished()) (await loadAnalysis(join(bench.cacheFolder, key), face.path)).close();
    }
    const summary = await resultOf(bench.link.client.engine.analyse({ video: freshVideo() }));
    expect(summary.faces).toHaveLength(1);
    // What the killed processes were making is gone, too.
    expect(readdirSync(join(bench.cacheFolder, '.work'))).toEqual([]);
  });
});
