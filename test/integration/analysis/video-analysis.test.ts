import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { landmarkRecordBytes } from '../../../core/analysis/landmark-codec.ts';
import { isStudioError } from '../../../core/errors.ts';
import { landmarkDistance, landmarkValues, outerEyeCorners } from '../../../core/geometry/landmarks.ts';
import { correlationOf } from '../../../core/tensor/correlation.ts';
import { openAnalysisBench, type AnalysisBench } from '../../support/open-analyser.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const obama = clipPath('test/EDTalk__test_data_uncrop_Obama.mp4');
const woman = clipPath('test/video-retalking__examples_face_5_hist.mp4');
const turned = clipPath('train/lip-reading-deeplearning__data_sample_video.mp4');
const outdoor = clipPath('test/LatentSync__assets_demo1_video.mp4');
const wide = clipPath('test/video-retalking__examples_face_1.mp4');

let bench: AnalysisBench;
beforeAll(async () => {
  bench = await openAnalysisBench();
});
afterAll(() => bench.close());

const presentIn = (track: FaceTrack) => track.isPresent.reduce((sum, value) => sum + value, 0);
const rangeOf = ({ startFrame, endFrame }: FaceTrack) => [startFrame, endFrame];

describe.skipIf(noFfmpeg)(`a video without a face${ffmpegNote}`, () => {
  test('is analysed without an error and blocked in words', async () => {
    const path = bench.make('bars.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=1']);
    const { frameCount, shots, faceTracks, findings } = await bench.analyse(path);
    expect(frameCount).toBe(25);
    expect(shots.at(-1)?.endFrame).toBe(25);
    expect(faceTracks).toEqual([]);
    expect(findings[0].code).toBe('analysis.no-face');
  });

  test('reports progress for every frame and stops when it is cancelled, leaving no raw file', async () => {
    const path = bench.make('long-bars.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=4']);
    const scratchFolder = mkdtempSync(join(bench.folder, 'cancel-'));
    const controller = new AbortController();
    const done: number[] = [];
    const job = bench.analyse(path, {
      scratchFolder,
      signal: controller.signal,
      onProgress: ({ doneFrames, totalFrames, phase }) => {
        expect([phase, totalFrames]).toEqual(['analysis', 100]);
        done.push(doneFrames);
        if (doneFrames === 10) controller.abort();
      },
    });
    await expect(job).rejects.toSatisfy((error) => isStudioError(error, 'job.cancelled'));
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(readdirSync(scratchFolder)).not.toContain('landmarks-raw.bin');
  });
});

