import { z } from 'zod';
import { query } from './procedure.ts';

/** An installed model pack as it crosses the border; sizes in bytes, null where a file is absent. */
export const modelPackSchema = z.object({
  id: z.string(),
  version: z.string(),
  licence: z.string(),
  summary: z.string(),
  files: z.array(z.object({ name: z.string(), sizeBytes: z.number().nonnegative().nullable() })).readonly(),
});

/** Model packs: what is installed and under which licence. */
export const models = {
  /** All packs, files not yet checked against their sums. */
  list: query('models.list', {
    input: z.object({}),
    output: z.array(modelPackSchema).readonly(),
    errors: ['models.not-found', 'models.damaged'],
  }),
};
