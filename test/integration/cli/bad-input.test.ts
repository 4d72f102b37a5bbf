import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpeg, processesIn, runFacet } from '../../support/run-facet.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

let folder: string;
/** Everything in the folder before a run; a failed run must leave exactly this. */
let before: string[];

const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=2'];
const tone = ['-f', 'lavfi', '-i', 'sine=f=220:d=2'];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-cli-')));
  await ffmpeg(folder, [...picture, ...tone, '-pix_fmt', 'yuv420p', 'no-face.mp4']);
  await ffmpeg(folder, [...tone, 'voice.wav']);
  await ffmpeg(folder, ['-f', 'lavfi', '-i', 'anullsrc=r=16000:d=2', '-t', '2', 'silent.wav']);
  await ffmpeg(folder, ['-i', 'no-face.mp4', '-an', '-c', 'copy', 'mute.mp4']);
  await ffmpeg(folder, [
    ...picture,
    '-pix_fmt',
    'yuv420p10le',
    '-c:v',
    'libx265',
    '-x265-params',
    'log-level=none',
    'ten-bit.mp4',
  ]);
  const hdr = 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc';
  await ffmpeg(folder, [
    ...picture,
    '-pix_fmt',
    'yuv420p10le',
    '-c:v',
    'libx265',
    '-x265-params',
    hdr,
    '-color_trc',
    'smpte2084',
    '-color_primaries',
    'bt2020',
    '-colorspace',
    'bt2020nc',
    'hdr.mp4',
  ]);
  await cp(join(folder, 'no-face.mp4'), join(folder, 'truncated.mp4'));
  await truncate(join(folder, 'truncated.mp4'), 20_000);
  await writeFile(join(folder, 'text.mp4'), 'This is a letter, not a film.\n'.repeat(50));
  await writeFile(join(folder, 'empty.mp4'), '');
  await writeFile(join(folder, 'taken.mp4'), 'precious');
  await symlink(join(folder, 'no-face.mp4'), join(folder, 'link.mp4'));
  await mkdir(join(folder, 'a-folder.mp4'));
  await damagedPack('bit-flipped', (bytes) => (bytes[1000] ^= 1));
  await mkdir(join(folder, 'scratch'));
  before = (await readdir(folder)).sort();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function damagedPack(name: string, damage: (bytes: Buffer) => void): Promise<void> {
  const models = join(folder, name);
  await cp(join(process.cwd(), 'resources', 'models'), models, { recursive: true });
  const network = join(models, 'atlas', 'lip-predictor.onnx');
  const bytes = await readFile(network);
  damage(bytes);
  await writeFile(network, bytes);
}

async function expectNothingLeft(): Promise<void> {
  expect((await readdir(folder)).sort()).toEqual(before);
  expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  expect(await processesIn(folder)).toEqual([]);
}

interface BadInput {
  readonly what: string;
  readonly words: string;
  readonly status: number;
  readonly code: string;
  readonly sentence: RegExp;
  readonly env?: Readonly<Record<string, string>>;
}

