import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import { FfmpegMediaReader, type MediaRunner } from '../../../main/engine/media/index.ts';
import { makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { readFrameMarks } from '../../fixtures/media/read-media.ts';
import { nativeRunnerOrNull, wasmRunner } from '../../fixtures/media/runners.ts';

const native = await nativeRunnerOrNull();
const wasm = await wasmRunner();
const maker = native ?? wasm;
const media = makeMediaFolder();
afterAll(media.remove);

beforeAll(async () => {
  const options = { rate: '30000/1001', seconds: 4, words: ['-g', '25', '-bf', '2'] };
  await makePicture(maker, media.path('long.mp4'), options);
  await makePicture(maker, media.path('long.mkv'), options);
  await makePicture(maker, media.path('long.ts'), options);
  await makePicture(maker, media.path('late.mp4'), { words: ['-output_ts_offset', '0.5'] });
});

describe.each([
  ['native', native],
  ['wasm', wasm],
] as [string, MediaRunner | null][])('reading frames (%s)', (kind, maybe) => {
  const test = it.skipIf(!maybe);
  const runner = maybe ?? wasm;
  const reader = new FfmpegMediaReader(runner);

  test.each(['long.mp4', 'long.mkv', 'long.ts'])(
    'gives every frame of %s once, in order, with its time',
    async (name) => {
      const info = await reader.probe(media.path(name));
      const marks = await readFrameMarks(runner, info);
      expect(marks.length).toBe(120);
      expect(marks.map((mark) => mark.frameIndex)).toEqual(Array.from({ length: 120 }, (_, index) => index));
      expect(new Set(marks.map((mark) => mark.hash)).size).toBe(120);
      const firstSec = marks[0].timeSec;
      // Matroska writes milliseconds.
      marks.forEach((mark, index) =>
        expect(Math.abs(mark.timeSec - firstSec - (index * 1001) / 30_000)).toBeLessThan(0.0011),
      );
    },
  );

  test.each(kind === 'native' ? ['long.mp4', 'long.mkv', 'long.ts'] : ['long.mp4'])(
    'gives the same frames from any start of %s as from the head',
    async (name) => {
      const info = await reader.probe(media.path(name));
      const all = await readFrameMarks(runner, info);
      for (const [startFrame, endFrame] of [
        [3, 6],
        [50, 53],
        [74, 77],
        [75, 78],
        [99, 120],
        [119, 120],
      ]) {
        expect(await readFrameMarks(runner, info, { startFrame, endFrame })).toEqual(all.slice(startFrame, endFrame));
      }
    },
  );

  test('keeps a late start of the picture', async () => {
    const info = await reader.probe(media.path('late.mp4'));
    expect(info.video!.frameTimesSec[0]).toBeCloseTo(0.5, 2);
    expect((await readFrameMarks(runner, info)).length).toBe(25);
  });

  test('stops at once when it is cancelled', async () => {
    const info: MediaInfo = await reader.probe(media.path('long.mp4'));
    const cancel = new AbortController();
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const frame of reader.frames(info, { signal: cancel.signal })) {
        seen.push(frame.frameIndex);
        if (seen.length === 5) cancel.abort();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(seen.length).toBe(5);
  });

  test('may be left in the middle without an error', async () => {
    const info: MediaInfo = await reader.probe(media.path('long.mp4'));
    for await (const frame of reader.frames(info)) if (frame.frameIndex === 2) break;
    expect((await readFrameMarks(runner, info, { endFrame: 2 })).length).toBe(2);
  });
});
