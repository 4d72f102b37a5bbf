import { z } from 'zod';
import { stream } from './procedure.ts';

/** A core `HealthCheck` as it crosses the border. */
export const healthCheckSchema = z.object({
  name: z.string(),
  status: z.enum(['ok', 'warning', 'missing']),
  sentence: z.string(),
  advice: z.string(),
  details: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]),
  ),
});

/** One finished check. */
export type HealthCheckValue = z.output<typeof healthCheckSchema>;

/** What the product needs on this computer, looked at one thing after the other. */
export const health = {
  /** Runs every check; each item is one finished check. */
  examine: stream('health.examine', { input: z.object({}), output: healthCheckSchema, errors: [] }),
};
