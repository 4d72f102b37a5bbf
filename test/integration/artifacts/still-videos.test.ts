import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StillVideos } from '../../../core/ports/still-videos.ts';
import { createStillVideos } from '../../../main/engine/artifacts/still-videos.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../../../main/engine/media/index.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

/** Red in the upper left quarter, blue elsewhere, 96 x 64. */
const corner = 'color=blue:s=96x64:r=1,drawbox=0:0:48:32:red:t=fill,format=rgb24';

describe.skipIf(noFfmpeg).each(['native', 'wasm'] as const)(`still pictures with %s ffmpeg${ffmpegNote}`, (kind) => {
  let folder: string;
  let stills: StillVideos;
  let reader: FfmpegMediaReader;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facet-stills-'));
    const runner = await makeMediaRunner({ force: kind });
    reader = new FfmpegMediaReader(runner);
    stills = createStillVideos(createArtifactCache(join(folder, 'cache')), async () => runner);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const make = (name: string, source: string, words: readonly string[] = []): string => {
    const path = join(folder, name);
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-frames:v', '1', ...words, path]);
    return path;
  };
  const open = (path: string, stillSec = 1) => stills.open({ path, contentKey: path, stillSec });
  /** Rounded colour at a place of the first frame. */
  const colourAt = (path: string, x: number, y: number): string => {
    const filter = `crop=2:2:${x}:${y},scale=1:1,format=rgb24`;
    const words = ['-v', 'error', '-i', path, '-frames:v', '1', '-vf', filter, '-f', 'rawvideo', '-'];
    return [...execFileSync('ffmpeg', words)].map((value) => Math.round(value / 64)).join(' ');
  };
  const [red, blue, grey] = ['4 0 0', '0 0 4', '2 2 2'];

  it('leave alone what has a length of its own', async () => {
    const film = { path: '/films/a.mp4', contentKey: 'a' };
    expect(await stills.open(film)).toBe(film);
  });

  it.each(kind === 'native' ? ['a.png', 'a.jpg', 'a.bmp', 'a.tif', 'a.webp'] : ['a.jpg', 'a.webp'])(
    'of the kind of %s have no length until shown',
    async (name) => {
      const path = make(name, corner);
      expect(await reader.probe(path)).toMatchObject({ durationSec: 0, video: { widthPx: 96, heightPx: 64 } });
      const shown = await open(path, 1.3);
      const info = await reader.probe(shown.path);
      expect(info.video).toMatchObject({
        widthPx: 96,
        heightPx: 64,
        pixelFormat: 'yuv420p',
        isVariableFrameRate: false,
        frameRate: { num: 25, den: 1 },
        colour: { range: 'tv', space: 'bt709', transfer: 'bt709', primaries: 'bt709' },
      });
      expect(info.video?.frameTimesSec.length).toBe(33);
      expect(info.durationSec).toBeCloseTo(33 / 25, 6);
      expect([colourAt(shown.path, 10, 10), colourAt(shown.path, 80, 10)]).toEqual([red, blue]);
    },
  );

  it('give frames that are equal to the bit', async () => {
    const shown = await open(make('noise.png', 'nullsrc=s=96x64,geq=random(1)*255:128:128,format=rgb24'), 11);
    const info = await reader.probe(shown.path);
    const seen = new Set<string>();
    for await (const { image } of reader.frames(info)) seen.add(Buffer.from(image.data).toString('base64'));
    expect(info.video?.frameTimesSec.length).toBe(275);
    expect(seen.size).toBe(1);
  });

  it('of a camera that was turned stand upright', async () => {
    const stored = readFileSync(make('turned.jpg', corner, ['-q:v', '1']));
    const path = join(folder, 'exif.jpg');
    writeFileSync(path, withOrientation(stored, 6));
    expect((await reader.probe(path)).video).toMatchObject({ widthPx: 64, heightPx: 96, rotation: 90 });
    const shown = await open(path);
    expect((await reader.probe(shown.path)).video).toMatchObject({ widthPx: 64, heightPx: 96, rotation: 0 });
    expect([colourAt(shown.path, 50, 10), colourAt(shown.path, 10, 10)]).toEqual([red, blue]);
  });

  it('lie on grey where they are transparent', async () => {
    const hole = 'color=red:s=64x64:r=1,format=rgba,geq=r=255:g=0:b=0:a=255*lt(X\\,32)';
    const shown = await open(make('hole.png', hole));
    expect([colourAt(shown.path, 8, 30), colourAt(shown.path, 50, 30)]).toEqual([red, grey]);
  });

  // What depends on bytes and arguments alone is looked at once.
  if (kind === 'wasm') return;

  it('are recognised by their bytes, not by their name', async () => {
    const path = join(folder, 'named.mp4');
    writeFileSync(path, readFileSync(make('plain.png', corner)));
    expect((await reader.probe(path)).durationSec).toBe(0);
    expect((await reader.probe((await open(path)).path)).video?.frameTimesSec.length).toBe(25);
  });

  it('are made once for a length, with a key that names picture and length', async () => {
    const path = make('kept.png', corner);
    const [first, again, longer] = [await open(path), await open(path), await open(path, 2)];
    expect(again).toEqual(first);
    expect(longer.contentKey).not.toBe(first.contentKey);
    expect(first.stillSec).toBeUndefined();
    const other = await stills.open({ path, contentKey: 'another picture', stillSec: 1 });
    expect(other.contentKey).not.toBe(first.contentKey);
  });

  it.each([
    ['pal8.png', ['-pix_fmt', 'pal8']],
    ['sixteen.png', ['-pix_fmt', 'rgb48be']],
    ['grey.png', ['-pix_fmt', 'gray']],
  ])('as %s are shown too', async (name, words) => {
    const shown = await open(make(name, corner, words));
    expect((await reader.probe(shown.path)).video?.frameTimesSec.length).toBe(25);
  });

  it('with an odd side lose a row, and huge ones are made smaller', async () => {
    const odd = await open(make('odd.png', 'testsrc2=s=98x66:r=1,crop=97:65:0:0:exact=1,format=rgb24'));
    expect((await reader.probe(odd.path)).video).toMatchObject({ widthPx: 96, heightPx: 64 });
    const huge = await open(make('huge.png', 'color=blue:s=6000x300:r=1'), 0.04);
    expect((await reader.probe(huge.path)).video).toMatchObject({ widthPx: 4096, heightPx: 204 });
  });

  it('that move are videos where they can be read, and otherwise refused in words', async () => {
    const moving = join(folder, 'moving.gif');
    const source = ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=5:d=1'];
    execFileSync('ffmpeg', [...source, moving]);
    expect((await reader.probe(moving)).video?.frameTimesSec.length).toBe(5);
    const one = join(folder, 'one.gif');
    execFileSync('ffmpeg', [...source, '-frames:v', '1', one]);
    expect((await reader.probe(one)).durationSec).toBe(0);
    const header = Buffer.alloc(40);
    header.write('RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\x02', 0, 'latin1');
    writeFileSync(join(folder, 'moving.webp'), header);
    await expect(reader.probe(join(folder, 'moving.webp'))).rejects.toMatchObject({
      code: 'media.unsupported-codec',
      message: expect.stringContaining('WebP picture moves'),
    });
  });

  it.each([
    ['cut.jpg', 'noise.jpg', 0.6, 'media.truncated'],
    ['cut.png', 'noise2.png', 0.6, 'media.truncated'],
  ])('that are cut off (%s) are refused, and nothing is kept of them', async (name, whole, share, code) => {
    const source = make(whole, 'nullsrc=s=128x128,geq=random(1)*255:128:128');
    const path = join(folder, name);
    writeFileSync(path, readFileSync(source).subarray(0, Math.round(statSync(source).size * share)));
    await expect(reader.probe(path)).rejects.toMatchObject({ code });
    await expect(open(path)).rejects.toMatchObject({ code });
  });

  it('in HEIC are refused with what to do', async () => {
    const path = join(folder, 'phone.heic');
    writeFileSync(path, Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0', 'latin1'));
    await expect(reader.probe(path)).rejects.toMatchObject({
      code: 'media.unsupported-codec',
      message: 'HEIC pictures cannot be read. Save it as PNG or JPEG and use that file.',
    });
  });

  it('are not begun when it is cancelled before', async () => {
    const file = { path: make('late.png', corner), contentKey: 'late', stillSec: 1 };
    await expect(stills.open(file, AbortSignal.abort())).rejects.toMatchObject({ code: 'job.cancelled' });
  });
});

/** A JPEG with an EXIF block behind its first marker that says how it is turned. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
  tiff.writeUInt16BE(orientation, 18);
  const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, block.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, block, jpeg.subarray(2)]);
}
