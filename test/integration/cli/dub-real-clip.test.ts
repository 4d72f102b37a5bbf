import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DubReport } from '../../../main/studio.ts';
import { ffmpeg, processesIn, runFacet, startFacet } from '../../support/run-facet.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const run = promisify(execFile);
const shared = join(process.cwd(), '..', 'shared');
const clip = join(shared, 'clips', 'test', 'LatentSync__assets_demo1_video.mp4');
const voice = join(shared, 'speech', 'dreamtalk__french1.wav');

// Real faces are not stored in the repository.
// A shared machine may be ten times slower than a free one; nothing here is about speed.
describe.skipIf(!existsSync(clip) || noFfmpeg)(
  `dubbing a real clip (needs ../shared)${ffmpegNote}`,
  { timeout: 600_000 },
  () => {
    let folder: string;

    beforeAll(async () => {
      folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-real-')));
      await mkdir(join(folder, 'scratch'));
      await ffmpeg(folder, [
        '-t',
        '3',
        '-i',
        clip,
        '-vf',
        'scale=360:-2',
        '-preset',
        'veryfast',
        '-crf',
        '12',
        'talk.mp4',
      ]);
      await ffmpeg(folder, ['-i', voice, '-t', '2', 'voice.wav']);
    });

    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    async function frameHashes(name: string): Promise<string[]> {
      const { stdout } = await run(
        'ffmpeg',
        ['-v', 'error', '-i', join(folder, name), '-map', '0:v', '-f', 'framemd5', '-'],
        { maxBuffer: 1 << 24 },
      );
      return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    }

    async function dub(output: string, ...more: string[]): Promise<DubReport> {
      const words = ['dub', 'talk.mp4', 'voice.wav', '-o', output, '--quiet', '--report', 'report.json', ...more];
      const { status, err } = await runFacet(folder, words);
      expect(err).toBe('');
      expect(status).toBe(0);
      return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as DubReport;
    }

    it('writes as many frames as it reads, with the new voice, and tells what it did', async () => {
      const report = await dub('whole.mp4');
      const frames = await frameHashes('talk.mp4');
      expect(await frameHashes('whole.mp4')).toHaveLength(frames.length);
      expect(report.frames).toEqual({ total: frames.length, driven: frames.length, untouched: 0 });
      expect(report.faces).toEqual([
        expect.objectContaining({ faceNumber: 1, isDubbed: true, presentFrames: frames.length }),
      ]);
      expect(report.fit.sentence).toMatch(/silence fills the rest/);
      expect(report.peakMemoryBytes).toBeLessThan(1.5e9);
      expect(report.timings.total).toBeGreaterThan(report.timings.render);
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(await readdir(join(folder, 'scratch'))).toEqual([]);
      expect(await processesIn(folder)).toEqual([]);
    });

    it('drives only the frames of a range', async () => {
      const report = await dub('range.mp4', '--range', '1-2', '--no-adapt', '--preset', 'draft');
      expect(report.frames.driven).toBeGreaterThan(0);
      expect(report.frames.driven).toBeLessThanOrEqual(25);
      expect(report.frames.untouched).toBe(report.frames.total - report.frames.driven);
      expect(report.adaptation[0].isUsed).toBe(false);
    });

    it('changes nothing with strength 0: every frame passes untouched', async () => {
      const report = await dub('nothing.mp4', '--strength', '0', '--preset', 'draft');
      expect(report.frames.driven).toBe(0);
      expect(report.frames.untouched).toBe(report.frames.total);
    });

    it('says who is there when another face is asked for', async () => {
      const { status, err } = await runFacet(folder, [
        'dub',
        'talk.mp4',
        'voice.wav',
        '-o',
        'other.mp4',
        '--face',
        '2',
        '--quiet',
      ]);
      expect(status).toBe(4);
      expect(err).toMatch(/There is no face 2\. The video has one face, number 1\. \[analysis\.face-not-chosen\]/);
      expect(existsSync(join(folder, 'other.mp4'))).toBe(false);
    });

    it('says that the disk is full when it fills up, and leaves nothing half-written', async ({ skip }) => {
      const small = join(folder, 'small');
      await mkdir(small);
      const isMounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'tmpfs', small]).then(
        () => true,
        () => false,
      );
      if (!isMounted) skip('a small file system cannot be mounted here');
      try {
        const dubbing = startFacet(folder, [
          'dub',
          'talk.mp4',
          'voice.wav',
          '-o',
          'small/out.mp4',
          '--preset',
          'master',
        ]);
        await dubbing.seen(/Rendering/);
        await writeFile(join(small, 'filler'), new Uint8Array(12e6)).catch(() => undefined);
        const { status, err } = await dubbing.result;
        expect(err).toContain('[export.disk-full]');
        expect(status).toBe(7);
        expect(await readdir(small)).toEqual(['filler']);
      } finally {
        await run('umount', [small]);
      }
    });
  },
);
