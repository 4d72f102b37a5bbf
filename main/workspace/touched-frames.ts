import type { Scene } from '../../core/project/scene.ts';
import type { FrameRange, TimeRange } from '../../core/time/frame-range.ts';
import { framesPerSecond } from '../../core/time/frame-rate.ts';
import type { FrameRate } from '../../core/time/frame-rate.ts';
import type { AnalysisSummary } from './analyses.ts';

/** A picture's length in frames. */
export interface PictureLength {
  readonly frameCount: number;
  readonly frameRate: FrameRate;
}

/** Frames that a stretch of time meets, cut to the picture; null when it meets none. Even spacing is assumed: good enough to plan with. */
export function framesMetBy({ startSec, endSec }: TimeRange, picture: PictureLength): FrameRange | null {
  const rate = framesPerSecond(picture.frameRate);
  const startFrame = Math.max(0, Math.floor(startSec * rate + 1e-6));
  const endFrame = Math.min(picture.frameCount, Math.ceil(endSec * rate - 1e-6));
  return endFrame > startFrame ? { startFrame, endFrame } : null;
}

/** Ranges in order, without overlap. */
export function joinRanges(ranges: readonly FrameRange[]): readonly FrameRange[] {
  const joined: FrameRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.startFrame - b.startFrame)) {
    const last = joined.at(-1);
    if (last === undefined || range.startFrame > last.endFrame) joined.push(range);
    else joined[joined.length - 1] = { ...last, endFrame: Math.max(last.endFrame, range.endFrame) };
  }
  return joined;
}

/** What two lists of ranges share. */
export function sharedRanges(some: readonly FrameRange[], others: readonly FrameRange[]): readonly FrameRange[] {
  const shared = some.flatMap((one) =>
    others.flatMap((other) => {
      const startFrame = Math.max(one.startFrame, other.startFrame);
      const endFrame = Math.min(one.endFrame, other.endFrame);
      return endFrame > startFrame ? [{ startFrame, endFrame }] : [];
    }),
  );
  return joinRanges(shared);
}

/** Number of frames in ranges that do not overlap. */
export function countFrames(ranges: readonly FrameRange[]): number {
  return ranges.reduce((total, { startFrame, endFrame }) => total + endFrame - startFrame, 0);
}

/** Where a face is seen; everywhere as long as nobody has looked. */
export function seenFrames(
  faceNumber: number,
  picture: PictureLength,
  analysis: AnalysisSummary | null,
): readonly FrameRange[] {
  if (analysis === null) return [{ startFrame: 0, endFrame: picture.frameCount }];
  return joinRanges(analysis.faces.find((face) => face.faceNumber === faceNumber)?.stretches ?? []);
}

/** Frames that a voice or an edit of the scene can change: where it acts and its face is seen. */
export function touchedFrames(
  scene: Scene,
  picture: PictureLength,
  analysis: AnalysisSummary | null,
): readonly FrameRange[] {
  const touched = scene.people.flatMap(({ faceNumber, voices, edits }) => {
    const times: TimeRange[] = [
      ...voices.map(({ startSec, durationSec }) => ({ startSec, endSec: startSec + durationSec })),
      ...edits,
    ];
    const frames = times.flatMap((time) => framesMetBy(time, picture) ?? []);
    return sharedRanges(joinRanges(frames), seenFrames(faceNumber, picture, analysis));
  });
  return joinRanges(touched);
}
