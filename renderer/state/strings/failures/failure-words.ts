import type { ErrorCode, ErrorDetails } from '../../../../core/errors.ts';

/** A sentence for every failure that a user can meet, 'bug' for all others. Details may be absent: a sentence then does without. */
export type FailureWords = Readonly<Record<ErrorCode | 'bug', (details: ErrorDetails) => string>>;

/** The name of the file or folder that a failure is about; null when its details name none. */
export function fileNameIn({ path, folder, file, target }: ErrorDetails): string | null {
  const place = [path, folder, file, target].find((value) => typeof value === 'string' && value !== '');
  return typeof place === 'string' ? (place.split(/[\\/]/).findLast((part) => part !== '') ?? place) : null;
}

/** A number of the details; null when it is not there. */
export function numberIn(details: ErrorDetails, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = details[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return null;
}

/** A text of the details; null when it is not there. */
export function textIn(details: ErrorDetails, name: string): string | null {
  const value = details[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
