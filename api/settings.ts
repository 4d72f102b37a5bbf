import { z } from 'zod';
import { command, query } from './procedure.ts';

/** What a user set for the whole application. Every field has a default, so that old settings files stay readable. */
export const settingsSchema = z.object({
  /** 'system' follows the computer. */
  language: z.enum(['system', 'en', 'ko']).default('system'),
  motion: z.enum(['system', 'reduced', 'full']).default('system'),
  /** Action name to key combination (`event.code` with modifiers, such as `Ctrl+KeyZ`); missing = the default. */
  keyBindings: z.record(z.string(), z.string()).default({}),
  keyPreset: z.enum(['facet', 'premiere', 'resolve', 'finalCut']).default('facet'),
  /** 'auto' or an execution provider's name. */
  executionProvider: z.string().default('auto'),
  cacheLimitBytes: z.number().min(268_435_456).default(10_737_418_240),
  canNotify: z.boolean().default(true),
});

/** What a user set for the whole application. */
export type SettingsValue = z.output<typeof settingsSchema>;

/** Settings of the application, kept beside its other data. */
export const settings = {
  read: query('settings.read', { input: z.object({}), output: settingsSchema, errors: [] }),
  /** Changes the given fields. */
  write: command('settings.write', {
    input: z.object({ changes: settingsSchema.partial() }),
    output: settingsSchema,
    errors: ['export.not-writable', 'export.disk-full'],
  }),
  /** Bytes in the cache of derived data. */
  measureCache: query('settings.measureCache', {
    input: z.object({}),
    output: z.object({ sizeBytes: z.number() }),
    errors: [],
  }),
  clearCache: command('settings.clearCache', {
    input: z.object({}),
    output: z.object({ sizeBytes: z.number() }),
    errors: [],
  }),
};
