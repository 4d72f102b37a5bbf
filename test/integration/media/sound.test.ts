import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSoundtrackFit, type VoiceFit } from '../../../core/export/soundtrack-fit.ts';
import { pictureEndSec } from '../../../core/media/supported-picture.ts';
import { FfmpegMediaReader, type MediaRunner } from '../../../main/engine/media/index.ts';
import { findSound } from '../../../main/engine/media/audio-reader.ts';
import { fittedVoiceOf } from '../../../main/engine/media/voice-samples.ts';
import { makeClicks, makeMedia, makeMediaFolder, makePicture } from '../../fixtures/media/make-media.ts';
import { gatherSamples, onsetsSec, rewrite } from '../../fixtures/media/read-media.ts';
import { nativeRunnerOrNull, wasmRunner } from '../../fixtures/media/runners.ts';

const native = await nativeRunnerOrNull();
const wasm = await wasmRunner();
const maker = native ?? wasm;
const media = makeMediaFolder();
afterAll(media.remove);

beforeAll(async () => {
  await makePicture(maker, media.path('video.mp4'), { rate: '30000/1001', seconds: 2, sound: null });
  await makeClicks(maker, media.path('voice.wav'), { rateHz: 48_000, seconds: 1.2, clicksSec: [0.1, 0.4, 0.9] });
  const audio = { rateHz: 44_100, seconds: 2, clicksSec: [0.25, 1.5] };
  await makeClicks(maker, media.path('clicks.mp3'), { ...audio, words: ['-b:a', '160k'] });
  await makeClicks(maker, media.path('clicks.m4a'), { ...audio, words: ['-c:a', 'aac', '-b:a', '192k'] });
  await makeClicks(maker, media.path('clicks.ogg'), { ...audio, words: ['-c:a', 'libvorbis', '-q:a', '7'] });
  await makeClicks(maker, media.path('clicks.flac'), audio);
  // The sound begins 0.3 s after the picture.
  await makeMedia(maker, media.path('late.mp4'), [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=64x64:r=25:d=2',
    '-itsoffset',
    '0.3',
    '-i',
    { kind: 'input', path: media.path('voice.wav') },
    '-c:v',
    'libx264',
    '-c:a',
    'aac',
    '-b:a',
    '192k',
  ]);
  // An edit list hides the first half second of the coded sound and picture.
  await makeMedia(maker, media.path('edited.mp4'), [
    '-ss',
    '0.3',
    '-i',
    { kind: 'input', path: media.path('late.mp4') },
    '-c',
    'copy',
  ]);
  await makeMedia(maker, media.path('late.ts'), ['-i', { kind: 'input', path: media.path('late.mp4') }, '-c', 'copy']);
});

