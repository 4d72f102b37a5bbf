import { z } from 'zod';
import { factorNames } from '../analysis/factor.ts';
import type { FactorName } from '../analysis/factor.ts';

/** How a curve goes from one keyframe to the next: stays and jumps, straight, or with soft ends. */
export const interpolations = ['hold', 'linear', 'ease'] as const;

/** One point of a keyframe curve; `timeSec` is on the picture's time, `value` in the handle's unit. */
export const keyframeSchema = z.object({
  timeSec: z.number(),
  value: z.number(),
  /** Of the way from this keyframe to the next. */
  interpolation: z.enum(interpolations),
});

/** One point of a keyframe curve. */
export type Keyframe = z.output<typeof keyframeSchema>;

/** What every edit says: whose factor, which handle of it, and where. */
const editBase = {
  editId: z.string().min(1),
  /** Face numbers count from 1 by descending prominence, as in the analysis. */
  faceNumber: z.number().int().positive(),
  factor: z.enum(factorNames),
  /** Name of a handle of the factor (`core/analysis/factor.ts`); null means all of them. */
  handle: z.string().nullable(),
  /** Picture time, seconds; the edit acts at startSec <= t < endSec. */
  startSec: z.number().nonnegative(),
  endSec: z.number().positive(),
  /** Length of the ramps inside the range over which the edit comes and goes, seconds; 0 is a hard edge. */
  rampInSec: z.number().nonnegative(),
  rampOutSec: z.number().nonnegative(),
  isEnabled: z.boolean(),
  /** Place in the stack: edits act in ascending order. */
  position: z.number(),
};

/**
 * One reversible instruction on one factor of one face. Values are the factor track's; "original" is the track before the first edit
 * (for the lips: what the voice drives; where no voice speaks, the video's own).
 */
export const factorEditSchema = z.discriminatedUnion('kind', [
  /** Stretches about the handle's neutral: value = neutral + gain * (value - neutral). 0 = neutral, 1 = unchanged. */
  z.object({ ...editBase, kind: z.literal('gain'), gain: z.number().min(-4).max(4) }),
  /** Adds `amount`, in the handle's unit; needs a handle. */
  z.object({ ...editBase, kind: z.literal('offset'), amount: z.number() }),
  /** Gaussian over time; sigma in seconds. */
  z.object({ ...editBase, kind: z.literal('smooth'), sigmaSec: z.number().positive().max(10) }),
  /** Holds the value that the track has at `atSec`. */
  z.object({ ...editBase, kind: z.literal('freeze'), atSec: z.number().nonnegative() }),
  /** Takes the values of a face in another video, or of another range of this one (assetId null), from `sourceStartSec` on. */
  z.object({
    ...editBase,
    kind: z.literal('replace'),
    assetId: z.string().nullable(),
    sourceFaceNumber: z.number().int().positive(),
    sourceStartSec: z.number().nonnegative(),
  }),
  /**
   * How much of all edits, and for the lips of the voice, is used: 1 all, 0 the video's own. For the lips 0 brings back the
   * original pixels.
   */
  z.object({ ...editBase, kind: z.literal('blend'), share: z.number().min(0).max(1) }),
  /** A curve through keyframes, ascending in time; needs a handle. 'absolute' replaces the value, 'relative' is added to it. Held before the first and after the last. */
  z.object({
    ...editBase,
    kind: z.literal('keyframes'),
    mode: z.enum(['absolute', 'relative']),
    keyframes: z.array(keyframeSchema).min(1).readonly(),
  }),
]);

/**
 * Handles that only codes of generative packs have: parts of the eye code. With other packs such an edit does nothing and is kept.
 */
export const codeHandleNames: Readonly<Partial<Record<FactorName, readonly string[]>>> = { eye: ['blink', 'gaze'] };

/** One reversible instruction on one factor of one face. */
export type FactorEdit = z.output<typeof factorEditSchema>;

/** The kinds of edits. */
export type FactorEditKind = FactorEdit['kind'];
