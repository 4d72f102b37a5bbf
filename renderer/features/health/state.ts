import type { HealthCheckValue } from '../../../api/health.ts';

/** The checks so far, and whether more are coming. */
export interface Examination {
  readonly checks: readonly HealthCheckValue[];
  readonly isRunning: boolean;
  /** Why the checks broke off, or null. */
  readonly failure: string | null;
}

/** The whole computer in one word and one sentence. */
export interface Verdict {
  readonly status: 'pending' | 'ok' | 'warning' | 'missing';
  readonly sentence: string;
}

/** What a person wants to know first: can I dub here? */
export function verdictOf({ checks, isRunning, failure }: Examination): Verdict {
  if (failure !== null) return { status: 'missing', sentence: 'Not known' };
  const missing = checks.filter((check) => check.status === 'missing').length;
  if (missing > 0) return { status: 'missing', sentence: `Cannot dub yet: ${missing} missing` };
  if (isRunning) return { status: 'pending', sentence: 'Looking at this computer' };
  const warnings = checks.filter((check) => check.status === 'warning').length;
  if (warnings > 0)
    return { status: 'warning', sentence: `Can dub, ${warnings} ${warnings === 1 ? 'limit' : 'limits'}` };
  return { status: 'ok', sentence: 'Ready to dub' };
}
