import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import { makePeak } from '../../../core/edit/keyframe-curve.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import { editBase, leastRampFrames, soundRange, widened } from './edit-place.ts';
import type { EditPlace } from './edit-place.ts';

/** Fixes of one press. */
export const quickFixes = [
  'closeLips',
  'keepOriginalMouth',
  'addBlink',
  'lookAtCamera',
  'calmHead',
  'moreSmile',
] as const;

/** One of {@link quickFixes}. */
export type QuickFix = (typeof quickFixes)[number];

/** What a fix starts from. */
export interface FixPlace {
  readonly faceNumber: number;
  /** What is chosen; null: the playhead alone. */
  readonly range: TimeRange | null;
  readonly atSec: number;
  readonly frameSec: number;
  /** Head yaw and pitch at a time, rad; null where the face is not seen. */
  readonly headAt: (timeSec: number) => { readonly yaw: number; readonly pitch: number } | null;
  readonly makeId: () => string;
  /** Place in the stack of the first new edit. */
  readonly position: number;
}

/** Where a fix without a chosen range acts, seconds before and after the playhead. */
const aroundPlayhead: Readonly<Record<QuickFix, readonly [number, number]>> = {
  closeLips: [0.04, 0.04],
  keepOriginalMouth: [0.4, 0.4],
  addBlink: [0.08, 0.2],
  lookAtCamera: [0.5, 1.5],
  calmHead: [1, 1],
  moreSmile: [1, 1],
};

/** Lips that are closed press a little: a mere touch looks soft on /b/, /p/ and /m/. */
const closedPress = 0.7;

/** How far eyes turn before it looks strained, rad. */
const farthestGaze = 0.45;

/** The range a fix would act on: the chosen one, else around the playhead. */
export function fixRange(fix: QuickFix, { range, atSec, frameSec }: Pick<FixPlace, 'range' | 'atSec' | 'frameSec'>) {
  // A blink is a moment, however long the chosen range is.
  const [before, after] = aroundPlayhead[fix];
  const around = { startSec: atSec - before, endSec: atSec + after };
  return soundRange(range === null || fix === 'addBlink' ? around : range, frameSec);
}

/** The edits that a fix makes; together one step. */
export function editsOfFix(fix: QuickFix, place: FixPlace): readonly FactorEdit[] {
  const range = fixRange(fix, place);
  let next = 0;
  const base = (factor: EditPlace['factor'], handle: string | null, over: TimeRange = range) =>
    editBase(
      { faceNumber: place.faceNumber, factor, handle, range: over, frameSec: place.frameSec },
      place.makeId(),
      place.position + next++,
    );
  const rampSec = leastRampFrames * place.frameSec;
  // These come and go outside the range, so that all of the range is as asked.
  const outside = { ...widened(range, rampSec) };
  const ramps = { rampInSec: Math.min(rampSec, range.startSec), rampOutSec: rampSec };
  switch (fix) {
    case 'closeLips':
      return [
        { ...base('lip', 'open', outside), ...ramps, ...held(range.startSec, 0) },
        { ...base('lip', 'press', outside), ...ramps, ...held(range.startSec, closedPress) },
      ];
    case 'keepOriginalMouth':
      return [{ ...base('lip', null, outside), ...ramps, kind: 'blend', share: 0 }];
    case 'addBlink': {
      const peak = makePeak(
        { ...range, peakSec: Math.min(range.endSec - 0.01, Math.max(range.startSec + 0.01, place.atSec)) },
        1,
      );
      const blink = { rampInSec: 0, rampOutSec: 0, kind: 'keyframes', mode: 'relative', keyframes: peak } as const;
      return [
        { ...base('eye', 'blinkLeft'), ...blink },
        { ...base('eye', 'blinkRight'), ...blink },
      ];
    }
    case 'lookAtCamera':
      return (['yaw', 'pitch'] as const).map((axis) => ({
        ...base('eye', axis === 'yaw' ? 'gazeYaw' : 'gazePitch'),
        kind: 'keyframes',
        mode: 'absolute',
        keyframes: gazeKeyframes(range, place, axis),
      }));
    case 'calmHead':
      return [{ ...base('headPose', null), kind: 'smooth', sigmaSec: 0.5 }];
    case 'moreSmile':
      return [
        { ...base('expression', 'smileFrown'), ...softly(range), kind: 'offset', amount: 0.05 },
        { ...base('expression', 'cheek'), ...softly(range), kind: 'offset', amount: 0.02 },
      ];
  }
}

/** The fix of one moment at which the lips should have touched. */
export function closureFix(timeSec: number, place: FixPlace): readonly FactorEdit[] {
  const half = Math.max(place.frameSec, 0.02);
  return editsOfFix('closeLips', { ...place, range: { startSec: timeSec - half, endSec: timeSec + half } });
}

function held(timeSec: number, value: number) {
  return {
    kind: 'keyframes' as const,
    mode: 'absolute' as const,
    keyframes: [{ timeSec, value, interpolation: 'hold' as const }],
  };
}

/** A smile comes and goes within half a second. */
function softly(range: TimeRange) {
  const ramp = Math.min(0.5, (range.endSec - range.startSec) / 2);
  return { rampInSec: ramp, rampOutSec: ramp };
}

/** Eyes that look at the camera turn against the head. */
function gazeKeyframes(range: TimeRange, { headAt }: FixPlace, axis: 'yaw' | 'pitch') {
  const stepSec = 0.2;
  const count = Math.max(1, Math.ceil((range.endSec - range.startSec) / stepSec));
  const times = Array.from({ length: count }, (_, i) => range.startSec + i * stepSec);
  const keyframes = times.flatMap((timeSec) => {
    const head = headAt(timeSec);
    if (head === null || Number.isNaN(head[axis])) return [];
    const value = Math.min(farthestGaze, Math.max(-farthestGaze, -head[axis]));
    return [{ timeSec, value, interpolation: 'linear' as const }];
  });
  return keyframes.length > 0 ? keyframes : [{ timeSec: range.startSec, value: 0, interpolation: 'linear' as const }];
}
