import { z } from 'zod';
import { command, query } from './procedure.ts';

/** Choosing files. */
export const files = {
  /** How this host lets a person choose: with the system's own dialogs, or by the page's browser over `listFolder`. */
  describe: query('files.describe', {
    input: z.object({}),
    output: z.object({
      hasDialogs: z.boolean(),
      places: z.array(z.object({ name: z.string(), path: z.string() })).readonly(),
      /** Where new projects go when no place is named. */
      projectFolder: z.string(),
    }),
    errors: [],
  }),
  /** Entries of a folder, folders first; hidden ones are left out. */
  listFolder: query('files.listFolder', {
    input: z.object({ folder: z.string() }),
    output: z.object({
      folder: z.string(),
      parent: z.string().nullable(),
      entries: z
        .array(
          z.object({
            name: z.string(),
            path: z.string(),
            kind: z.enum(['folder', 'file']),
            sizeBytes: z.number(),
            modifiedMs: z.number(),
          }),
        )
        .readonly(),
    }),
    errors: ['media.not-found', 'media.not-readable'],
  }),
  /** Shows the system's dialog; an empty list when it was dismissed or this host has none. */
  choose: command('files.choose', {
    input: z.object({
      /** 'checkpoints' is a folder; all others are files. */
      purpose: z.enum(['media', 'subtitles', 'project', 'checkpoints', 'save-project', 'save-export', 'save-copy']),
      suggestedPath: z.string().nullable(),
    }),
    output: z.object({ paths: z.array(z.string()).readonly() }),
    errors: [],
  }),
  /** Reads a small text file that the user chose (subtitles), at most 5 MB; UTF-8, UTF-16 with a mark, else Windows-1252. */
  readText: query('files.readText', {
    input: z.object({ path: z.string() }),
    output: z.object({ text: z.string() }),
    errors: ['media.not-found', 'media.not-readable', 'media.not-media'],
  }),
};
