import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { displayMatrixOf } from '../../../core/media/display-matrix.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import type { EncodePreset } from '../../../core/ports/media.ts';
import type { SampleTrack } from '../../../core/ports/segment-media.ts';
import { FfmpegMediaReader, FfmpegSegmentMedia, type MediaRunner } from '../../../main/engine/media/index.ts';
import { writeDisplayMatrix } from '../../../main/engine/media/mp4-track-header.ts';
import { makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { gatherSamples, meanDifference, readFrameMarks } from '../../fixtures/media/read-media.ts';
import { nativeRunnerOrNull, wasmRunner } from '../../fixtures/media/runners.ts';

const native = await nativeRunnerOrNull();
const wasm = await wasmRunner();
const runners: [string, MediaRunner | null][] = [
  ['native', native],
  ['wasm', wasm],
];
const media = makeMediaFolder();
const maker = native ?? wasm;
afterAll(media.remove);

/** Encodes a source unchanged in segments and joins them. */
async function rewriteInSegments(
  runner: MediaRunner,
  source: MediaInfo,
  name: string,
  {
    length = 20,
    preset = 'draft',
    sound = null,
  }: { length?: number; preset?: EncodePreset; sound?: SampleTrack | null } = {},
): Promise<MediaInfo> {
  const reader = new FfmpegMediaReader(runner);
  const segments = new FfmpegSegmentMedia(runner);
  const frames = source.video?.frameTimesSec.length ?? 0;
  const segmentPaths: string[] = [];
  for (let startFrame = 0; startFrame < frames; startFrame += length) {
    const endFrame = Math.min(frames, startFrame + length);
    const outputPath = media.path(`${name}-${String(startFrame)}.ts`);
    const writer = await segments.openSegment({ source, startFrame, endFrame, preset, outputPath });
    for await (const { image } of reader.frames(source, { startFrame, endFrame })) await writer.write(image);
    await writer.finish();
    segmentPaths.push(outputPath);
  }
  const outputPath = media.path(`${name}.mp4`);
  await segments.join({ source, preset, segmentPaths, sound, outputPath, tags: { title: 'joined' } });
  return reader.probe(outputPath);
}

function assertSameTimes(source: MediaInfo, written: MediaInfo): void {
  const [a, b] = [source.video!, written.video!];
  expect(b.frameTimesSec.length).toBe(a.frameTimesSec.length);
  expect(b.timeBase).toEqual(a.timeBase);
  const worst = a.frameTimesSec.reduce(
    (most, time, index) => Math.max(most, Math.abs(time - b.frameTimesSec[index])),
    0,
  );
  expect(worst * a.timeBase.num).toBeLessThan(0.01);
  expect(Math.abs(b.durationSec - a.durationSec) * a.timeBase.num).toBeLessThan(1.01);
}

describe.each(runners)('a picture that is encoded in segments and joined (%s)', (kind, runner) => {
  const test = it.skipIf(!runner);
  const reader = runner ? new FfmpegMediaReader(runner) : null;

  test.each(kind === 'native' ? ['24000/1001', '25', '30000/1001', '60'] : ['30000/1001'])(
    'keeps count, times and duration at %s frames per second',
    async (rate) => {
      if (!runner || !reader) return;
      const source = await reader.probe(
        await makePicture(maker, media.path(`rate-${kind}.mp4`), { rate, words: ['-bf', '2'] }),
      );
      const written = await rewriteInSegments(runner, source, `rate-${kind}-out`);
      expect(written.video!.frameRate).toEqual(source.video!.frameRate);
      expect(written.video!.isVariableFrameRate).toBe(false);
      assertSameTimes(source, written);
    },
  );

  test('keeps a video of a single frame', async () => {
    if (!runner || !reader) return;
    const name = `single-${kind}`;
    const words = ['-frames:v', '1'];
    const source = await reader.probe(await makePicture(maker, media.path(`${name}.mp4`), { rate: '25', words }));
    expect(source.video!.frameTimesSec).toHaveLength(1);
    assertSameTimes(source, await rewriteInSegments(runner, source, `${name}-out`));
  });

  test('keeps every uneven time of a variable rate', async () => {
    if (!runner || !reader) return;
    const words = ['-vf', "select='not(eq(mod(n,7),3))*not(eq(mod(n,5),1))*not(between(n,20,23))'", '-fps_mode', 'vfr'];
    const source = await reader.probe(
      await makePicture(maker, media.path(`vfr-${kind}.mp4`), { rate: '30', seconds: 2, words }),
    );
    expect(source.video!.isVariableFrameRate).toBe(true);
    assertSameTimes(source, await rewriteInSegments(runner, source, `vfr-${kind}-out`, { length: 9 }));
  });

  test('keeps a turn, the colour tags and the pictures', async () => {
    if (!runner || !reader) return;
    const words = [
      '-vf',
      'setparams=range=pc:colorspace=smpte170m:color_trc=smpte170m:color_primaries=smpte170m',
      '-crf',
      '4',
    ];
    const path = await makePicture(maker, media.path(`turn-${kind}.mp4`), { size: '128x96', words });
    await writeDisplayMatrix(path, displayMatrixOf({ rotation: 90, isMirrored: false }, 128, 96));
    const source = await reader.probe(path);
    const written = await rewriteInSegments(runner, source, `turn-${kind}-out`, { length: 7, preset: 'master' });
    expect(written.video!.rotation).toBe(90);
    expect(written.video!.colour).toEqual(source.video!.colour);
    const pictures = async (info: MediaInfo): Promise<Uint8Array[]> => {
      const found: Uint8Array[] = [];
      for await (const { image } of reader.frames(info)) found.push(image.data.slice());
      return found;
    };
    const [before, after] = [await pictures(source), await pictures(written)];
    before.forEach((picture, index) => expect(meanDifference(picture, after[index])).toBeLessThan(3));
  });

  test('is the same to the byte when it is made again', async () => {
    if (!runner || !reader) return;
    const source = await reader.probe(await makePicture(maker, media.path(`twice-${kind}.mp4`), { rate: '25' }));
    await rewriteInSegments(runner, source, `twice-${kind}-a`);
    await rewriteInSegments(runner, source, `twice-${kind}-b`);
    const hashOf = async (name: string): Promise<string> =>
      createHash('md5')
        .update(await readFile(media.path(name)))
        .digest('hex');
    expect(await hashOf(`twice-${kind}-a.mp4`)).toBe(await hashOf(`twice-${kind}-b.mp4`));
    expect(new Set((await readFrameMarks(runner, source)).map(({ hash }) => hash)).size).toBeGreaterThan(20);
  });

  test('carries sound as long as the picture, and none when there is none', async () => {
    if (!runner || !reader) return;
    const source = await reader.probe(await makePicture(maker, media.path(`sound-${kind}.mp4`), { rate: '25' }));
    const seconds = source.video!.durationSec;
    const sound: SampleTrack = {
      rateHz: 48_000,
      channels: 2,
      open: async function* () {
        yield Float32Array.from({ length: Math.round(seconds * 48_000) * 2 }, (_, i) =>
          i % 2 === 0 ? Math.sin(i / 40) / 2 : 0,
        );
      },
    };
    const heard = await rewriteInSegments(runner, source, `sound-${kind}-out`, { sound });
    expect(heard.audio).toHaveLength(1);
    expect([heard.audio[0].sampleRateHz, heard.audio[0].channels]).toEqual([48_000, 2]);
    const samples = await gatherSamples(new FfmpegSegmentMedia(runner).stereo(heard.path, 48_000));
    expect(Math.abs(samples.length / 2 / 48_000 - seconds)).toBeLessThan(0.03);
    const loudness = (channel: number): number => {
      const own = samples.filter((_, i) => i % 2 === channel && i > 9600 && i < 48_000);
      return Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
    };
    expect(loudness(0)).toBeGreaterThan(0.3);
    expect(loudness(1)).toBeLessThan(0.02);
    expect((await rewriteInSegments(runner, source, `silent-${kind}-out`)).audio).toHaveLength(0);
  });
});