const badInputs: BadInput[] = [
  {
    what: 'a video that is not there',
    words: 'none.mp4 voice.wav',
    status: 3,
    code: 'media.not-found',
    sentence: /does not exist[^]*none\.mp4/,
  },
  {
    what: 'a voice that is not there',
    words: 'no-face.mp4 none.wav',
    status: 3,
    code: 'media.not-found',
    sentence: /does not exist[^]*none\.wav/,
  },
  {
    what: 'a text file called .mp4',
    words: 'text.mp4 voice.wav',
    status: 3,
    code: 'media.not-media',
    sentence: /not a video or sound file/,
  },
  { what: 'an empty file', words: 'empty.mp4 voice.wav', status: 3, code: 'media.not-media', sentence: /empty/ },
  {
    what: 'a folder as the video',
    words: 'a-folder.mp4 voice.wav',
    status: 3,
    code: 'media.not-readable',
    sentence: /folder/,
  },
  {
    what: 'an MP4 without its index',
    words: 'truncated.mp4 voice.wav',
    status: 3,
    code: 'media.truncated',
    sentence: /ends before its index/,
  },
  {
    what: 'a sound file as the video',
    words: 'voice.wav voice.wav',
    status: 3,
    code: 'media.no-video',
    sentence: /no picture/,
  },
  {
    what: 'a 10-bit video',
    words: 'ten-bit.mp4 voice.wav',
    status: 3,
    code: 'media.unsupported-bit-depth',
    sentence: /10 bits/,
  },
  { what: 'an HDR video', words: 'hdr.mp4 voice.wav', status: 3, code: 'media.hdr-not-supported', sentence: /HDR/ },
  {
    what: 'a video without a face',
    words: 'no-face.mp4 voice.wav',
    status: 4,
    code: 'analysis.no-face',
    sentence: /No face was found in any of the 50 frames/,
  },
  {
    what: 'a voice without sound',
    words: 'no-face.mp4 mute.mp4',
    status: 5,
    code: 'media.no-audio',
    sentence: /no sound/,
  },
  {
    what: 'a silent voice',
    words: 'no-face.mp4 silent.wav',
    status: 5,
    code: 'media.silent-voice',
    sentence: /silent/,
  },
  {
    what: 'a mix without sound',
    words: 'no-face.mp4 voice.wav --mix mute.mp4',
    status: 5,
    code: 'media.no-audio',
    sentence: /cannot be the mix/,
  },
  {
    what: 'lengths that differ when they must not',
    words: 'no-face.mp4 voice.wav --fit error --offset-ms 500',
    status: 5,
    code: 'synthesis.voice-length-mismatch',
    sentence: /ends 0\.50 s after the picture/,
  },
  {
    what: 'an offset behind the end',
    words: 'no-face.mp4 voice.wav --offset-ms 9000',
    status: 5,
    code: 'synthesis.voice-length-mismatch',
    sentence: /nothing of the voice/,
  },
  {
    what: 'a range behind the end',
    words: 'no-face.mp4 voice.wav --range 7-8',
    status: 2,
    code: 'edit.invalid-range',
    sentence: /holds no frame: the last frame is at 1\.96 s/,
  },
  {
    what: 'an output that exists',
    words: 'no-face.mp4 voice.wav -o taken.mp4',
    status: 2,
    code: 'cli.output-exists',
    sentence: /exists already[^]*--force/,
  },
  {
    what: 'the video as the output',
    words: 'no-face.mp4 voice.wav -o no-face.mp4 --force',
    status: 2,
    code: 'cli.same-file',
    sentence: /also an input/,
  },
  {
    what: 'a link to the video as the output',
    words: 'no-face.mp4 voice.wav -o link.mp4 --force',
    status: 2,
    code: 'cli.same-file',
    sentence: /also an input/,
  },
  {
    what: 'a folder as the output',
    words: 'no-face.mp4 voice.wav -o a-folder.mp4',
    status: 7,
    code: 'export.not-writable',
    sentence: /is a folder/,
  },
  {
    what: 'an output in a folder that is not there',
    words: 'no-face.mp4 voice.wav -o deep/out.mp4',
    status: 7,
    code: 'export.folder-missing',
    sentence: /does not exist/,
  },
  {
    what: 'an output in a folder that cannot be written',
    words: 'no-face.mp4 voice.wav -o /sys/out.mp4',
    status: 7,
    code: 'export.not-writable',
    sentence: /cannot be written/,
  },
  {
    what: 'a network with a flipped bit',
    words: 'no-face.mp4 voice.wav',
    env: { FACET_MODELS: 'bit-flipped' },
    status: 6,
    code: 'models.damaged',
    sentence: /lip-predictor\.onnx: its sha256/,
  },
  {
    what: 'no model pack',
    words: 'no-face.mp4 voice.wav',
    env: { FACET_MODELS: 'scratch' },
    status: 6,
    code: 'models.not-found',
    sentence: /no model pack/,
  },
  {
    what: 'an FFMPEG_PATH that is no ffmpeg',
    words: 'no-face.mp4 voice.wav',
    env: { FFMPEG_PATH: '/bin/true' },
    status: 3,
    code: 'media.ffmpeg-not-found',
    sentence: /FFMPEG_PATH/,
  },
  {
    what: 'a provider of another platform',
    words: 'no-face.mp4 voice.wav --ep coreml',
    status: 6,
    code: 'models.provider-missing',
    sentence: /coreml/,
  },
  {
    what: 'a scratch folder that cannot be written',
    words: 'no-face.mp4 voice.wav',
    env: { FACET_SCRATCH: '/sys/facet' },
    status: 7,
    code: 'export.not-writable',
    sentence: /scratch/,
  },
];

