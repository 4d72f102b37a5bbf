import { z } from 'zod';
import { sayings } from '../core/saying.ts';
import type { SayingCode } from '../core/saying.ts';

const sayingCodes = Object.keys(sayings) as [SayingCode, ...SayingCode[]];

/** A sentence as code and plain values, for pages that speak another language; core `Saying`. */
export const sayingSchema = z.object({
  code: z.enum(sayingCodes),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
