import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { displayMatrixOf } from '../../../core/media/display-matrix.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { MediaArtifacts } from '../../../core/ports/media-artifacts.ts';
import type { PlacedVoice, SceneFile } from '../../../core/project/scene.ts';
import { createMediaArtifacts } from '../../../main/engine/artifacts/media-artifacts.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../../../main/engine/media/index.ts';
import { writeDisplayMatrix } from '../../../main/engine/media/mp4-track-header.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const rateHz = 48_000;

describe.skipIf(noFfmpeg).each(['native', 'wasm'] as const)(
  `artifacts of media with %s ffmpeg${ffmpegNote}`,
  (kind) => {
    let folder: string;
    let cache: ArtifactCache;
    let artifacts: MediaArtifacts;
    let reader: FfmpegMediaReader;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'facet-artifacts-'));
      cache = createArtifactCache(join(folder, 'cache'));
      const runner = await makeMediaRunner({ force: kind });
      reader = new FfmpegMediaReader(runner);
      artifacts = createMediaArtifacts(cache, async () => runner);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const make = (name: string, words: readonly string[]): SceneFile => {
      const path = join(folder, name);
      execFileSync('ffmpeg', ['-v', 'error', '-y', ...words, path]);
      return { path, contentKey: name };
    };
    /** A sound whose loudness goes from step to step, one a second. */
    const steps = (name: string, levels: readonly number[], words: readonly string[] = []) => {
      const level = levels.map((value, second) => `between(t,${second},${second + 0.99999})*${value}`).join('+');
      const source = `aevalsrc='(${level})*sin(2*PI*1000*t)':s=${rateHz}:d=${levels.length}`;
      return make(name, ['-f', 'lavfi', '-i', source, ...words]);
    };
    const pathOf = async (key: string, name: string) => join((await cache.find(key)) ?? 'nowhere', name);
    const soundOf = async (path: string): Promise<Float32Array> => {
      const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'f32le', '-'], { maxBuffer: 1 << 28 });
      return new Float32Array(new Uint8Array(raw).buffer);
    };
    /** Loudest sample of the left channel from one time to another. */
    const loudest = (stereo: Float32Array, fromSec: number, toSec: number) => {
      let peak = 0;
      for (let i = Math.round(fromSec * rateHz); i < Math.round(toSec * rateHz); i++) {
        peak = Math.max(peak, Math.abs(stereo[i * 2]));
      }
      return peak;
    };

    it('measures the loudest sample of every hundredth of a second', async () => {
      const file = steps('steps.wav', [0.25, 0, 0.75], ['-c:a', 'pcm_f32le']);
      const { artifactKey, peaksPerSec, durationSec } = await artifacts.measurePeaks(file);
      expect([peaksPerSec, durationSec]).toEqual([100, 3]);
      const peaks = new Float32Array(new Uint8Array(readFileSync(await pathOf(artifactKey, 'peaks.f32'))).buffer);
      expect(peaks).toHaveLength(300);
      for (const [second, level] of [0.25, 0, 0.75].entries()) {
        for (const hundredth of [1, 50, 98]) expect(peaks[second * 100 + hundredth]).toBeCloseTo(level, 3);
      }
    });

    it('takes the frames that are shown at the times, small and in the right colours', async () => {
      const colours = ['red', 'lime', 'blue'].flatMap((colour) => [
        '-f',
        'lavfi',
        '-i',
        `color=${colour}:s=1280x720:r=25:d=1`,
      ]);
      const joined = [
        '-filter_complex',
        '[0][1][2]concat=n=3,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p',
      ];
      const video = make('colours.mp4', [
        ...colours,
        ...joined,
        '-colorspace',
        'bt709',
        '-color_range',
        'tv',
        '-crf',
        '10',
      ]);
      const key = await artifacts.takeThumbnails(video, [2.5, 0, 99, 1.02]);
      const shown = [];
      for (const index of [0, 1, 2, 3]) {
        const path = await pathOf(key, `${index}.jpg`);
        const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
        expect(raw.length).toBe(284 * 160 * 3);
        shown.push(
          [...raw.subarray(raw.length / 2 + 300, raw.length / 2 + 303)].map((value) => Math.round(value / 32)),
        );
      }
      expect(shown).toEqual([
        [0, 0, 8],
        [8, 0, 0],
        [0, 0, 8],
        [0, 8, 0],
      ]);
    });

    it('makes a proxy whose frames have the times of the original, upright, narrow enough, with a keyframe every half second', async () => {
      const source = ['-f', 'lavfi', '-i', 'testsrc2=s=1600x900:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4'];
      // Frames at uneven times, a late start, stored lying on its side.
      const uneven = ['-vf', "select='mod(n,3)',setpts=PTS+0.2/TB", '-fps_mode', 'passthrough', '-pix_fmt', 'yuv420p'];
      const video = make('lying.mp4', [...source, ...uneven, '-preset', 'ultrafast']);
      await writeDisplayMatrix(video.path, displayMatrixOf({ rotation: 90, isMirrored: false }, 1600, 900));
      const ratios: number[] = [];
      const key = await artifacts.makeProxy(video, { onProgress: (done, total) => ratios.push(done / total) });
      const original = await reader.probe(video.path);
      const proxy = await reader.probe(await pathOf(key, 'proxy.mp4'));
      expect([...(proxy.video?.frameTimesSec ?? [])]).toEqual([...(original.video?.frameTimesSec ?? [])]);
      expect(proxy.video).toMatchObject({ codec: 'h264', rotation: 0 });
      const { widthPx, heightPx } = original.video ?? { widthPx: 0, heightPx: 1 };
      expect(proxy.video?.widthPx).toBe(Math.min(1280, widthPx));
      expect((proxy.video?.widthPx ?? 0) / (proxy.video?.heightPx ?? 1)).toBeCloseTo(widthPx / heightPx, 2);
      expect(proxy.audio).toHaveLength(1);
      expect(proxy.audio[0].startSec).toBeCloseTo(0, 2);
      expect(ratios.at(-1)).toBe(1);
      const packets = execFileSync('ffprobe', [
        ...['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0'],
        await pathOf(key, 'proxy.mp4'),
      ]).toString();
      const keySec = packets
        .split('\n')
        .filter((line) => line.includes('K'))
        .map((line) => Number(line.split(',')[0]));
      const gaps = keySec.slice(1).map((timeSec, i) => timeSec - keySec[i]);
      expect(Math.max(...gaps)).toBeLessThan(0.62);
      expect(keySec.length).toBeGreaterThanOrEqual(8);
    });

    it('makes a proxy of a wide video without sound, narrower', async () => {
      const video = make('mute.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=1600x900:r=10:d=1', '-pix_fmt', 'yuv420p']);
      const proxy = await reader.probe(await pathOf(await artifacts.makeProxy(video), 'proxy.mp4'));
      expect(proxy.audio).toEqual([]);
      expect(proxy.video).toMatchObject({ widthPx: 1280, heightPx: 720 });
      expect(proxy.video?.frameTimesSec).toHaveLength(10);
    });

    it('mixes voices on the picture time with their gain, as long as asked for', async () => {
      const mono = steps('mono.wav', [0.1, 0.2, 0.4], ['-c:a', 'pcm_f32le']);
      const stereo = steps('stereo.wav', [0.3], ['-ac', '2', '-c:a', 'pcm_f32le']);
      const both = await loudestOfFile(stereo);
      const at = (
        file: SceneFile,
        startSec: number,
        sourceStartSec: number,
        durationSec: number,
        gainDb = 0,
      ): PlacedVoice => ({
        file,
        startSec,
        sourceStartSec,
        durationSec,
        gainDb,
      });
      const voices = [
        at(mono, -0.5, 0, 1), // its first half second lies before the picture
        at(mono, 1, 2, 0.5, -6.0206),
        at(mono, 2, 1, 0.5), // from an earlier place than the one before it
        at(stereo, 3, 0, 0.5, 6.0206),
        at(mono, 3.9, 2, 1), // runs past the end
      ];
      const key = await artifacts.mixVoices(voices, 4.25);
      const path = await pathOf(key, 'voice.m4a');
      expect((await reader.probe(path)).audio[0]).toMatchObject({
        codec: 'aac',
        sampleRateHz: rateHz,
        channels: 2,
        durationSec: 4.25,
      });
      const sound = await soundOf(path);
      const levels = [
        [0.05, 0.45, 0.1],
        [0.55, 0.95, 0],
        [1.05, 1.45, 0.2],
        [1.55, 1.95, 0],
        [2.05, 2.45, 0.2],
        [3.05, 3.45, 2 * both],
        [3.95, 4.2, 0.4],
      ];
      for (const [from, to, level] of levels) expect(Math.abs(loudest(sound, from, to) - level)).toBeLessThan(0.02);
    });

    const loudestOfFile = async (file: SceneFile) => loudest(await soundOf(file.path), 0.05, 0.9);

    it('mixes silence when nobody speaks', async () => {
      const path = await pathOf(await artifacts.mixVoices([], 1), 'voice.m4a');
      expect(loudest(await soundOf(path), 0, 1)).toBe(0);
    });

    it('names an unreadable voice, and leaves nothing in the cache', async () => {
      const path = join(folder, 'text.wav');
      writeFileSync(path, 'not a sound at all');
      const voice = { file: { path, contentKey: 'text' }, startSec: 0, sourceStartSec: 0, durationSec: 1, gainDb: 0 };
      const before = readdirSync(join(folder, 'cache'));
      await expect(artifacts.mixVoices([voice], 2)).rejects.toMatchObject({ code: 'media.not-media' });
      await expect(artifacts.makeProxy({ path, contentKey: 'text' })).rejects.toMatchObject({
        code: 'media.not-media',
      });
      expect(readdirSync(join(folder, 'cache'))).toEqual(before);
      expect(readdirSync(join(folder, 'cache', '.work'))).toEqual([]);
    });

    it('stops at once when it is cancelled, and makes it whole the next time', async () => {
      const video = make('again.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=8', '-pix_fmt', 'yuv420p']);
      const controller = new AbortController();
      const cancelled = artifacts.makeProxy(video, { signal: controller.signal, onProgress: () => controller.abort() });
      await expect(cancelled).rejects.toMatchObject({ code: 'job.cancelled' });
      const proxy = await reader.probe(await pathOf(await artifacts.makeProxy(video), 'proxy.mp4'));
      expect(proxy.video?.frameTimesSec).toHaveLength(200);
    });
  },
);
