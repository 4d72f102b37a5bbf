import { z } from 'zod';
import { command, query } from './procedure.ts';
import { sayingSchema } from './saying.ts';
import { findingSchema } from './engine-contract.ts';

const presetSchema = z.enum(['draft', 'standard', 'high', 'master']);

/** Rendering the project to a file. */
export const exporting = {
  /** What an export would do: shown before it starts. */
  plan: query('export.plan', {
    input: z.object({ projectId: z.string(), preset: presetSchema }),
    output: z.object({
      suggestedPath: z.string(),
      frameCount: z.number().int(),
      /** Frames that a voice or an edit can change, as far as known before rendering. */
      changedFrames: z.number().int(),
      estimatedSec: z.number().nullable(),
      estimatedBytes: z.number().nullable(),
      /** What to know before: lines outside the picture, faces without analysis, missing files. A blocker prevents the export. */
      findings: z.array(findingSchema).readonly(),
      /** Plain sentences of what will be rendered, for the confirm sheet. */
      sentences: z.array(z.string()).readonly(),
      /** The same for other languages, one for each sentence. */
      sayings: z.array(sayingSchema).readonly().optional(),
    }),
    errors: ['project.not-open', 'project.no-video'],
  }),
  /** Queues the export; everything that can be refused at once is refused here. */
  start: command('export.start', {
    input: z.object({
      projectId: z.string(),
      outputPath: z.string(),
      preset: presetSchema,
      canReplaceOutput: z.boolean(),
    }),
    output: z.object({ jobId: z.string() }),
    errors: [
      'project.not-open',
      'project.no-video',
      'project.asset-missing',
      'models.not-found',
      'models.damaged',
      'cli.output-exists',
      'cli.same-file',
      'export.folder-missing',
      'export.not-writable',
      'export.disk-full',
    ],
  }),
  /** Shows a finished file in the system's file manager; false where this host cannot. */
  reveal: command('export.reveal', {
    input: z.object({ jobId: z.string() }),
    output: z.object({ isShown: z.boolean() }),
    errors: [],
  }),
};
