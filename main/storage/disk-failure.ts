import { isStudioError, StudioError } from '../../core/errors.ts';

/**
 * What a failed write to the disk means for the user. A failure that is not the disk's comes back as it is.
 *
 * @param what what could not be written, as the beginning of a sentence: "The settings"
 */
export function diskFailure(what: string, path: string, cause: unknown): unknown {
  const code = (cause as { code?: unknown } | null)?.code;
  if (isStudioError(cause) || typeof code !== 'string') return cause;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') {
    return new StudioError('export.disk-full', `The disk of ${path} is full. Free some space.`, { path }, cause);
  }
  if (!/^(E[A-Z0-9]+|SQLITE_\w+)$/.test(code)) return cause;
  return new StudioError('export.not-writable', `${what} could not be written to ${path}.`, { path, code }, cause);
}
