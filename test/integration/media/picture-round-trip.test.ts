import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayMatrixOf } from '../../../core/media/display-matrix.ts';
import type { Rotation } from '../../../core/media/media-info.ts';
import { FfmpegMediaReader, type MediaRunner } from '../../../main/engine/media/index.ts';
import { writeDisplayMatrix } from '../../../main/engine/media/mp4-track-header.ts';
import { makeMedia, makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { meanDifference, readFrameMarks, rewrite } from '../../fixtures/media/read-media.ts';
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

/** The largest distance between two lists of times, in ticks. */
function worstTicks(a: Float64Array, b: Float64Array, ticksPerSec: number): number {
  expect(b.length).toBe(a.length);
  return a.reduce((worst, time, index) => Math.max(worst, Math.abs(time - b[index]) * ticksPerSec), 0);
}

describe.each(runners)('a picture that is read and written again (%s)', (kind, runner) => {
  const test = it.skipIf(!runner);
  const isFast = kind === 'native';
  const reader = runner ? new FfmpegMediaReader(runner) : null;

  const rates = ['24000/1001', '25', '30000/1001', '30', '50', '60000/1001'];
  test.each(isFast ? rates : rates.slice(0, 3))(
    'keeps count, times and duration at %s frames per second',
    async (rate) => {
      if (!runner || !reader) return;
      const source = await reader.probe(
        await makePicture(maker, media.path(`rate-${kind}.mp4`), { rate, words: ['-bf', '2'] }),
      );
      const written = await rewrite(runner, source, media.path(`rate-${kind}-out.mp4`));
      const [a, b] = [source.video!, written.video!];
      expect(b.frameRate).toEqual(a.frameRate);
      expect(`${String(a.frameRate.num)}/${String(a.frameRate.den)}`.replace(/\/1$/, '')).toBe(rate);
      expect(b.isVariableFrameRate).toBe(false);
      expect(b.timeBase).toEqual(a.timeBase);
      expect(worstTicks(a.frameTimesSec, b.frameTimesSec, a.timeBase.num)).toBeLessThan(0.01);
      expect(Math.abs(b.durationSec - a.durationSec) * a.timeBase.num).toBeLessThan(0.01);
    },
  );

  test('keeps every uneven time of a variable rate', async () => {
    if (!runner || !reader) return;
    const uneven = [
      '-vf',
      "select='not(eq(mod(n,7),3))*not(eq(mod(n,5),1))*not(between(n,20,23))'",
      '-fps_mode',
      'vfr',
    ];
    const source = await reader.probe(
      await makePicture(maker, media.path(`vfr-${kind}.mp4`), { rate: '30', seconds: 2, words: uneven }),
    );
    expect(source.video!.isVariableFrameRate).toBe(true);
    const marks = await readFrameMarks(runner, source);
    expect(marks.length).toBe(source.video!.frameTimesSec.length);
    expect(new Set(marks.map((mark) => mark.hash)).size).toBe(marks.length);
    const written = await rewrite(runner, source, media.path(`vfr-${kind}-out.mp4`));
    expect(
      worstTicks(source.video!.frameTimesSec, written.video!.frameTimesSec, source.video!.timeBase.num),
    ).toBeLessThan(0.01);
    expect(Math.abs(written.video!.durationSec - source.video!.durationSec) * source.video!.timeBase.num).toBeLessThan(
      1.01,
    );
  });

  test.each([
    [0, false],
    [90, false],
    [180, false],
    [270, false],
    [90, true],
  ] as [Rotation, boolean][])(
    'is upright to the reader and keeps a turn of %i degrees (mirrored: %s)',
    async (rotation, isMirrored) => {
      if (!runner || !reader) return;
      const path = await makePicture(maker, media.path(`turn-${kind}.mp4`), {
        size: '128x96',
        words: ['-frames:v', '5', '-crf', '4'],
      });
      const stored = await readFrameMarks(runner, await reader.probe(path));
      await writeDisplayMatrix(path, displayMatrixOf({ rotation, isMirrored }, 128, 96));
      const source = await reader.probe(path);
      const isTurned = rotation % 180 === 90;
      expect([source.video!.rotation, source.video!.isMirrored]).toEqual([rotation, isMirrored]);
      expect([source.video!.widthPx, source.video!.heightPx]).toEqual(isTurned ? [96, 128] : [128, 96]);
      const upright = await readFrameMarks(runner, source);
      expect(upright[0].hash === stored[0].hash).toBe(rotation === 0 && !isMirrored);
      const written = await rewrite(runner, source, media.path(`turn-${kind}-out.mp4`), { preset: 'master' });
      expect([written.video!.rotation, written.video!.isMirrored]).toEqual([rotation, isMirrored]);
      expect([written.video!.codedWidthPx, written.video!.codedHeightPx]).toEqual([128, 96]);
      const [before] = await collect(reader, source);
      const [after] = await collect(reader, written);
      expect(meanDifference(before, after)).toBeLessThan(3);
    },
  );

  test.each(isFast ? ['127x96', '128x95', '127x95'] : ['127x95'])('keeps an odd size of %s', async (size) => {
    if (!runner || !reader) return;
    // Only 4:4:4 can be odd in H.264; the test picture's own generator makes even sizes.
    const words = ['-frames:v', '5', '-vf', `format=yuv444p,scale=${size.replace('x', ':')}`, '-pix_fmt', 'yuv444p'];
    const source = await reader.probe(await makePicture(maker, media.path(`odd-${kind}.mp4`), { words }));
    expect(`${String(source.video!.widthPx)}x${String(source.video!.heightPx)}`).toBe(size);
    const written = await rewrite(runner, source, media.path(`odd-${kind}-out.mp4`), { preset: 'master' });
    expect(`${String(written.video!.widthPx)}x${String(written.video!.heightPx)}`).toBe(size);
    const [before] = await collect(reader, source);
    const [after] = await collect(reader, written);
    expect(meanDifference(before, after)).toBeLessThan(3);
  });

  const colours = [
    { range: 'tv', space: 'bt709', transfer: 'bt709', primaries: 'bt709' },
    { range: 'pc', space: 'bt709', transfer: 'bt709', primaries: 'bt709' },
    { range: 'tv', space: 'smpte170m', transfer: 'smpte170m', primaries: 'smpte170m' },
    { range: 'tv', space: 'bt470bg', transfer: 'bt470bg', primaries: 'bt470bg' },
    { range: 'unknown', space: 'unknown', transfer: 'unknown', primaries: 'unknown' },
  ];
  test.each(isFast ? colours : colours.slice(1, 3))(
    'keeps the colour tags $range $space and moves no level',
    async (colour) => {
      if (!runner || !reader) return;
      const isTagged = colour.space !== 'unknown';
      const range =
        colour.range === 'pc' ? ['-vf', 'scale=out_range=pc', '-color_range', 'pc'] : ['-color_range', 'tv'];
      const tags = [
        ...range,
        '-colorspace',
        colour.space,
        // The encoder's option has another name for this curve.
        '-color_trc',
        colour.transfer === 'bt470bg' ? 'gamma28' : colour.transfer,
        '-color_primaries',
        colour.primaries,
      ];
      const words = ['-frames:v', '5', '-crf', '4', ...(isTagged ? tags : [])];
      const source = await reader.probe(await makePicture(maker, media.path(`colour-${kind}.mp4`), { words }));
      expect(source.video!.colour).toEqual(colour);
      const written = await rewrite(runner, source, media.path(`colour-${kind}-out.mp4`), { preset: 'master' });
      expect(written.video!.colour).toEqual(colour);
      const before = await collect(reader, source);
      const after = await collect(reader, written);
      const levels = (data: Uint8Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;
      expect(Math.abs(levels(before[2]) - levels(after[2]))).toBeLessThan(0.5);
    },
  );

  const containers: [string, string[]][] = [
    ['late.mp4', ['-output_ts_offset', '0.5']],
    ['picture.mkv', []],
    ['picture.ts', []],
    ['picture.avi', ['-c:v', 'mpeg4', '-bf', '2']],
    ['picture.gif', ['-c:v', 'gif', '-pix_fmt', 'pal8']],
    ['fragments.mp4', ['-movflags', '+frag_keyframe+empty_moov']],
    ['picture.mov', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p']],
  ];
  test.each(isFast ? containers : containers.slice(0, 2))(
    'keeps count, times, start and duration of %s',
    async (name, words) => {
      if (!runner || !reader) return;
      const path = media.path(`${kind}-${name}`);
      const source = await reader.probe(await makePicture(maker, path, { rate: '25', sound: null, words }));
      const soundtrack = { path: media.path(`tone-${kind}.wav`) };
      await makeMedia(maker, soundtrack.path, ['-f', 'lavfi', '-i', 'sine=d=1']);
      const written = await rewrite(runner, source, media.path(`${kind}-${name}-out.mp4`), { soundtrack });
      expect(written.video!.frameRate).toEqual(source.video!.frameRate);
      expect(written.video!.frameTimesSec).toEqual(source.video!.frameTimesSec);
      expect(written.video!.durationSec).toBeCloseTo(source.video!.durationSec, 6);
      if (name === 'late.mp4') expect(written.video!.frameTimesSec[0]).toBe(0.5);
    },
  );

  test('keeps a pixel aspect that is not square', async () => {
    if (!runner || !reader) return;
    const source = await reader.probe(
      await makePicture(maker, media.path(`sar-${kind}.mp4`), { words: ['-vf', 'setsar=64/45'] }),
    );
    expect(source.video!.sampleAspectRatio).toBe('64/45');
    const written = await rewrite(runner, source, media.path(`sar-${kind}-out.mp4`));
    expect(written.video!.sampleAspectRatio).toBe('64/45');
  });
});

async function collect(
  reader: FfmpegMediaReader,
  info: Awaited<ReturnType<FfmpegMediaReader['probe']>>,
): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  for await (const { image } of reader.frames(info)) pictures.push(image.data.slice());
  return pictures;
}

describe.skipIf(!native)('native and WebAssembly ffmpeg', () => {
  beforeAll(async () => {
    await makePicture(maker, media.path('same.mp4'), {
      rate: '30000/1001',
      seconds: 2,
      words: ['-bf', '3', '-g', '20'],
    });
  });

  it('say the same of a file and decode the same bytes', async () => {
    if (!native) return;
    const [a, b] = await Promise.all(
      [native, wasm].map((runner) => new FfmpegMediaReader(runner).probe(media.path('same.mp4'))),
    );
    expect(b).toEqual(a);
    const [framesA, framesB] = [await readFrameMarks(native, a), await readFrameMarks(wasm, b)];
    expect(framesA.length).toBe(60);
    expect(framesB).toEqual(framesA);
  });
});
