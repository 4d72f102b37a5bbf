import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SceneFile } from '../../../core/project/scene.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { openEngineBench, resultOf } from '../../support/open-engine.ts';
import type { EngineBench } from '../../support/open-engine.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const bars = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=3'];
const tone = ['-f', 'lavfi', '-i', 'sine=440:d=3:r=44100'];

// A shared machine may be ten times slower than a free one; nothing here is about speed.
const limits = { timeout: 600_000 };

describe.skipIf(noFfmpeg)(`a real engine process${ffmpegNote}`, limits, () => {
  let bench: EngineBench;
  let video: SceneFile;
  beforeAll(async () => {
    bench = openEngineBench();
    video = bench.make('bars.mp4', [...bars, ...tone, '-pix_fmt', 'yuv420p', '-shortest']);
  });
  afterAll(() => bench.close());
  const fileOf = (key: string, name: string) => join(bench.cacheFolder, key, name);

  it('says what runs in it', async () => {
    const facts = await bench.link.client.engine.hello({});
    expect(facts).toMatchObject({ executionProvider: 'cpu', mediaRunner: expect.stringContaining('ffmpeg') });
    expect(facts.pid).not.toBe(process.pid);
    expect(bench.link.state).toMatchObject({ state: 'ready', mediaRunner: facts.mediaRunner });
  });

  it('looks into a file', async () => {
    expect(await bench.link.client.engine.probe({ path: video.path })).toMatchObject({
      durationSec: 3,
      picture: { widthPx: 640, heightPx: 360, frameCount: 75, frameRate: { num: 25, den: 1 }, codec: 'h264' },
      sound: { sampleRateHz: 44_100, channels: 1, codec: 'aac' },
    });
  });

  it('answers bad input with a code and a sentence', async () => {
    await expect(bench.link.client.engine.probe({ path: join(bench.folder, 'none.mp4') })).rejects.toMatchObject({
      code: 'media.not-found',
      message: 'The file does not exist.',
    });
    const silent = bench.make('mute.mp4', [...bars, '-pix_fmt', 'yuv420p']);
    await expect(resultOf(bench.link.client.engine.measurePeaks({ file: silent }))).rejects.toMatchObject({
      code: 'media.no-audio',
    });
    const tenBit = bench.make('ten.mp4', [...bars, '-pix_fmt', 'yuv420p10le']);
    await expect(bench.link.client.engine.probe({ path: tenBit.path })).rejects.toMatchObject({
      code: 'media.unsupported-bit-depth',
    });
  });

  it('finds a video without faces worth a summary, not a failure', async () => {
    const summary = await resultOf(bench.link.client.engine.analyse({ video }));
    expect(summary).toMatchObject({ frameCount: 75, faces: [] });
    expect(summary.findings.map(({ severity }) => severity)).toContain('blocker');
    expect(statSync(fileOf(summary.artifactKey, 'frame-times.f64')).size).toBe(75 * 8);
  });

  it('streams health checks', async () => {
    const names: string[] = [];
    for await (const check of bench.link.client.health.examine({})) names.push(check.name);
    expect(names).toContain('ffmpeg');
  });

  it('measures peaks once and answers from the cache the second time', async () => {
    const kinds: string[] = [];
    const first = await resultOf(bench.link.client.engine.measurePeaks({ file: video }), (item) =>
      kinds.push(Object.keys(item)[0]),
    );
    expect(kinds).toContain('progress');
    expect(first.peaksPerSec).toBe(100);
    const again: string[] = [];
    const second = await resultOf(bench.link.client.engine.measurePeaks({ file: video }), (item) =>
      again.push(Object.keys(item)[0]),
    );
    expect(second).toEqual(first);
    expect(again).toEqual(['result']);
  });

  it('takes a still picture at every door, as a video of the length that it is asked for', async () => {
    const { engine } = bench.link.client;
    const odd = ['-f', 'lavfi', '-i', 'testsrc2=s=322x242', '-frames:v', '1', '-vf', 'crop=321:241:0:0:exact=1'];
    const still = bench.make('still.png', [...odd, '-pix_fmt', 'rgb24']);
    expect(await engine.probe({ path: still.path })).toMatchObject({
      durationSec: 0,
      picture: { widthPx: 320, heightPx: 240, frameCount: 1, frameRate: { num: 25, den: 1 } },
      sound: null,
    });
    const shown = { ...still, stillSec: 2 };
    expect(await resultOf(engine.analyse({ video: shown }))).toMatchObject({ frameCount: 50, faces: [] });
    const { artifactKey: proxyKey } = await resultOf(engine.makeProxy({ video: shown }));
    expect(await engine.probe({ path: fileOf(proxyKey, 'proxy.mp4') })).toMatchObject({ picture: { frameCount: 50 } });
    const { artifactKey } = await engine.takeThumbnails({ video: shown, timesSec: [0, 1.9] });
    expect(readFileSync(fileOf(artifactKey, '1.jpg'))).toEqual(readFileSync(fileOf(artifactKey, '0.jpg')));
    await expect(resultOf(engine.measurePeaks({ file: shown }))).rejects.toMatchObject({ code: 'media.no-audio' });
    await expect(resultOf(engine.analyse({ video: still }))).rejects.toMatchObject({ code: 'media.still-picture' });
  });

  it('says what is missing of checkpoint files', async () => {
    const request = { folder: bench.folder, packId: 'mine', precision: 'fp32', canReplace: false } as const;
    await expect(resultOf(bench.link.client.engine.importPdfgc(request))).rejects.toMatchObject({
      code: 'models.checkpoint-missing',
    });
  });

  it.skipIf(noClips)(
    `keeps the factors of a face as the contract says${noClips ? ` (skipped: ${noClips})` : ''}`,
    async () => {
      const clip = clipPath('test/LatentSync__assets_demo1_video.mp4');
      const face = bench.make('face.mp4', ['-t', '2', '-i', clip, '-vf', 'scale=360:-2', '-preset', 'veryfast']);
      const summary = await resultOf(bench.link.client.engine.analyse({ video: face }));
      expect(summary.faces).toHaveLength(1);
      const [{ faceNumber, presentFrames, stretches }] = summary.faces;
      const bytes = readFileSync(fileOf(summary.artifactKey, `factors-${faceNumber}.f32`));
      expect(bytes.length).toBe(summary.frameCount * 18 * 4);
      const rows = new Float32Array(new Uint8Array(bytes).buffer);
      const seen = Array.from({ length: summary.frameCount }, (_, t) => !Number.isNaN(rows[t * 18]));
      expect(seen.filter(Boolean)).toHaveLength(presentFrames);
      expect(stretches.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0)).toBe(presentFrames);
      for (const { box } of stretches) {
        expect(box.widthPx).toBeGreaterThan(20);
        expect(box.x + box.widthPx).toBeLessThan(400);
      }
    },
  );
});
