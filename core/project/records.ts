import { z } from 'zod';
import { factorEditSchema } from '../edit/factor-edit.ts';

/** What a project needs to know of a file without opening it. Sizes px as displayed, times seconds. */
export const assetSummarySchema = z.object({
  durationSec: z.number().nonnegative(),
  picture: z
    .object({
      widthPx: z.number().int().positive(),
      heightPx: z.number().int().positive(),
      frameCount: z.number().int().nonnegative(),
      frameRate: z.object({ num: z.number().int().positive(), den: z.number().int().positive() }),
      isVariableFrameRate: z.boolean(),
      codec: z.string(),
      colourSpace: z.string(),
    })
    .nullable(),
  sound: z.object({ sampleRateHz: z.number(), channels: z.number().int(), codec: z.string() }).nullable(),
});

/** A still picture is shown for no longer, seconds: a file that says more would fill the disk with equal frames. */
export const longestStillSec = 4 * 3600;

/** An imported file. It stays where it is; the project remembers where that was and what was in it. */
export const assetSchema = z.object({
  assetId: z.string().min(1),
  kind: z.enum(['video', 'voice']),
  name: z.string(),
  /** Absolute. */
  path: z.string(),
  sizeBytes: z.number().nonnegative(),
  modifiedMs: z.number(),
  /** Hash of the content; equal files have equal keys wherever they lie. */
  contentKey: z.string(),
  summary: assetSummarySchema,
  /** For a still picture: how long it is shown as a video, seconds; null for what has a length of its own. */
  stillSec: z.number().positive().max(longestStillSec).nullable().default(null),
});

/** One performance of a dub line: a part of a voice asset. */
export const takeSchema = z.object({
  takeId: z.string().min(1),
  assetId: z.string(),
  sourceStartSec: z.number().nonnegative(),
  durationSec: z.number().positive(),
});

/** One spoken line of one face, placed on the picture's time. */
export const dubLineSchema = z.object({
  lineId: z.string().min(1),
  faceNumber: z.number().int().positive(),
  text: z.string(),
  /** Where the line begins, seconds on the picture's time; the take's first sample is heard there. */
  startSec: z.number(),
  gainDb: z.number().min(-60).max(24),
  isMuted: z.boolean(),
  /** Empty for a line that has text but no voice yet (from subtitles): `textDurationSec` then says how long it is. */
  takes: z.array(takeSchema).readonly(),
  activeTakeId: z.string().nullable(),
  textDurationSec: z.number().nonnegative(),
});

/** What the user says of a face of the picture. */
export const faceSchema = z.object({
  faceNumber: z.number().int().positive(),
  name: z.string(),
  /** The user's note on who agreed to what. */
  consentNote: z.string(),
  isLocked: z.boolean(),
});

/** A named place on the picture's time. */
export const markerSchema = z.object({
  markerId: z.string().min(1),
  timeSec: z.number().nonnegative(),
  label: z.string(),
});

/** The project's own settings; one record with id 'project'. */
export const projectSettingsSchema = z.object({
  name: z.string(),
  /** The video that is dubbed; null until one is chosen. */
  videoAssetId: z.string().nullable(),
  /** The original sound under the dub in preview and export, dB; null = not heard. */
  originalSoundDb: z.number().nullable(),
  /** Learn the person's way of speaking from the video's own speech where there is enough of it. */
  canAdapt: z.boolean(),
  /** Write into the file's tags that its lips are synthetic. */
  isMarked: z.boolean(),
  preset: z.enum(['draft', 'standard', 'high', 'master']),
  /** The model pack that makes the pixels. */
  packId: z.string().default('atlas'),
  /** Frames over which a generative pack averages the expression: 1, or the 13 of the paper's training. */
  expressionWindowFrames: z.union([z.literal(1), z.literal(13)]).default(1),
});

/** The schema of each collection of a project; ids are the named field, or 'project'. */
export const recordSchemas = {
  settings: projectSettingsSchema,
  assets: assetSchema,
  lines: dubLineSchema,
  edits: factorEditSchema,
  faces: faceSchema,
  markers: markerSchema,
} as const;

/** Names of the collections. */
export type CollectionName = keyof typeof recordSchemas;

/** All collections, parents before those that point at them. */
export const collectionNames = [
  'settings',
  'assets',
  'faces',
  'lines',
  'edits',
  'markers',
] as const satisfies readonly CollectionName[];

/** The record type of a collection. */
export type RecordOf<C extends CollectionName> = z.output<(typeof recordSchemas)[C]>;

/** An imported file. */
export type Asset = RecordOf<'assets'>;
/** One spoken line. */
export type DubLine = RecordOf<'lines'>;
/** One performance of a line. */
export type Take = z.output<typeof takeSchema>;
/** What the user says of a face. */
export type FaceRecord = RecordOf<'faces'>;
/** A named place in time. */
export type Marker = RecordOf<'markers'>;
/** The project's own settings. */
export type ProjectSettings = RecordOf<'settings'>;

/** A whole project, by collection and id. All that a user authored; everything else is derived from it. */
export type ProjectDocument = {
  readonly [C in CollectionName]: Readonly<Record<string, RecordOf<C>>>;
};

/** The id under which a record stands in its collection. */
export function recordIdOf<C extends CollectionName>(collection: C, record: RecordOf<C>): string {
  switch (collection) {
    case 'settings':
      return 'project';
    case 'assets':
      return (record as Asset).assetId;
    case 'lines':
      return (record as DubLine).lineId;
    case 'edits':
      return (record as RecordOf<'edits'>).editId;
    case 'faces':
      return String((record as FaceRecord).faceNumber);
    default:
      return (record as Marker).markerId;
  }
}