describe.skipIf(noClips || noFfmpeg)(
  `real talking heads${noClips === false ? ffmpegNote : ` (skipped: ${noClips})`}`,
  () => {
    test.each([
      [0.08, 0],
      [0.16, 1],
    ])('do not include a knotted curtain in the blur: a still from %d of the height', async (top, faces) => {
      const still = `select=eq(n\\,0),crop=iw:iw*9/16:0:ih*${top},scale=1280:720,loop=59:1:0,setpts=N/25/TB`;
      const path = bench.make(`curtain-${top}.mp4`, [
        ...['-ss', '2', '-i', outdoor, '-an', '-vf', still, '-r', '25', '-frames:v', '60'],
        ...['-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv420p'],
      ]);
      const { faceTracks } = await bench.analyse(path);
      expect(faceTracks.map(presentIn)).toEqual(Array.from({ length: faces }, () => 60));
    });

    test.each([obama, woman])('are present and drivable in every frame: %s', async (path) => {
      const short = bench.make('short.mp4', ['-i', path, '-t', '2']);
      const { frameCount, shots, faceTracks } = await bench.analyse(short);
      expect(shots).toHaveLength(1);
      expect(faceTracks).toHaveLength(1);
      const [track] = faceTracks;
      expect([presentIn(track), ...rangeOf(track)]).toEqual([frameCount, 0, frameCount]);
      expect(track.isDrivable.every((value) => value === 1)).toBe(true);
      expect(track.factors.lip.values.some(Number.isNaN)).toBe(false);
      // A talking mouth opens, and is at rest in some frames.
      const open = track.factors.lip.values.filter((_, i) => i % 4 === 0).toSorted();
      expect(open[Math.floor(frameCount * 0.05)]).toBeLessThan(0.02);
      expect(open[Math.floor(frameCount * 0.95)]).toBeGreaterThan(0.06);
    });

    test('give landmarks in any order, from a file of fixed-size records', async () => {
      const short = bench.make('records.mp4', ['-i', obama, '-t', '3']);
      const scratchFolder = mkdtempSync(join(bench.folder, 'records-'));
      const { frameCount, faceTracks } = await bench.analyse(short, { scratchFolder });
      expect(statSync(join(scratchFolder, 'landmarks.bin')).size).toBe(frameCount * landmarkRecordBytes);
      expect(existsSync(join(scratchFolder, 'landmarks-raw.bin'))).toBe(false);
      const { landmarks, pose } = faceTracks[0];
      const first = new Float32Array(landmarkValues);
      const again = new Float32Array(landmarkValues);
      for (const frame of [0, frameCount - 1, 3, 60, 59, 20]) {
        expect(landmarks.read(frame, first)).toBe(true);
        expect(landmarkDistance(first, ...outerEyeCorners) / pose[frame * 6 + 5]).toBeCloseTo(1, 0);
      }
      landmarks.read(99, again);
      landmarks.read(20, again);
      expect(again).toEqual(first);
      expect(landmarks.read(frameCount, again)).toBe(false);
      expect(landmarks.read(-1, again)).toBe(false);
    });

    test('side by side keep their identities, left and right', async () => {
      const filter = '[0]scale=450:450,fps=25,setsar=1[a];[1]scale=450:450,fps=25,setsar=1[b];[a][b]hstack';
      const path = bench.make('two.mp4', [
        '-t',
        '3',
        '-i',
        obama,
        '-t',
        '3',
        '-i',
        woman,
        '-filter_complex',
        filter,
        '-t',
        '3',
      ]);
      const { frameCount, faceTracks, findings } = await bench.analyse(path);
      expect(faceTracks.map(presentIn)).toEqual([frameCount, frameCount]);
      expect(new Set(faceTracks.map(({ personIndex }) => personIndex)).size).toBe(2);
      const points = new Float32Array(landmarkValues);
      for (const { landmarks, box } of faceTracks) {
        const isRight = box.x > 450;
        for (let frame = 0; frame < frameCount; frame++) {
          landmarks.read(frame, points);
          expect(points[3] > 450).toBe(isRight);
        }
      }
      expect(findings.map(({ code }) => code)).toContain('analysis.several-faces');
    });

    test('stay the same people through cuts, without losing a frame', async () => {
      const square = 'scale=480:480,fps=25,setsar=1';
      const filter = `[0]${square}[a];[1]${square}[b];[2]${square}[c];[a][b][c]concat=n=3`;
      const inputs = ['-t', '2', '-i', obama, '-t', '2', '-i', woman, '-ss', '2', '-t', '2', '-i', obama];
      const { shots, faceTracks } = await bench.analyse(bench.make('cuts.mp4', [...inputs, '-filter_complex', filter]));
      expect(shots.map(({ startFrame }) => startFrame)).toEqual([0, 50, 100]);
      const inOrder = faceTracks.toSorted((a, b) => a.startFrame - b.startFrame);
      expect(inOrder.map(rangeOf)).toEqual([
        [0, 50],
        [50, 100],
        [100, 150],
      ]);
      expect(inOrder.map(presentIn)).toEqual([50, 50, 50]);
      const [first, second, third] = inOrder.map(({ personIndex }) => personIndex);
      expect(third).toBe(first);
      expect(second).not.toBe(first);
    });

    test('that are hidden for a moment are bridged, and for longer are away', async () => {
      const hide = "drawbox=x=0:y=0:w=450:h=450:color=gray:t=fill:enable='between(n,20,22)+between(n,40,59)'";
      const { faceTracks, findings } = await bench.analyse(
        bench.make('gaps.mp4', ['-i', obama, '-t', '3', '-vf', hide]),
      );
      const isPresent = new Uint8Array(75);
      for (const track of faceTracks) track.isPresent.forEach((value, t) => (isPresent[track.startFrame + t] |= value));
      const missing = [...isPresent.keys()].filter((frame) => isPresent[frame] === 0);
      expect(missing).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
      const finding = findings.find(({ code }) => code === 'analysis.frames-without-face');
      expect(finding?.frames).toEqual([{ startFrame: 40, endFrame: 60 }]);
      expect(new Set(faceTracks.map(({ personIndex }) => personIndex)).size).toBe(1);
    });

    test('are found when they are small in a wide shot', async () => {
      const shrink = 'scale=206:-2,pad=1280:720:700:300:gray';
      const { frameCount, faceTracks } = await bench.analyse(
        bench.make('wide.mp4', ['-i', wide, '-t', '1', '-vf', shrink]),
      );
      expect(faceTracks.map(presentIn)).toEqual([frameCount]);
      expect(faceTracks[0].medianIodPx).toBeLessThan(40);
    });

    test('that turn away are present but not drivable there', async () => {
      const { faceTracks, findings } = await bench.analyse(bench.make('turned.mp4', ['-i', turned, '-t', '2']));
      const [track] = faceTracks;
      expect(presentIn(track)).toBe(track.endFrame - track.startFrame);
      const isTurned = track.isDrivable.map((_, t) => (Math.abs(track.pose[t * 6]) > 0.63 ? 1 : 0));
      expect(isTurned.includes(1)).toBe(true);
      isTurned.forEach((value, t) => expect(value === 1 && track.isDrivable[t] === 1).toBe(false));
      expect(track.isDrivable.at(-1)).toBe(1);
      expect(findings.map(({ code }) => code)).toContain('analysis.turned-away');
    });

    test('mirrored, look and turn the other way; eyes, blinks and lips change sides, not size', async () => {
      const plain = await bench.analyse(bench.make('plain.mp4', ['-i', woman, '-t', '2']));
      const mirrored = await bench.analyse(bench.make('mirrored.mp4', ['-i', woman, '-t', '2', '-vf', 'hflip']));
      const [a, b] = [plain.faceTracks[0], mirrored.faceTracks[0]];
      const meanOf = (track: FaceTrack, factor: 'lip' | 'eye' | 'headPose', handle: number, count: number) =>
        track.factors[factor].values.filter((_, i) => i % count === handle).reduce((sum, value) => sum + value, 0) /
        (track.endFrame - track.startFrame);
      const yaws = [meanOf(a, 'headPose', 0, 6), meanOf(b, 'headPose', 0, 6)];
      expect(Math.abs(yaws[0])).toBeGreaterThan(0.05);
      expect(yaws[1]).toBeCloseTo(-yaws[0], 1);
      expect(meanOf(b, 'headPose', 2, 6)).toBeCloseTo(-meanOf(a, 'headPose', 2, 6), 1);
      expect(meanOf(b, 'headPose', 1, 6)).toBeCloseTo(meanOf(a, 'headPose', 1, 6), 1);
      expect(meanOf(b, 'lip', 0, 4)).toBeCloseTo(meanOf(a, 'lip', 0, 4), 1);
      // A blink of the subject's right eye is one of the left eye in the mirror.
      const blinks = (track: FaceTrack, handle: number) =>
        [...track.factors.eye.values].filter((_, i) => i % 4 === handle);
      expect(correlationOf(blinks(b, 0), blinks(a, 1))).toBeGreaterThan(0.8);
    });

    test('only the middle of a mouth is no face', async () => {
      const path = bench.make('mouth.mp4', ['-i', woman, '-t', '1', '-vf', 'crop=110:80:210:340,scale=512:-2']);
      expect((await bench.analyse(path)).faceTracks).toEqual([]);
    });
  },
);
