import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { FfmpegMediaReader, makeMediaRunner } from '../../../main/engine/media/index.ts';
import { makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { nativeRunnerOrNull } from '../../fixtures/media/runners.ts';

const native = await nativeRunnerOrNull();
const media = makeMediaFolder();
afterAll(media.remove);

/** A program that answers as an ffmpeg of some version and build does. */
function aProgram(name: string, codecVersion: string, encoders: string): string {
  mkdirSync(media.path(name), { recursive: true });
  const path = media.path(`${name}/ffmpeg`);
  const answers = `#!/bin/sh
case "$*" in
  *-version*) echo "ffmpeg version N-1-g0 Copyright"; echo "libavcodec     ${codecVersion}.100 / ${codecVersion}.100";;
  *-encoders*) printf '${encoders}';;
  *-demuxers*) printf ' D  nut             NUT\\n';;
esac
`;
  writeFileSync(path, answers);
  chmodSync(path, 0o755);
  return path;
}

const whole = ' V....D libx264  H.264\\n A....D aac  AAC\\n';

describe.skipIf(process.platform === 'win32')('the choice of an ffmpeg', () => {
  const chosen = (environment: Record<string, string>) => makeMediaRunner({ environment });

  it('takes what FFMPEG_PATH names, a program or its folder', async () => {
    const path = aProgram('good', '61.19', whole);
    expect((await chosen({ FFMPEG_PATH: path })).runnerInfo()).toMatchObject({
      kind: 'native',
      path,
      version: 'N-1-g0',
    });
    expect((await chosen({ FFMPEG_PATH: media.path('good') })).runnerInfo().path).toBe(path);
  });

  it.each([
    ['is not there', 'nowhere', null],
    ['is too old', 'old', ['58.134', whole]],
    ['lacks an encoder', 'poor', ['61.19', ' A....D aac  AAC\\n']],
  ])('says so when what FFMPEG_PATH names %s', async (_why, name, program) => {
    if (program) aProgram(name, program[0], program[1]);
    await expect(chosen({ FFMPEG_PATH: media.path(`${name}/ffmpeg`) })).rejects.toMatchObject({
      code: 'media.ffmpeg-not-found',
    });
  });

  it('passes over an old one on PATH and takes the next', async () => {
    aProgram('old-path', '58.134', whole);
    const path = aProgram('good-path', '59.37', whole);
    const runner = await chosen({ PATH: `${media.path('old-path')}:${media.path('good-path')}` });
    expect(runner.runnerInfo().path).toBe(path);
  });

  it('falls back to WebAssembly when there is none, unless native is asked for', async () => {
    expect((await chosen({ PATH: media.folder })).runnerInfo()).toMatchObject({ kind: 'wasm', path: null });
    await expect(chosen({ PATH: media.folder, FACET_FFMPEG: 'native' })).rejects.toMatchObject({
      code: 'media.ffmpeg-not-found',
    });
    await expect(chosen({ FACET_FFMPEG: 'webassembly' })).rejects.toMatchObject({ code: 'media.ffmpeg-not-found' });
    expect((await chosen({ FACET_FFMPEG: 'wasm', PATH: process.env.PATH ?? '' })).runnerInfo().kind).toBe('wasm');
  });

  it.skipIf(!native)('looks at files also when no ffprobe lies beside the program', async () => {
    mkdirSync(media.path('alone'), { recursive: true });
    symlinkSync(native!.runnerInfo().path!, media.path('alone/ffmpeg'));
    const runner = await chosen({ FFMPEG_PATH: media.path('alone') });
    expect(runner.runnerInfo().kind).toBe('native');
    const path = await makePicture(runner, media.path('picture.mp4'));
    const [alone, beside] = await Promise.all([runner, native!].map((each) => new FfmpegMediaReader(each).probe(path)));
    expect(alone).toEqual(beside);
  });
});
