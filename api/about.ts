import { z } from 'zod';
import { query } from './procedure.ts';

/** What is running. */
export const about = {
  /** Version of the product and the host that serves it. */
  read: query('about.read', {
    input: z.object({}),
    output: z.object({ version: z.string(), host: z.enum(['electron', 'web', 'test']), platform: z.string() }),
    errors: [],
  }),
};
