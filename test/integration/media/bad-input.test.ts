import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStudioError, type ErrorCode } from '../../../core/errors.ts';
import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import { FfmpegMediaReader, type MediaRunner } from '../../../main/engine/media/index.ts';
import { makeMedia, makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { gatherSamples, readFrameMarks } from '../../fixtures/media/read-media.ts';
import { nativeRunnerOrNull, wasmRunner } from '../../fixtures/media/runners.ts';

const native = await nativeRunnerOrNull();
const wasm = await wasmRunner();
const maker = native ?? wasm;
const media = makeMediaFolder();
afterAll(media.remove);

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    if (!isStudioError(error)) throw error;
    expect(error.message).toMatch(/^[A-Z].*\.$/s);
    return error.code;
  }
}

beforeAll(async () => {
  await makePicture(maker, media.path('tail-index.mp4'), { seconds: 2 });
  await makePicture(maker, media.path('head-index.mp4'), { seconds: 2, words: ['-movflags', '+faststart', '-g', '5'] });
  await makePicture(maker, media.path('cut.mkv'), { seconds: 2 });
  await makeMedia(maker, media.path('sound.mp4'), ['-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac']);
  await makePicture(maker, media.path('no-sound.mp4'), { sound: null });
});

describe.each([
  ['native', native],
  ['wasm', wasm],
] as [string, MediaRunner | null][])('a file that can not be used (%s)', (_kind, runner) => {
  const test = it.skipIf(!runner);
  const reader = new FfmpegMediaReader(runner ?? wasm);
  const codeOfProbe = (name: string) => codeOf(reader.probe(media.path(name)));

  test('is named when it is missing, a folder, or empty', async () => {
    mkdirSync(media.path('folder.mp4'), { recursive: true });
    writeFileSync(media.path('empty.mp4'), '');
    expect(await codeOfProbe('missing.mp4')).toBe('media.not-found');
    expect(await codeOfProbe('folder.mp4')).toBe('media.not-readable');
    expect(await codeOfProbe('empty.mp4')).toBe('media.not-media');
  });

  test('is no media when it is text, a play list or noise with a media name', async () => {
    writeFileSync(media.path('text.mp4'), 'This is a letter, not a film.\n'.repeat(200));
    writeFileSync(media.path('list.mp4'), `ffconcat version 1.0\nfile tail-index.mp4\n`);
    writeFileSync(
      media.path('list.m3u8'),
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\ntail-index.mp4\n#EXT-X-ENDLIST\n`,
    );
    writeFileSync(
      media.path('noise.mov'),
      Uint8Array.from({ length: 50_000 }, (_, index) => (index * index * 31) >> 3),
    );
    expect(await codeOfProbe('text.mp4')).toBe('media.not-media');
    expect(await codeOfProbe('list.mp4')).toBe('media.not-media');
    expect(await codeOfProbe('list.m3u8')).toBe('media.not-media');
    expect(await codeOfProbe('noise.mov')).toBe('media.not-media');
  });

  test.each([0.3, 0.6, 0.95])(
    'is truncated when an MP4 with its index at the end stops at %d of its length',
    async (part) => {
      copyFileSync(media.path('tail-index.mp4'), media.path('cut-tail.mp4'));
      truncateSync(media.path('cut-tail.mp4'), Math.floor(readFileSync(media.path('tail-index.mp4')).length * part));
      expect(await codeOfProbe('cut-tail.mp4')).toBe('media.truncated');
    },
  );

  test.each([0.4, 0.7, 0.98])(
    'is truncated when an MP4 with its index at the start stops at %d of its length',
    async (part) => {
      copyFileSync(media.path('head-index.mp4'), media.path('cut-head.mp4'));
      truncateSync(media.path('cut-head.mp4'), Math.floor(readFileSync(media.path('head-index.mp4')).length * part));
      expect(await codeOfProbe('cut-head.mp4')).toBe('media.truncated');
    },
  );

  test('is truncated when a Matroska file stops in the middle', async () => {
    copyFileSync(media.path('cut.mkv'), media.path('cut-short.mkv'));
    truncateSync(media.path('cut-short.mkv'), Math.floor(readFileSync(media.path('cut.mkv')).length * 0.6));
    expect(await codeOfProbe('cut-short.mkv')).toBe('media.truncated');
  });

  test('is truncated to the frame reader when it shrinks after it was opened', async () => {
    copyFileSync(media.path('head-index.mp4'), media.path('shrinks.mp4'));
    const info = await reader.probe(media.path('shrinks.mp4'));
    truncateSync(media.path('shrinks.mp4'), Math.floor(info.sizeBytes * 0.6));
    expect(await codeOf(readFrameMarks(runner ?? wasm, info))).toBe('media.truncated');
  });

  test('has no picture or no sound where one is asked for', async () => {
    const sound = await reader.probe(media.path('sound.mp4'));
    expect(sound.video).toBeNull();
    expect(() => supportedPictureOf(sound)).toThrow(expect.objectContaining({ code: 'media.no-video' }));
    expect(await codeOf(gatherSamples(reader.audio(media.path('no-sound.mp4'), 16_000)))).toBe('media.no-audio');
  });

  test('is refused in words when it has 10 bits or is HDR', async () => {
    const ten = ['-pix_fmt', 'yuv420p10le', '-frames:v', '2'];
    const tenBit = await makePicture(native ?? wasm, media.path('ten.mp4'), {
      words: native ? ten : ['-frames:v', '2'],
    });
    if (native) {
      const info = await reader.probe(tenBit);
      expect(info.video!.bitDepth).toBe(10);
      expect(await codeOf(readFrameMarks(runner ?? wasm, info))).toBe('media.unsupported-bit-depth');
    }
    const pq = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc', '-frames:v', '2'];
    const hdr = await reader.probe(await makePicture(maker, media.path('hdr.mp4'), { words: pq }));
    expect(hdr.video!.isHdr).toBe(true);
    expect(await codeOf(readFrameMarks(runner ?? wasm, hdr))).toBe('media.hdr-not-supported');
  });

  test('may have a name that begins with a dash or has spaces, colons and percent signs', async () => {
    const odd = media.path('-i 50%d: a.mp4');
    copyFileSync(media.path('no-sound.mp4'), odd);
    const info = await reader.probe(odd);
    expect((await readFrameMarks(runner ?? wasm, info)).length).toBe(25);
  });
});
