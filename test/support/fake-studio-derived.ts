import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sayingOf } from '../../core/saying.ts';
import type { HandlersOf } from '../../main/router.ts';
import type { contract } from '../../api/contract.ts';
import { lineDurationSec } from '../../core/project/dub-line.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import { factorColumns } from '../../renderer/state/tracks-store.ts';
import { makeDrivenLips, makeFactors, makePeaks } from './fake-studio-data.ts';
import type { FakeFiles } from './fake-studio-files.ts';

const rowLength = factorColumns.count;

type Handlers = HandlersOf<typeof contract>;
type Located = Awaited<ReturnType<Handlers['media']['locate']>>;

/** Everything that a host would have computed. */
export interface FakeDerived {
  readonly analysis: Awaited<ReturnType<Handlers['analysis']['read']>>;
  readonly dubTracks: Awaited<ReturnType<Handlers['analysis']['readDubTracks']>>;
  readonly dubSound: Awaited<ReturnType<Handlers['media']['locateDubSound']>>;
  locate(assetId: string): Located | null;
  preview(startFrame: number, endFrame: number): ReturnType<Handlers['synthesis']['preview']>;
}

/** Writes tracks, peaks and thumbnails of a document and answers what a host would. */
export function makeFakeDerived(
  document: ProjectDocument,
  frameRate: { readonly num: number; readonly den: number },
  files: FakeFiles,
  videoPath: string,
): FakeDerived {
  const { durationSec, picture } = document.assets['video-1'].summary;
  const frameCount = picture?.frameCount ?? 0;
  const fps = frameRate.num / frameRate.den;
  const spoken = Object.values(document.lines).map((line) => ({
    startSec: line.startSec,
    endSec: line.startSec + lineDurationSec(line),
  }));
  const cuts = [0, 0.38, 0.69, 1].map((share) => Math.round(share * frameCount));
  const gap = { startFrame: Math.round(frameCount * 0.9), endFrame: Math.round(frameCount * 0.93) };
  const isStill = document.assets['video-1'].stillSec !== null;
  const gaps = isStill ? [] : [gap];
  const factors = makeFactors(frameCount, fps, gaps, 1);
  // Nothing moves in a picture.
  if (isStill) for (let at = rowLength; at < factors.length; at++) factors[at] = factors[at - rowLength];
  const driven = makeDrivenLips(frameCount, fps, spoken, 2);
  files.put(
    'analysis',
    'frame-times.f64',
    Float64Array.from({ length: frameCount }, (_, t) => t / fps),
  );
  files.put('analysis', 'factors-1.f32', factors);
  files.put('dub', 'lip-1.f32', driven.lip);
  files.put('dub', 'activity-1.f32', driven.activity);
  const peaksOf = (name: string, seed: number) => ({
    url: files.put('peaks', `${name}.f32`, makePeaks(durationSec, spoken, seed)),
    peaksPerSec: 100,
  });
  const fileUrl = files.link('video-1', videoPath);
  const thumbnailUrls = makeThumbnails(files, videoPath);
  const box = { x: 520, y: 150, widthPx: 300, heightPx: 380 };
  const located: Readonly<Record<string, Located>> = {
    'video-1': isStill
      ? { fileUrl: '', isPlayable: false, proxyUrl: fileUrl, peaks: null, thumbnailUrls }
      : { fileUrl, isPlayable: true, proxyUrl: null, peaks: peaksOf('video-1', 5), thumbnailUrls },
    'video-2': { fileUrl, isPlayable: true, proxyUrl: null, peaks: peaksOf('video-1', 5), thumbnailUrls },
    'voice-1': { fileUrl: '', isPlayable: true, proxyUrl: null, peaks: peaksOf('voice-1', 6), thumbnailUrls: [] },
    'voice-2': { fileUrl: '', isPlayable: true, proxyUrl: null, peaks: peaksOf('voice-2', 7), thumbnailUrls: [] },
  };
  return {
    analysis: {
      filesUrl: files.urlOf('analysis'),
      summary: {
        artifactKey: 'analysis',
        frameCount,
        shots: isStill
          ? [{ startFrame: 0, endFrame: frameCount }]
          : cuts.slice(0, -1).map((startFrame, index) => ({ startFrame, endFrame: cuts[index + 1] })),
        faces: [
          {
            faceNumber: 1,
            presentFrames: isStill ? frameCount : frameCount - (gap.endFrame - gap.startFrame),
            drivableFrames: isStill ? frameCount : Math.round(frameCount * 0.95),
            medianIodPx: 118,
            yawLowRad: -0.24,
            yawHighRad: 0.16,
            stretches: isStill
              ? [{ startFrame: 0, endFrame: frameCount, box }]
              : [
                  { startFrame: 0, endFrame: gap.startFrame, box },
                  { startFrame: gap.endFrame, endFrame: frameCount, box },
                ],
          },
        ],
        findings: gaps.map(() => ({
          severity: 'warning',
          code: 'analysis.no-face',
          sentence: 'No face is seen for a moment near the end; there the original stays.',
          saying: sayingOf('analysis.frames-without-face', {
            count: gap.endFrame - gap.startFrame,
            total: frameCount,
          }),
          frames: [gap],
          faceNumber: null,
        })),
      },
    },
    dubTracks: {
      filesUrl: files.urlOf('dub'),
      tracks: {
        artifactKey: 'dub',
        faces: [{ faceNumber: 1, lipFile: 'lip-1.f32', activityFile: 'activity-1.f32', closures: driven.closures }],
        sentences: ['Face 1: only 2.1 s of speech can be seen and heard.'],
        notes: [
          {
            sentence: 'Face 1: only 2.1 s of speech can be seen and heard.',
            faceNumber: 1,
            saying: sayingOf('adaptation.little-speech', { speechSec: 2.1, neededSec: 4 }),
          },
        ],
      },
    },
    dubSound: { soundUrl: fileUrl, peaks: peaksOf('dub', 8) },
    locate: (assetId) => located[assetId] ?? null,
    async *preview(startFrame, endFrame) {
      const patch = { x: 600, y: 420, widthPx: 128, heightPx: 80 };
      const url = files.put('patches', 'mouth.rgba', makePatch(patch.widthPx, patch.heightPx));
      for (let from = startFrame; from < Math.min(endFrame, frameCount); from += 25) {
        const to = Math.min(from + 25, endFrame, frameCount);
        const frames = Array.from({ length: to - from }, (_, index) => from + index);
        const patches = frames.map((frameIndex) => ({ frameIndex, byteOffset: 0, ...patch }));
        yield { startFrame: from, endFrame: to, url, file: 'mouth.rgba', patches };
      }
    },
  };
}

/** An oval of one colour: enough to see where a patch lies. */
function makePatch(widthPx: number, heightPx: number): Uint8Array {
  const pixels = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const isInside = ((x / widthPx) * 2 - 1) ** 2 + ((y / heightPx) * 2 - 1) ** 2 < 1;
      if (isInside) pixels.set([190, 90, 90, 255], (y * widthPx + x) * 4);
    }
  }
  return pixels;
}

function makeThumbnails(files: FakeFiles, videoPath: string): string[] {
  return [0, 1, 2, 3].map((index) => {
    const path = join(tmpdir(), 'facet-fake-studio', `thumbnail-${index}.jpg`);
    const cut = ['-ss', String(index * 2.4), '-i', videoPath, '-frames:v', '1', '-vf', 'scale=-2:160'];
    if (!existsSync(path)) execFileSync('ffmpeg', ['-v', 'error', '-y', ...cut, path]);
    return files.link(`thumbnail-${index}`, path);
  });
}
