import { z } from 'zod';
import { factorNames } from '../core/analysis/factor.ts';
import { packKinds, packStates } from '../core/ports/model-catalog.ts';
import { packPrecisions } from '../core/ports/pack-import.ts';
import { command, query, stream } from './procedure.ts';

/** An installed model pack as it crosses the border; sizes in bytes, null where a file is absent. */
export const modelPackSchema = z.object({
  id: z.string(),
  version: z.string(),
  licence: z.string(),
  summary: z.string(),
  kind: z.enum(packKinds),
  isBuiltIn: z.boolean(),
  /** 'fp32' or 'fp16' for a generative pack; null for the others. */
  precision: z.string().nullable(),
  /** What edits can mean: a factor without handles takes gain, smooth, freeze, replace and blend of all its code. */
  factors: z
    .array(
      z.object({
        factor: z.enum(factorNames),
        width: z.number().int().positive(),
        handles: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
  files: z.array(z.object({ name: z.string(), sizeBytes: z.number().nonnegative().nullable() })).readonly(),
});

/** An installed model pack. */
export type ModelPackValue = z.output<typeof modelPackSchema>;

/** What an import is asked for. */
export const packImportSchema = z.object({
  /** Folder with the four official checkpoint files, absolute. */
  folder: z.string(),
  packId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  precision: z.enum(packPrecisions),
  canReplace: z.boolean(),
});

/** How far an import is; core `PackImportProgress`. */
export const packImportProgressSchema = z.object({
  step: z.enum(['read', 'write', 'verify']),
  what: z.string(),
  doneBytes: z.number(),
  totalBytes: z.number(),
});

/** A finished import; core `PackImportReport` without places of the host. */
export const packImportReportSchema = z.object({
  packId: z.string(),
  precision: z.enum(packPrecisions),
  networks: z
    .array(
      z.object({
        network: z.string(),
        file: z.string(),
        sha256: z.string(),
        usedTensors: z.number().int(),
        droppedTensors: z.number().int(),
        bytes: z.number(),
      }),
    )
    .readonly(),
  /** What a user should know of the files, in sentences: a name that was off, tensors that nobody knows. */
  notes: z.array(z.string()).readonly(),
  bytes: z.number(),
  elapsedSec: z.number(),
  peakMemoryBytes: z.number(),
});

/** Either progress, or the report, which is the last item. */
export const packImportItemSchema = z.union([
  z.object({ progress: packImportProgressSchema }),
  z.object({ result: packImportReportSchema }),
]);

/** An item of an import's stream. */
export type PackImportItem = z.output<typeof packImportItemSchema>;

/** Failures of an import. */
export const packImportErrors = [
  'cli.usage',
  'models.pack-exists',
  'models.checkpoint-missing',
  'models.checkpoint-damaged',
  'models.checkpoint-unsafe',
  'models.checkpoint-mismatch',
  'models.damaged',
  'models.not-found',
  'export.disk-full',
  'export.not-writable',
] as const;

/** Model packs: what is installed and under which licence. */
export const models = {
  /** All packs, files not yet checked against their sums. */
  list: query('models.list', {
    input: z.object({}),
    output: z.array(modelPackSchema).readonly(),
    errors: ['models.not-found', 'models.damaged'],
  }),
  /** Compares every file of a pack with its sum. */
  verify: query('models.verify', {
    input: z.object({ packId: z.string() }),
    output: z.object({
      state: z.enum(packStates),
      files: z.array(z.object({ name: z.string(), problem: z.string() })).readonly(),
    }),
    errors: ['models.not-found', 'models.damaged', 'models.unsupported'],
  }),
  /** Makes a pack of the paper's own checkpoint files. Cancelling leaves nothing behind. */
  importPdfgc: stream('models.importPdfgc', {
    input: packImportSchema,
    output: packImportItemSchema,
    errors: packImportErrors,
  }),
  /** Deletes a pack of the user's, but none that an open project uses. Closed projects that use it say so when they are opened. */
  remove: command('models.remove', {
    input: z.object({ packId: z.string() }),
    output: z.object({}),
    errors: ['models.not-found', 'models.unsupported', 'models.in-use', 'export.not-writable'],
  }),
};