describe.each([
  ['native', native],
  ['wasm', wasm],
] as [string, MediaRunner | null][])('sound (%s)', (kind, maybe) => {
  const test = it.skipIf(!maybe);
  const runner = maybe ?? wasm;
  const reader = new FfmpegMediaReader(runner);
  const onsetsOf = async (name: string): Promise<number[]> =>
    onsetsSec(await gatherSamples(reader.audio(media.path(name), 16_000)), 16_000);

  function expectOnsets(found: number[], wanted: number[], withinSec = 0.003): void {
    expect(found.map((onset) => onset.toFixed(2)).length, found.join()).toBe(wanted.length);
    found.forEach((onset, index) => expect(Math.abs(onset - wanted[index]), found.join()).toBeLessThan(withinSec));
  }

  test.each(['clicks.flac', 'clicks.m4a', 'clicks.ogg', 'clicks.mp3'])(
    'of %s is read where it is heard',
    async (name) => {
      expectOnsets(await onsetsOf(name), [0.25, 1.5]);
      const { audio } = await reader.probe(media.path(name));
      // Compressed sound ends on a whole block.
      expect(Math.abs(audio[0].startSec + audio[0].durationSec - 2)).toBeLessThan(0.06);
    },
  );

  test('that starts late is padded, and what an edit list hides is left out', async () => {
    expectOnsets(await onsetsOf('late.mp4'), [0.4, 0.7, 1.2]);
    expectOnsets(await onsetsOf('late.ts'), [0.4, 0.7, 1.2]);
    const info = await reader.probe(media.path('edited.mp4'));
    expect(info.video!.frameTimesSec[0]).toBeGreaterThanOrEqual(0);
    expectOnsets(await onsetsOf('edited.mp4'), [0.1, 0.4, 0.9]);
  });

  const offsets: [VoiceFit, number, number[]][] = [
    ['silence', 0, [0.1, 0.4, 0.9]],
    ['silence', 0.35, [0.45, 0.75, 1.25]],
    ['cut', -0.3, [0.1, 0.6]],
    ['silence', 1.2, [1.3, 1.6]],
    ['loop', 0, [0.1, 0.4, 0.9, 1.3, 1.6]],
    ['bounce', 0, [0.1, 0.4, 0.9, 1.496, 1.996]],
  ];
  test.each(kind === 'native' ? offsets : offsets.slice(1, 2))(
    'with fit %s and offset %d is muxed where the plan says, within 3 ms',
    async (fit, offsetSec, wanted) => {
      const source = await reader.probe(media.path('video.mp4'));
      const output = media.path(`fit-${kind}.mp4`);
      const written = await rewrite(runner, source, output, {
        soundtrack: { path: media.path('voice.wav'), offsetSec, fit },
      });
      const heard = onsetsSec(await gatherSamples(reader.audio(output, 48_000)), 48_000);
      expectOnsets(
        heard.filter((onset) => onset < 1.99),
        wanted.filter((onset) => onset < 1.99),
      );
      const end = pictureEndSec(source.video!);
      expect(written.audio[0].durationSec).toBeLessThan(end + 0.03);
      if (fit !== 'cut') expect(written.audio[0].durationSec).toBeGreaterThan(end - 0.001);
      expect(written.video!.durationSec).toBeCloseTo(source.video!.durationSec, 6);
    },
  );

  test('of a voice of another length is refused when the fit is error, before anything is written', async () => {
    const source = await reader.probe(media.path('video.mp4'));
    const refused = rewrite(runner, source, media.path('refused.mp4'), {
      soundtrack: { path: media.path('voice.wav'), fit: 'error' },
    });
    await expect(refused).rejects.toMatchObject({ code: 'synthesis.voice-length-mismatch' });
  });

  const formats: [number, string, number, number][] = [
    [44_100, 'mono', 44_100, 1],
    [48_000, 'stereo', 48_000, 2],
    [96_000, 'stereo', 96_000, 2],
    [48_000, '5.1', 48_000, 6],
    [22_050, 'mono', 22_050, 1],
    [37_800, 'mono', 44_100, 1],
  ];
  test.each(kind === 'native' ? formats : formats.slice(0, 1))(
    'of %i Hz %s keeps its rate and channels (or the next legal rate)',
    async (rateHz, layout, outRateHz, channels) => {
      const source = await reader.probe(media.path('video.mp4'));
      const voice = media.path(`format-${kind}.wav`);
      await makeMedia(maker, voice, [
        '-f',
        'lavfi',
        '-i',
        `sine=r=${String(rateHz)}:d=2,aformat=channel_layouts=${layout}`,
      ]);
      const written = await rewrite(runner, source, media.path(`format-${kind}.mp4`), { soundtrack: { path: voice } });
      expect(written.audio.map((stream) => [stream.codec, stream.sampleRateHz, stream.channels])).toEqual([
        ['aac', outRateHz, channels],
      ]);
    },
  );

  test('that is muxed is the sound that drives the lips', async () => {
    const source = await reader.probe(media.path('video.mp4'));
    const path = media.path('clicks.mp3');
    const voice = await reader.probe(path);
    const plan = planSoundtrackFit({
      voiceSec: voice.audio[0].durationSec,
      pictureSec: pictureEndSec(source.video!),
      offsetSec: 0.123,
      fit: 'loop',
      toleranceSec: 0.04,
    });
    const driving = await gatherSamples(
      fittedVoiceOf(runner, await findSound(runner, path), plan, { rateHz: 16_000, channels: 1 }),
    );
    expect(driving.length).toBe(Math.round(plan.durationSec * 16_000));
    const output = media.path(`same-${kind}.mp4`);
    await rewrite(runner, source, output, { soundtrack: { path, offsetSec: 0.123, fit: 'loop', plan } });
    const heard = onsetsSec(await gatherSamples(reader.audio(output, 16_000)), 16_000);
    expectOnsets(heard, onsetsSec(driving, 16_000), 0.002);
    expect(heard.length).toBe(2);
  });
});

describe.skipIf(!native)('the written sound track', () => {
  it('says that its first samples are priming, so that every player starts at the voice', async () => {
    const source = await new FfmpegMediaReader(native!).probe(media.path('video.mp4'));
    const output = media.path('priming.mp4');
    await rewrite(native!, source, output, { soundtrack: { path: media.path('voice.wav') } });
    const words = [
      '-v',
      'error',
      '-select_streams',
      'a',
      '-show_entries',
      'packet=pts',
      '-of',
      'csv=p=0',
      '-ignore_editlist',
      '1',
      output,
    ];
    const raw = execFileSync('ffprobe', words, { encoding: 'utf8' }).split('\n')[0];
    const cooked = execFileSync(
      'ffprobe',
      words.filter((word) => !['-ignore_editlist', '1'].includes(word)),
      { encoding: 'utf8' },
    ).split('\n')[0];
    expect([Number.parseInt(raw, 10), Number.parseInt(cooked, 10)]).toEqual([0, -1024]);
  });
});
