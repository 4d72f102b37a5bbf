import { mkdtempSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VideoAnalysis } from '../../../core/analysis/face-track.ts';
import { factorNames } from '../../../core/analysis/factor.ts';
import { landmarkValues } from '../../../core/geometry/landmarks.ts';
import type { AnalysisArchive } from '../../../core/ports/analysis-archive.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { SceneFile } from '../../../core/project/scene.ts';
import { createAnalysisArchive } from '../../../main/engine/artifacts/analysis-archive.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { openAnalysisBench } from '../../support/open-analyser.ts';
import type { AnalysisBench } from '../../support/open-analyser.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { noFfmpeg } from '../../support/system-ffmpeg.ts';

const reason = noFfmpeg || noClips;

describe.skipIf(reason)(`the archive of analyses${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let bench: AnalysisBench;
  let cache: ArtifactCache;
  let archive: AnalysisArchive;
  let video: SceneFile;
  let analyses = 0;
  beforeAll(async () => {
    bench = await openAnalysisBench();
    cache = createArtifactCache(join(bench.folder, 'cache'));
    archive = createAnalysisArchive({
      cache,
      openReader: async () => bench.reader,
      openAnalyser: async () => ({
        canonicalFace: bench.analyser.canonicalFace,
        analyse: (info, options) => {
          analyses++;
          return bench.analyser.analyse(info, options);
        },
        close: async () => undefined,
      }),
    });
    // A face, then half a second of nothing, then the face again: two shots, two tracks, a gap.
    const clip = clipPath('test/LatentSync__assets_demo1_video.mp4');
    const face = '[0:v]scale=360:640,setsar=1,fps=25,trim=0:1,setpts=PTS-STARTPTS,split[a][b]';
    const parts = `${face};color=gray:s=360x640:r=25:d=0.5,setsar=1[c];[a][c][b]concat=n=3`;
    const path = bench.make('cut.mp4', ['-i', clip, '-filter_complex', parts]);
    video = { path, contentKey: 'cut' };
  });
  afterAll(() => bench.close());

  /** Everything that an analysis says, with the landmarks of every frame. */
  const contentOf = ({ faceTracks, ...rest }: VideoAnalysis) => ({
    ...rest,
    faceTracks: faceTracks.map(({ landmarks, ...track }) => {
      const meshes = [];
      for (let frame = track.startFrame - 1; frame <= track.endFrame; frame++) {
        const mesh = new Float32Array(landmarkValues);
        meshes.push(landmarks.read(frame, mesh) ? mesh : null);
      }
      return { ...track, meshes };
    }),
  });

  it('gives back exactly what the analyser found, and where the frames are', async () => {
    const found = contentOf(await bench.analyse(video.path));
    const opened = await archive.open(video);
    expect(found.faceTracks.length).toBeGreaterThanOrEqual(2);
    expect(contentOf(opened.analysis)).toEqual(found);
    expect(opened.info).toEqual(await bench.reader.probe(video.path));
    await opened.close();
  });

  it('analyses a content once, wherever its file lies', async () => {
    const before = analyses;
    const moved = { ...video, path: join(bench.folder, 'elsewhere.mp4') };
    const opened = await archive.open(moved);
    expect(opened.info.path).toBe(moved.path);
    expect(analyses).toBe(before);
    await opened.close();
    await opened.close();
  });

  it('shares the work between callers, each with a file of its own to close', async () => {
    const before = analyses;
    const fresh = { ...video, contentKey: 'shared' };
    const reports: number[] = [];
    const [one, two] = await Promise.all([
      archive.open(fresh, { onProgress: ({ doneFrames }) => reports.push(doneFrames) }),
      archive.open(fresh),
    ]);
    expect(analyses).toBe(before + 1);
    expect(reports.at(-1)).toBe(one.analysis.frameCount);
    await one.close();
    const mesh = new Float32Array(landmarkValues);
    const [track] = two.analysis.faceTracks;
    expect(track.landmarks.read(track.startFrame, mesh)).toBe(true);
    await two.close();
  });

  it('keeps nothing of a cancelled analysis', async () => {
    const controller = new AbortController();
    const fresh = { ...video, contentKey: 'cancelled' };
    const cancelled = archive.open(fresh, {
      signal: controller.signal,
      onProgress: ({ doneFrames }) => doneFrames === 5 && controller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'job.cancelled' });
    const before = analyses;
    const opened = await archive.open(fresh);
    expect(analyses).toBe(before + 1);
    await opened.close();
  });

  it.each(['analysis.json', 'landmarks.bin', 'pose.f32', 'factors-1.f32'])(
    'analyses again when %s was cut off',
    async (name) => {
      const first = await archive.open(video);
      const content = contentOf(first.analysis);
      await first.close();
      truncateSync(join((await cache.find(first.artifactKey)) ?? '', name), 100);
      const before = analyses;
      const again = await archive.open(video);
      expect(analyses).toBe(before + 1);
      expect(contentOf(again.analysis)).toEqual(content);
      await again.close();
    },
  );

  it('writes the factors of a face as rows of 18 numbers, as the editor reads them', async () => {
    const opened = await archive.open(video);
    const [track] = opened.analysis.faceTracks;
    const total = factorNames.reduce((sum, name) => sum + track.factors[name].handles.length, 0);
    expect(total).toBe(18);
    await opened.close();
  });

  it('refuses a picture that cannot be dubbed before any network is loaded', async () => {
    const before = analyses;
    const path = bench.make('ten.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:d=1', '-pix_fmt', 'yuv420p10le']);
    await expect(archive.open({ path, contentKey: 'ten' })).rejects.toMatchObject({
      code: 'media.unsupported-bit-depth',
    });
    await expect(
      archive.open({ path: join(mkdtempSync(join(bench.folder, 'x')), 'no.mp4'), contentKey: 'no' }),
    ).rejects.toMatchObject({ code: 'media.not-found' });
    expect(analyses).toBe(before);
  });
});
