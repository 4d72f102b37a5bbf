import type { z } from 'zod';
import type { findingSchema } from '../../api/engine-contract.ts';
import type { Saying } from '../../core/saying.ts';

/** Something to know before an export. */
export type Finding = z.output<typeof findingSchema>;

/** A finding of the whole export, or of what `more` says. */
export function finding(
  severity: Finding['severity'],
  saying: Saying,
  sentence: string,
  more: Partial<Finding> = {},
): Finding {
  return { severity, code: saying.code, sentence, saying, frames: [], faceNumber: null, ...more };
}

/** Seconds for a sentence. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
