import { z } from 'zod';
import { errorCodes } from '../core/errors.ts';
import { command, query } from './procedure.ts';
import { sayingSchema } from './saying.ts';
import { errorDetailsSchema } from './transport.ts';

/** Imported files and what is derived from them. Bytes come by URL (`resource-url.ts`), never through the contract. */
export const media = {
  /**
   * Imports files: each is looked into and becomes an asset (video when it has a picture, else voice), or answers why not.
   * A file that is an asset already gives that asset. The first video becomes the one that is dubbed. Peaks and thumbnails follow as jobs.
   * A still picture becomes a video of 10 s; where it is the first video, the project gets an installed generative pack with it.
   */
  import: command('media.import', {
    input: z.object({ projectId: z.string(), paths: z.array(z.string()).min(1).max(200).readonly() }),
    output: z
      .array(
        z.object({
          path: z.string(),
          assetId: z.string().nullable(),
          failure: z
            .object({ code: z.enum(errorCodes), sentence: z.string(), details: errorDetailsSchema.optional() })
            .nullable(),
          /** What else the import did or asks for, such as the pack that a still picture needs; absent when there is nothing to say. */
          notice: z.object({ sentence: z.string(), saying: sayingSchema }).optional(),
        }),
      )
      .readonly(),
    errors: ['project.not-open', 'project.read-only'],
  }),
  /** URLs of an asset; null while not made yet (a 'derived' event tells when). */
  locate: query('media.locate', {
    input: z.object({ projectId: z.string(), assetId: z.string() }),
    output: z.object({
      /** The file itself, with ranges. */
      fileUrl: z.string(),
      /** A page can play the file itself; else `proxyUrl` is for playing. */
      isPlayable: z.boolean(),
      proxyUrl: z.string().nullable(),
      peaks: z.object({ url: z.string(), peaksPerSec: z.number() }).nullable(),
      /** Evenly spread over the duration. */
      thumbnailUrls: z.array(z.string()).readonly(),
    }),
    errors: ['project.not-open', 'project.asset-missing'],
  }),
  /** The placed voices of the project as one sound with the picture's length, and its peaks; null while not made yet. */
  locateDubSound: query('media.locateDubSound', {
    input: z.object({ projectId: z.string() }),
    output: z
      .object({ soundUrl: z.string(), peaks: z.object({ url: z.string(), peaksPerSec: z.number() }) })
      .nullable(),
    errors: ['project.not-open'],
  }),
};
