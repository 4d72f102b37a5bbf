import { z } from 'zod';
import { command, query } from './procedure.ts';

/** What can be set, without defaults. */
const settingFields = {
  /** 'system' follows the computer. */
  language: z.enum(['system', 'en', 'ko']),
  motion: z.enum(['system', 'reduced', 'full']),
  /** Action name to key combination (`event.code` with modifiers, such as `Ctrl+KeyZ`); missing = the default. */
  keyBindings: z.record(z.string(), z.string()),
  keyPreset: z.enum(['facet', 'premiere', 'resolve', 'finalCut']),
  /** 'auto' or an execution provider's name. */
  executionProvider: z.string(),
  cacheLimitBytes: z.number().min(268_435_456),
  canNotify: z.boolean(),
};

/** What a user set for the whole application. Every field has a default, so that old settings files stay readable. */
export const settingsSchema = z.object({
  language: settingFields.language.default('system'),
  motion: settingFields.motion.default('system'),
  keyBindings: settingFields.keyBindings.default({}),
  keyPreset: settingFields.keyPreset.default('facet'),
  executionProvider: settingFields.executionProvider.default('auto'),
  cacheLimitBytes: settingFields.cacheLimitBytes.default(10_737_418_240),
  canNotify: settingFields.canNotify.default(true),
});

/** What a user set for the whole application. */
export type SettingsValue = z.output<typeof settingsSchema>;

/** Settings of the application, kept beside its other data. */
export const settings = {
  read: query('settings.read', { input: z.object({}), output: settingsSchema, errors: [] }),
  /** Changes the given fields; the others stay (a schema with defaults would set them back). */
  write: command('settings.write', {
    input: z.object({ changes: z.object(settingFields).partial() }),
    output: settingsSchema,
    errors: ['export.not-writable', 'export.disk-full'],
  }),
  /** Bytes in the cache of derived data. */
  measureCache: query('settings.measureCache', {
    input: z.object({}),
    output: z.object({ sizeBytes: z.number() }),
    errors: [],
  }),
  /** Deletes derived data that is not in use; nothing while an export runs, because its finished parts lie there. */
  clearCache: command('settings.clearCache', {
    input: z.object({}),
    output: z.object({ sizeBytes: z.number() }),
    errors: [],
  }),
};