describe.skipIf(noFfmpeg)(`facet dub${ffmpegNote}`, () => {
  it.each(badInputs)(
    'answers $what with $code, a sentence and status $status, and leaves nothing',
    async ({ words, env, status, code, sentence }) => {
      const result = await runFacet(folder, ['dub', ...words.split(' '), '--quiet'], env);
      expect(result.err).toMatch(sentence);
      expect(result.err).toContain(`[${code}]`);
      expect(result.err).not.toMatch(/\n {4}at /);
      expect(result).toMatchObject({ status, out: '' });
      await expectNothingLeft();
    },
  );

  it('keeps a file that it may not replace as it was', async () => {
    await runFacet(folder, ['dub', 'no-face.mp4', 'voice.wav', '-o', 'taken.mp4', '--force', '--quiet']);
    expect(await readFile(join(folder, 'taken.mp4'), 'utf8')).toBe('precious');
  });

  it('gives programs the error as JSON', async () => {
    const { out, status } = await runFacet(folder, ['dub', 'text.mp4', 'voice.wav', '--json', '--quiet']);
    expect(status).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'media.not-media' } });
  });

  it('shows where a failure comes from with FACET_DEBUG=1', async () => {
    const { err } = await runFacet(folder, ['dub', 'text.mp4', 'voice.wav', '--quiet'], { FACET_DEBUG: '1' });
    expect(err).toMatch(/\n {4}at .*\.ts:\d+/);
  });
});

describe.skipIf(noFfmpeg)(`facet analyze${ffmpegNote}`, () => {
  it('says in words that a video without a face cannot be dubbed, which is no failure', async () => {
    const { status, out } = await runFacet(folder, ['analyze', 'no-face.mp4', '--quiet']);
    expect(status).toBe(0);
    expect(out).toContain('h264, 320 x 240, 25 frames/s, 50 frames');
    expect(out).toContain('This video cannot be dubbed.');
    await expectNothingLeft();
  });

  it('refuses what is no video', async () => {
    const { status, err } = await runFacet(folder, ['analyze', 'text.mp4', '--quiet']);
    expect(status).toBe(3);
    expect(err).toContain('[media.not-media]');
  });
});

describe.skipIf(noFfmpeg)(`facet packs verify${ffmpegNote}`, () => {
  it('accepts the packs that come with the program', async () => {
    const { status, out } = await runFacet(folder, ['packs', 'verify']);
    expect(status).toBe(0);
    expect(out).toMatch(/^atlas \S+ {2}verified\n/);
  });

  it('names the file with the flipped bit', async () => {
    const { status, out } = await runFacet(folder, ['packs', 'verify'], { FACET_MODELS: 'bit-flipped' });
    expect(status).toBe(6);
    expect(out).toMatch(/bad {2}lip-predictor\.onnx {2}its sha256/);
  });
});

describe.skipIf(noFfmpeg)(`facet doctor${ffmpegNote}`, () => {
  it('finds what a dub needs', async () => {
    const { status, out } = await runFacet(folder, ['doctor', '--json']);
    const { isReady, checks } = JSON.parse(out) as { isReady: boolean; checks: { name: string; status: string }[] };
    expect(checks.map(({ name }) => name)).toEqual([
      'node',
      'ffmpeg',
      'providers',
      'packs',
      'face models',
      'scratch',
      'computer',
    ]);
    expect(isReady).toBe(true);
    expect(status).toBe(0);
  });

  it('ends with status 1 when the models are missing', async () => {
    const { status, out } = await runFacet(folder, ['doctor'], { FACET_MODELS: 'scratch' });
    expect(status).toBe(1);
    expect(out).toMatch(/missing +packs[^]*Not ready: packs\./);
  });
});
