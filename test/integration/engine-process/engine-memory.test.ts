import { readFileSync } from 'node:fs';
import { platform } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SceneFile } from '../../../core/project/scene.ts';
import { launchByFork } from '../../../main/engine-process/launch-by-fork.ts';
import { openEngineBench, resultOf } from '../../support/open-engine.ts';
import type { EngineBench } from '../../support/open-engine.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { noFfmpeg } from '../../support/system-ffmpeg.ts';

const reason = noFfmpeg || noClips || (platform === 'linux' ? false : 'memory is read from /proc');

describe.skipIf(reason)(`memory of an engine process${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let bench: EngineBench;
  let face: SceneFile;
  beforeAll(() => {
    bench = openEngineBench({ launch: launchByFork({ nodeWords: ['--max-old-space-size=128'] }) });
    const clip = clipPath('test/LatentSync__assets_demo1_video.mp4');
    face = bench.make('face.mp4', ['-t', '1', '-i', clip, '-vf', 'scale=360:-2', '-preset', 'veryfast']);
  });
  afterAll(() => bench.close());

  const status = (pid: number, field: string) => {
    const match = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(match?.[1]) / 1024;
  };

  // A shared machine may be ten times slower than a free one; nothing here is about speed.
  it('does not grow with the number of calls', { timeout: 900_000 }, async () => {
    const { engine } = bench.link.client;
    const { pid } = await engine.hello({});
    let turn = 0;
    const everything = async () => {
      const video = { ...face, contentKey: `turn-${turn++}` };
      await engine.probe({ path: video.path });
      await resultOf(engine.analyse({ video }));
      await resultOf(engine.analyse({ video }));
      await resultOf(engine.measurePeaks({ file: video }));
      await engine.takeThumbnails({ video, timesSec: [0, 0.4, 0.8] });
      const voices = [{ file: video, startSec: 0, sourceStartSec: 0, durationSec: 1, gainDb: 0 }];
      await resultOf(engine.mixVoices({ voices, durationSec: 1 }));
      return status(pid, 'VmRSS');
    };
    const sizes: number[] = [];
    for (let n = 0; n < 18; n++) sizes.push(await everything());
    const mean = (part: readonly number[]) => part.reduce((sum, size) => sum + size, 0) / part.length;
    process.stdout.write(`engine process, MiB after each turn: ${sizes.map(Math.round).join(' ')}\n`);
    // The first six turns fill pools; afterwards a leak of one picture (360 x 640 in float) a turn would show as 16 MB.
    expect(mean(sizes.slice(12)) - mean(sizes.slice(6, 12))).toBeLessThan(10);
    expect(bench.link.state.restarts).toBe(0);
  });
});
