import { z } from 'zod';
import { factorEditSchema } from '../edit/factor-edit.ts';

/** A file that the engine reads, with the key of its content: derived data is found by the key, never by the path. */
export const sceneFileSchema = z.object({
  path: z.string(),
  contentKey: z.string(),
  /** For a still picture: how long it is shown as a video, seconds. Absent for what has a length of its own. */
  stillSec: z.number().positive().optional(),
});

/** A part of a voice on the picture's time. */
export const placedVoiceSchema = z.object({
  file: sceneFileSchema,
  /** Where its first sample is heard; seconds, may be negative (then its head is not heard). */
  startSec: z.number(),
  sourceStartSec: z.number().nonnegative(),
  durationSec: z.number().positive(),
  gainDb: z.number(),
});

/** One face that is changed: the voices that drive its lips, and the edits of its factors, in stack order. */
export const scenePersonSchema = z.object({
  faceNumber: z.number().int().positive(),
  voices: z.array(placedVoiceSchema).readonly(),
  edits: z.array(factorEditSchema).readonly(),
});

/**
 * All that the engine needs to know to make any frame of a project's picture, and nothing else: equal scenes give equal frames.
 * Preview and export are made from the same scene.
 */
export const sceneSchema = z.object({
  video: sceneFileSchema,
  people: z.array(scenePersonSchema).readonly(),
  /** Other videos whose factors edits of kind 'replace' take, by asset id. */
  factorSources: z.record(z.string(), sceneFileSchema),
  canAdapt: z.boolean(),
  /** The model pack that makes the pixels. */
  packId: z.string().default('atlas'),
  /** Frames over which a generative pack averages the expression code: 1 = each frame's own. */
  expressionWindowFrames: z.number().int().min(1).default(1),
});

/** A file that the engine reads. */
export type SceneFile = z.output<typeof sceneFileSchema>;
/** A part of a voice on the picture's time. */
export type PlacedVoice = z.output<typeof placedVoiceSchema>;
/** One face that is changed. */
export type ScenePerson = z.output<typeof scenePersonSchema>;
/** What the engine makes frames from. */
export type Scene = z.output<typeof sceneSchema>;
