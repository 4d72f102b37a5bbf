import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SceneReport } from '../../../main/cli/scene-report.ts';
import { importTinyPack } from '../../support/pdfgc-tiny.ts';
import { ffmpeg, processesIn, runFacet, startFacet } from '../../support/run-facet.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

/** A face that a program draws, speaking. */
const sample = resolve(import.meta.dirname, '../../../examples/sample-talk.mp4');

/** Half a second of silence, then a tone: where it begins is seen to the sample. */
const voiceSource = "aevalsrc='if(gte(t,0.5),0.5*sin(2*PI*220*t),0)':s=16000:d=1.49";
const onsetSec = 0.5;

// A shared machine may be ten times slower than a free one; nothing here is about speed.
describe.skipIf(noFfmpeg)(`a generative pack on the command line${ffmpegNote}`, { timeout: 600_000 }, () => {
  let folder: string;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-generative-')));
    env = { FACET_HOME: join(folder, 'home'), FACET_CACHE: '' };
    await mkdir(join(folder, 'scratch'));
    await mkdir(join(folder, 'home', 'packs'), { recursive: true });
    await importTinyPack(join(folder, 'home', 'packs', 'tiny'));
    await ffmpeg(folder, ['-i', sample, '-t', '1.6', '-an', '-c:v', 'libx264', '-crf', '10', 'talk.mp4']);
    await ffmpeg(folder, ['-i', 'talk.mp4', '-frames:v', '1', 'portrait.png']);
    await ffmpeg(folder, ['-f', 'lavfi', '-i', voiceSource, 'voice.wav']);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const facet = async (...words: string[]): Promise<SceneReport> => {
    const { status, out, err } = await runFacet(folder, [...words, '--json', '--quiet'], env);
    expect([status, err]).toEqual([0, '']);
    return JSON.parse(out) as SceneReport;
  };
  const raw = (words: readonly string[]): Buffer =>
    execFileSync('ffmpeg', ['-v', 'error', ...words, '-'], { cwd: folder, maxBuffer: 1 << 28 });
  const timesOf = (name: string): string[] => {
    const words = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', name];
    return execFileSync('ffprobe', words, { cwd: folder }).toString().trim().split('\n').sort();
  };
  /** Seconds at which the sound becomes loud. */
  const onsetsOf = (name: string): number[] => {
    const bytes = raw(['-i', name, '-vn', '-ac', '1', '-ar', '16000', '-f', 'f32le']);
    const samples = new Float32Array(new Uint8Array(bytes).buffer);
    const window = 160;
    const onsets: number[] = [];
    let wasLoud = false;
    for (let at = 0; at + window <= samples.length; at += window / 4) {
      const isLoud = samples.subarray(at, at + window).some((value) => Math.abs(value) > 0.1);
      if (isLoud && !wasLoud) onsets.push(at / 16_000);
      wasLoud = isLoud;
    }
    return onsets;
  };
  const soundSecOf = (name: string): number => {
    const words = ['-v', 'error', '-select_streams', 'a', '-show_entries', 'stream=duration', '-of', 'csv=p=0', name];
    return Number(execFileSync('ffprobe', words, { cwd: folder }).toString());
  };
  /** Mean difference in luma of a part of the picture between two files, over all of their common frames. */
  const differenceIn = (a: string, b: string, part: string): number => {
    const read = (name: string): Buffer =>
      raw(['-i', name, '-map', '0:v', '-vf', `scale=640:640,crop=${part},format=gray`, '-f', 'rawvideo']);
    const [one, other] = [read(a), read(b)];
    let sum = 0;
    for (let i = 0; i < one.length; i++) sum += Math.abs(one[i] - other[i % other.length]);
    return sum / one.length;
  };

  it('makes a still picture speak for as long as the voice, on time, and keeps what is not the face', async () => {
    const report = await facet('animate', 'portrait.png', 'voice.wav', '-o', 'still.mp4', '--preset', 'high');
    // 1.49 s of voice are 37.25 frames of 25 a second.
    expect(report.frames).toEqual({ total: 38, changed: 38, untouched: 0 });
    expect(timesOf('still.mp4').map(Number)).toEqual(Array.from({ length: 38 }, (_, n) => Number((n / 25).toFixed(6))));
    expect(soundSecOf('still.mp4')).toBeCloseTo(38 / 25, 3);
    const onsets = onsetsOf('still.mp4');
    expect(onsets).toHaveLength(1);
    expect(Math.abs(onsets[0] - onsetSec)).toBeLessThan(0.012);
    expect(differenceIn('still.mp4', 'portrait.png', '640:60:0:0')).toBeLessThan(1.5);
    expect(differenceIn('still.mp4', 'portrait.png', '240:240:200:200')).toBeGreaterThan(8);
    const items = Object.fromEntries(report.networks.map(({ network, items: count }) => [network, count]));
    expect(items).toEqual({ appearance: 1, motion: 1, audio: 38, generator: 38 });
  });

  it('keeps frames, times and everything around the face of a video that it dubs', async () => {
    const report = await facet('dub', 'talk.mp4', 'voice.wav', '--pack', 'golden', '-o', 'dub.mp4', '--preset', 'high');
    const times = timesOf('talk.mp4');
    expect(report.frames.total).toBe(times.length);
    expect(report.frames.changed).toBeGreaterThan(20);
    expect(timesOf('dub.mp4')).toEqual(times);
    expect(differenceIn('dub.mp4', 'talk.mp4', '640:60:0:0')).toBeLessThan(1.5);
    expect(differenceIn('dub.mp4', 'talk.mp4', '200:120:220:300')).toBeGreaterThan(4);
    expect(onsetsOf('dub.mp4')).toEqual([expect.closeTo(onsetSec, 1)]);
  });

  it('takes factors of other videos, and encodes and makes nothing twice', async () => {
    const words = [
      'animate',
      'portrait.png',
      'voice.wav',
      '--pose',
      'talk.mp4',
      '--eyes',
      'talk.mp4',
      '-o',
      'driven.mp4',
    ];
    const first = await facet(...words);
    // The driver was encoded when it was dubbed; the portrait is a single picture.
    const items = Object.fromEntries(first.networks.map(({ network, items: count }) => [network, count]));
    expect(items).toMatchObject({ appearance: 0, audio: 38, generator: 38 });
    expect(items.motion).toBeLessThanOrEqual(1);
    expect(differenceIn('driven.mp4', 'still.mp4', '240:240:200:200')).toBeGreaterThan(0.5);
    const { status, out } = await runFacet(folder, [...words, '-y'], env);
    expect(status).toBe(0);
    expect(out).toContain('every frame was there from an earlier run');
  });

  it('leaves nothing when it is interrupted while faces are made', async () => {
    await ffmpeg(folder, ['-stream_loop', '3', '-i', 'voice.wav', 'long.wav']);
    const run = startFacet(folder, ['animate', 'portrait.png', 'long.wav', '-o', 'out.mp4'], env);
    await run.seen(/Making faces/);
    run.child.kill('SIGINT');
    const { status, err } = await run.result;
    expect(status).toBe(130);
    expect(err).toMatch(/Cancelled; nothing was written\.\n$/);
    expect((await readdir(folder)).filter((name) => name.includes('out'))).toEqual([]);
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
    await expect.poll(() => processesIn(folder), { timeout: 30_000 }).toEqual([]);
  });
});
