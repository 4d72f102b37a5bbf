import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReversedSounds } from '../../../core/ports/reversed-sounds.ts';
import { createReversedSounds } from '../../../main/engine/artifacts/reversed-sounds.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../../../main/engine/media/index.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const rateHz = 16_000;

describe.skipIf(noFfmpeg).each(['native', 'wasm'] as const)(
  `sounds turned round with %s ffmpeg${ffmpegNote}`,
  (kind) => {
    let folder: string;
    let sounds: ReversedSounds;
    let reader: FfmpegMediaReader;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'facet-reversed-'));
      const runner = await makeMediaRunner({ force: kind });
      reader = new FfmpegMediaReader(runner);
      sounds = createReversedSounds(createArtifactCache(join(folder, 'cache')), async () => runner);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const make = (name: string, words: readonly string[]): string => {
      const path = join(folder, name);
      execFileSync('ffmpeg', ['-v', 'error', '-y', ...words, path]);
      return path;
    };
    const samplesOf = async (path: string): Promise<number[]> => {
      const samples: number[] = [];
      for await (const chunk of reader.audio(path, rateHz)) samples.push(...chunk);
      return samples;
    };

    it('have the same samples from the last to the first', async () => {
      const path = make('ramp.wav', ['-f', 'lavfi', '-i', `aevalsrc=t/2:s=${String(rateHz)}:d=1.2345`]);
      const turned = await sounds.open({ path, contentKey: 'ramp' });
      const [before, after] = [await samplesOf(path), await samplesOf(turned.path)];
      expect(after).toHaveLength(before.length);
      const furthest = Math.max(...after.map((value, index) => Math.abs(value - before[before.length - 1 - index])));
      expect(furthest).toBeLessThan(1e-4);
    });

    it('are made once, of the sound of videos too, and named by their content', async () => {
      const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=1', '-f', 'lavfi', '-i', 'sine=d=1'];
      const path = make('film.mp4', [...source, '-pix_fmt', 'yuv420p']);
      const first = await sounds.open({ path, contentKey: 'film' });
      expect(await sounds.open({ path: '/moved/away.mp4', contentKey: 'film' })).toEqual(first);
      expect((await reader.probe(first.path)).audio[0].durationSec).toBeCloseTo(1, 1);
    });

    it('are refused where there is no sound', async () => {
      const path = make('mute.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=1', '-pix_fmt', 'yuv420p']);
      await expect(sounds.open({ path, contentKey: 'mute' })).rejects.toMatchObject({ code: 'media.no-audio' });
    });
  },
);
