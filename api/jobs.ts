import { z } from 'zod';
import { errorCodes } from '../core/errors.ts';
import { jobProgressSchema } from './engine-contract.ts';
import { sayingSchema } from './saying.ts';
import { errorDetailsSchema } from './transport.ts';
import { command, stream } from './procedure.ts';

/** A job as the user sees it. */
export const jobSchema = z.object({
  jobId: z.string(),
  projectId: z.string().nullable(),
  kind: z.enum(['analysis', 'waveform', 'thumbnails', 'proxy', 'dub-tracks', 'dub-sound', 'export']),
  /** What it works on, such as a file name. */
  subject: z.string(),
  state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']),
  progress: jobProgressSchema.nullable(),
  /** Sentences that came up, newest last. */
  notices: z.array(z.union([z.string(), z.object({ sentence: z.string(), saying: sayingSchema })])).readonly(),
  failure: z
    .object({ code: z.enum([...errorCodes, 'bug']), sentence: z.string(), details: errorDetailsSchema.optional() })
    .nullable(),
  /** Of a finished export. */
  outputPath: z.string().nullable(),
  outputBytes: z.number().nullable(),
  createdMs: z.number(),
  endedMs: z.number().nullable(),
});

/** A sentence that came up on a job's way; those that were always English, such as commands, are plain. */
export type JobNotice = JobValue['notices'][number];

/** A job as the user sees it. */
export type JobValue = z.output<typeof jobSchema>;

/** What the engine process is doing. */
export const engineStateSchema = z.object({
  state: z.enum(['starting', 'ready', 'restarting', 'failed']),
  executionProvider: z.string(),
  mediaRunner: z.string(),
  /** The generative networks that are open: with 'auto' a GPU may run them while `executionProvider` is the processor. Absent while none are. */
  networks: z.object({ packId: z.string(), executionProvider: z.string() }).optional(),
  /** How often it had to be started again. */
  restarts: z.number().int(),
  /** Why it failed or was restarted last; empty when it never was. */
  sentence: z.string(),
  /** The same for other languages. */
  saying: sayingSchema.optional(),
});

const jobIdSchema = z.object({ jobId: z.string() });

/** One queue of long work. */
export const jobs = {
  /** All jobs of this run and the engine's state, at once and after every change (at most five times a second). */
  watch: stream('jobs.watch', {
    input: z.object({}),
    output: z.object({ jobs: z.array(jobSchema).readonly(), engine: engineStateSchema }),
    errors: [],
  }),
  cancel: command('jobs.cancel', { input: jobIdSchema, output: z.object({}), errors: [] }),
  /** Holds a queued job back, or stops a running one so that it can go on where it was. */
  pause: command('jobs.pause', { input: jobIdSchema, output: z.object({}), errors: [] }),
  resume: command('jobs.resume', { input: jobIdSchema, output: z.object({}), errors: [] }),
  /** Queues a failed or cancelled job again. */
  retry: command('jobs.retry', { input: jobIdSchema, output: z.object({}), errors: [] }),
  /** Takes ended jobs out of the list. */
  clearEnded: command('jobs.clearEnded', { input: z.object({}), output: z.object({}), errors: [] }),
};
