import { StudioError } from '../../../core/errors.ts';

/**
 * What an error of the file system means for an import: 'export.disk-full' or 'export.not-writable'; anything else as it is.
 */
export function asWriteFailure(cause: unknown, folder: string): unknown {
  const code = cause instanceof Error && 'syscall' in cause ? (cause as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) return cause;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, cause);
  return new StudioError(
    'export.not-writable',
    `The folder ${folder} cannot be written: look at its rights, or choose another place for the pack.`,
    { path: folder },
    cause,
  );
}

/** 'export.disk-full' for the folder's disk. */
export function diskFull(folder: string, cause?: unknown): StudioError {
  return new StudioError(
    'export.disk-full',
    `The disk of ${folder} has no room for the pack. Free some space, or write elsewhere.`,
    { path: folder },
    cause,
  );
}
