import type { FactorName } from '../../core/analysis/factor.ts';
import { isCodeEdit } from '../../core/edit/code-edit-kinds.ts';
import type { CodeHandles } from '../../core/edit/code-edit-kinds.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import type { Scene } from '../../core/project/scene.ts';
import { joinRanges, type FrameRange, type TimeRange } from '../../core/time/frame-range.ts';
import { framesPerSecond } from '../../core/time/frame-rate.ts';
import type { FrameRate } from '../../core/time/frame-rate.ts';
import type { AnalysisSummary } from './analyses.ts';
import type { PackOutlook } from './packs.ts';

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

/** What a generator can be told: the parts of the codes that edits can name. Null for a pack without a generator. */
export type GeneratorHandles = ((factor: FactorName) => CodeHandles) | null;

/** The handles of a pack, for {@link touchedFrames}. */
export function generatorHandlesOf({ pack, isGenerative }: PackOutlook): GeneratorHandles {
  if (!isGenerative) return null;
  return (factor) => {
    const names = pack?.factors.find((one) => one.factor === factor)?.handles ?? [];
    return Object.fromEntries(names.map((name) => [name, []]));
  };
}

/**
 * Frames in which voices and edits can change each person of the scene: where they act and the face is seen. A generator leaves out edits
 * that it cannot take, and makes all frames of a still picture as soon as anything drives the person.
 *
 * @returns one list for each person of the scene
 */
export function touchedFramesByPerson(
  scene: Scene,
  picture: PictureLength,
  analysis: AnalysisSummary | null,
  generatorHandles: GeneratorHandles,
): readonly (readonly FrameRange[])[] {
  return scene.people.map(({ faceNumber, voices, edits }) => {
    const acting = generatorHandles === null ? edits : edits.filter((edit) => movesGenerator(edit, generatorHandles));
    const times: TimeRange[] = [
      ...voices.map(({ startSec, durationSec }) => ({ startSec, endSec: startSec + durationSec })),
      ...acting,
    ];
    const frames = joinRanges(times.flatMap((time) => framesMetBy(time, picture) ?? []));
    const seen = seenFrames(faceNumber, picture, analysis);
    const isWhole = generatorHandles !== null && scene.video.stillSec !== undefined && frames.length > 0;
    return isWhole ? seen : sharedRanges(frames, seen);
  });
}

/** Frames that a voice or an edit of the scene can change in any of its people. */
export function touchedFrames(
  scene: Scene,
  picture: PictureLength,
  analysis: AnalysisSummary | null,
  generatorHandles: GeneratorHandles = null,
): readonly FrameRange[] {
  return joinRanges(touchedFramesByPerson(scene, picture, analysis, generatorHandles).flat());
}

/** An edit that codes can take and that changes them by itself: 'blend' only says how much of the others is shown. */
function movesGenerator(edit: FactorEdit, handlesOf: (factor: FactorName) => CodeHandles): boolean {
  return (
    isCodeEdit(edit, handlesOf(edit.factor)) && edit.kind !== 'blend' && !(edit.kind === 'gain' && edit.gain === 1)
  );
}
