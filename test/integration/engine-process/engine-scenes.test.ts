import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scene } from '../../../core/project/scene.ts';
import { openEngineBench, resultOf } from '../../support/open-engine.ts';
import type { EngineBench } from '../../support/open-engine.ts';
import { processesIn } from '../../support/run-facet.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { noFfmpeg } from '../../support/system-ffmpeg.ts';

const reason = noFfmpeg || noClips;

// A shared machine may be ten times slower than a free one; nothing here is about speed.
const limits = { timeout: 600_000 };

describe.skipIf(reason)(`scenes in an engine process${reason ? ` (skipped: ${reason})` : ''}`, limits, () => {
  let bench: EngineBench;
  let scene: Scene;
  beforeAll(() => {
    bench = openEngineBench();
    const clip = clipPath('test/LatentSync__assets_demo1_video.mp4');
    const video = bench.make('face.mp4', ['-t', '3', '-i', clip, '-vf', 'scale=360:-2', '-preset', 'veryfast']);
    const file = bench.make('voice.wav', ['-t', '3', '-i', clip, '-af', 'areverse', '-ar', '16000', '-ac', '1']);
    const voice = { file, startSec: 0, sourceStartSec: 0, durationSec: 3, gainDb: 0 };
    scene = {
      video,
      people: [{ faceNumber: 1, voices: [voice], edits: [] }],
      factorSources: {},
      packId: 'atlas',
      expressionWindowFrames: 1,
      canAdapt: false,
    };
  }, limits.timeout);
  afterAll(() => bench.close());

  const requestOf = (name: string) => ({
    scene,
    soundtrack: { voices: scene.people[0].voices, originalSoundDb: null },
    outputPath: join(bench.folder, name),
    canReplaceOutput: false,
    preset: 'draft' as const,
    isMarked: true,
  });

  it('says what the voice makes of the lips', async () => {
    const tracks = await resultOf(bench.link.client.engine.readDubTracks({ scene }));
    expect(tracks.faces.map(({ faceNumber }) => faceNumber)).toEqual([1]);
    const [{ lipFile, activityFile }] = tracks.faces;
    const folder = join(bench.cacheFolder, tracks.artifactKey);
    expect(statSync(join(folder, lipFile)).size).toBe(statSync(join(folder, activityFile)).size * 4);
  });

  it('draws patches of the frames that are asked for', async () => {
    let patches = 0;
    for await (const chunk of bench.link.client.engine.preview({ scene, startFrame: 10, endFrame: 20 })) {
      if (chunk.artifactKey === null) continue;
      const bytes = readFileSync(join(bench.cacheFolder, chunk.artifactKey, chunk.file));
      for (const { frameIndex, byteOffset, widthPx, heightPx } of chunk.patches) {
        expect(frameIndex).toBeGreaterThanOrEqual(10);
        expect(frameIndex).toBeLessThan(20);
        expect(byteOffset + widthPx * heightPx * 4).toBeLessThanOrEqual(bytes.length);
        patches++;
      }
    }
    expect(patches).toBeGreaterThan(0);
  });

  it('finishes an export that a crash has interrupted, when it is asked again', async () => {
    const { pid } = await bench.link.client.engine.hello({});
    const request = requestOf('dub.mp4');
    let hasBegun = false;
    const interrupted = resultOf(bench.link.client.engine.export(request), (item) => {
      const isDrawing = 'progress' in item && item.progress.phase !== 'voice' && item.progress.doneFrames > 3;
      if (isDrawing && !hasBegun) process.kill(pid, 'SIGKILL');
      hasBegun ||= isDrawing;
    });
    await expect(interrupted).rejects.toMatchObject({ code: 'engine.crashed' });
    expect(existsSync(request.outputPath)).toBe(false);
    const left = async () => (await processesIn(bench.folder)).filter((words) => /ffmpeg/.test(words));
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 10_000 });
    const done = await resultOf(bench.link.client.engine.export(request));
    expect(done).toMatchObject({ outputPath: request.outputPath, sizeBytes: statSync(request.outputPath).size });
    const before = await bench.link.client.engine.probe({ path: scene.video.path });
    const after = await bench.link.client.engine.probe({ path: request.outputPath });
    expect(after.picture?.frameCount).toBe(before.picture?.frameCount);
    expect(done.changedFrames).toBeGreaterThan(0);
  });
});
