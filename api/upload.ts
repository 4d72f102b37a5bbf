import { z } from 'zod';
import { failureSchema } from './transport.ts';

/** What a host answers to `PUT upload/<name>`: where the file lies now, or why not. */
export const uploadAnswerSchema = z.union([z.object({ path: z.string() }), failureSchema]);
