import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import { makeYuvImage } from '../../../core/tensor/yuv-image.ts';
import { FfmpegMediaReader, FfmpegMediaWriter, type MediaRunner } from '../../../main/engine/media/index.ts';
import { encodeAudioArguments } from '../../../main/engine/media/ffmpeg-encode-arguments.ts';
import { writeFailure } from '../../../main/engine/media/media-failures.ts';
import { describeMedia } from '../../../main/engine/media/probe.ts';
import { makeMedia, makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { rewrite } from '../../fixtures/media/read-media.ts';
import { nativeRunnerOrNull, wasmRunner } from '../../fixtures/media/runners.ts';

const native = await nativeRunnerOrNull();
const wasm = await wasmRunner();
const maker = native ?? wasm;
const media = makeMediaFolder();
afterAll(media.remove);

let source: MediaInfo;
beforeAll(async () => {
  source = await new FfmpegMediaReader(maker).probe(await makePicture(maker, media.path('source.mp4')));
  const chapters =
    ';FFMETADATA1\ntitle=A talk\nartist=Somebody\ncom.example.scene=12\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=400\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=400\nEND=1000\ntitle=Two\n';
  writeFileSync(media.path('tags.txt'), chapters);
  // The fixture's own list of tags is no container that the product opens, so it is named outright.
  await makeMedia(maker, media.path('tagged.mp4'), [
    '-i',
    { kind: 'input', path: media.path('source.mp4') },
    '-f',
    'ffmetadata',
    '-i',
    { kind: 'input', path: media.path('tags.txt') },
    '-map',
    '0',
    '-map_metadata',
    '1',
    '-map_chapters',
    '1',
    '-c',
    'copy',
    '-movflags',
    '+use_metadata_tags',
  ]);
});

describe.each([
  ['native', native],
  ['wasm', wasm],
] as [string, MediaRunner | null][])('writing a video (%s)', (kind, maybe) => {
  const test = it.skipIf(!maybe);
  const runner = maybe ?? wasm;
  const reader = new FfmpegMediaReader(runner);
  const writer = new FfmpegMediaWriter(runner);
  const optionsFor = (outputPath: string, signal?: AbortSignal) => ({
    source,
    outputPath,
    soundtrack: { path: source.path, offsetSec: 0, fit: 'silence' as const },
    preset: 'draft' as const,
    ...(signal ? { signal } : {}),
  });
  const folderOf = (name: string): string => {
    const folder = media.path(`${name}-${kind}`);
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  /** A folder that refuses files: one without the right to write, or for root, whom rights do not stop, the kernel's own. */
  const lockedFolder = (): string => {
    if (process.getuid?.() === 0) return '/sys';
    const folder = folderOf('locked');
    chmodSync(folder, 0o555);
    return folder;
  };

  test('keeps tags and chapters, adds its own tags, and puts the index first', async () => {
    const tagged = await reader.probe(media.path('tagged.mp4'));
    expect(tagged.chapterCount).toBe(2);
    const output = media.path(`tagged-${kind}-out.mp4`);
    const run = await writer.open({ ...optionsFor(output), source: tagged, tags: { comment: 'Lips are synthetic' } });
    for await (const { image } of reader.frames(tagged)) await run.write(image);
    await run.finish();
    const { document } = await describeMedia(runner, output);
    expect(document.format.tags).toMatchObject({
      title: 'A talk',
      artist: 'Somebody',
      'com.example.scene': '12',
      comment: 'Lips are synthetic',
    });
    expect(document.chapters.map((chapter) => (chapter as { tags: { title: string } }).tags.title)).toEqual([
      'One',
      'Two',
    ]);
    const bytes = readFileSync(output).toString('latin1');
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  test('leaves only the finished file, and replaces an older one', async () => {
    const folder = folderOf('finished');
    writeFileSync(`${folder}/out.mp4`, 'older');
    await rewrite(runner, source, `${folder}/out.mp4`);
    expect(readdirSync(folder)).toEqual(['out.mp4']);
    expect((await reader.probe(`${folder}/out.mp4`)).video!.frameTimesSec.length).toBe(25);
  });

  test('leaves nothing when it is given up, cancelled, or short of frames', async () => {
    const folder = folderOf('given-up');
    const image = makeYuvImage(128, 96);
    const givenUp = await writer.open(optionsFor(`${folder}/a.mp4`));
    await givenUp.write(image);
    expect(readdirSync(folder).every((name) => name.endsWith('.facet-partial'))).toBe(true);
    await givenUp.abort();
    await givenUp.abort();
    expect(readdirSync(folder)).toEqual([]);

    const cancel = new AbortController();
    const cancelled = await writer.open(optionsFor(`${folder}/b.mp4`, cancel.signal));
    await cancelled.write(image);
    cancel.abort();
    await expect(cancelled.write(image)).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(readdirSync(folder)).toEqual([]);

    const short = await writer.open(optionsFor(`${folder}/c.mp4`));
    await short.write(image);
    await expect(short.finish()).rejects.toMatchObject({ code: 'media.frame-count-changed' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses more frames than the source has', async () => {
    const folder = folderOf('too-many');
    const run = await writer.open(optionsFor(`${folder}/a.mp4`));
    const image = makeYuvImage(128, 96);
    for (let index = 0; index < 25; index += 1) await run.write(image);
    await expect(run.write(image)).rejects.toMatchObject({ code: 'media.frame-count-changed' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('names a missing folder and a folder in place of a file', async () => {
    await expect(writer.open(optionsFor(media.path('nowhere/out.mp4')))).rejects.toMatchObject({
      code: 'export.folder-missing',
    });
    const folder = folderOf('taken');
    mkdirSync(`${folder}/out.mp4`, { recursive: true });
    await expect(writer.open(optionsFor(`${folder}/out.mp4`))).rejects.toMatchObject({ code: 'export.not-writable' });
    expect(readdirSync(folder)).toEqual(['out.mp4']);
  });

  test('names a folder that may not be written to', async () => {
    const folder = lockedFolder();
    await expect(writer.open(optionsFor(`${folder}/out.mp4`))).rejects.toMatchObject({ code: 'export.not-writable' });
  });

  test('refuses a device and writes through a link', async () => {
    await expect(writer.open(optionsFor('/dev/null'))).rejects.toMatchObject({ code: 'export.not-writable' });
    const folder = folderOf('linked');
    writeFileSync(`${folder}/real.mp4`, 'older');
    symlinkSync(`${folder}/real.mp4`, `${folder}/link.mp4`);
    await rewrite(runner, source, `${folder}/link.mp4`);
    expect(lstatSync(`${folder}/link.mp4`).isSymbolicLink()).toBe(true);
    expect((await reader.probe(`${folder}/real.mp4`)).video!.frameTimesSec.length).toBe(25);
  });

  it.skipIf(!maybe || !existsSync('/dev/full'))('names a full disk', async () => {
    // Every write to this device fails for want of space; the runner writes into it and replaces nothing.
    const format = { inputRateHz: 48_000, outputRateHz: 48_000, channels: 1, bitRate: 96_000 };
    const run = runner.start({
      program: 'ffmpeg',
      arguments: encodeAudioArguments({ ...format, outputPath: '/dev/full' }),
    });
    await run.write(new Uint8Array(4 * 48_000));
    run.endInput();
    const result = await run.result;
    expect(result.exitCode).not.toBe(0);
    expect(writeFailure(result, '/dev/full')).toMatchObject({ code: 'export.disk-full' });
  });
});
