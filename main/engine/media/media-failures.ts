import { StudioError, type ErrorDetails } from '../../../core/errors.ts';
import type { RunResult } from './media-runner.ts';

function lastLine(messages: string): string {
  return messages.split('\n').at(-1) ?? '';
}

/** Throws when the run was ended from outside; what its messages say is then no finding about the file. */
function endedFromOutside(result: RunResult, path: string): StudioError | null {
  if (result.endedBy === 'abort') return new StudioError('job.cancelled', 'Cancelled.');
  if (result.endedBy === 'stall') {
    return new StudioError(
      'media.not-readable',
      'Reading the file stopped for too long and was ended. Copy the file to a local disk and try again.',
      { path },
    );
  }
  return null;
}

/** Turns a failed read of a media file into a sentence. */
export function readFailure(result: RunResult, path: string): StudioError {
  const outside = endedFromOutside(result, path);
  if (outside) return outside;
  const messages = result.lastMessages;
  const details: ErrorDetails = { path, exitCode: result.exitCode, messages };
  if (/moov atom not found/.test(messages)) {
    return new StudioError(
      'media.truncated',
      'The file ends before its index (moov). The recording or the copy was interrupted; copy it again, or repair it with the camera or recorder.',
      details,
    );
  }
  if (/No such file or directory/.test(messages))
    return new StudioError('media.not-found', 'The file does not exist any more.', details);
  if (/Permission denied/.test(messages))
    return new StudioError('media.not-readable', 'The file may not be read. Check its permissions.', details);
  if (/Decoder .* not found|Unknown decoder|no decoder|Decoding requested, but no decoder/i.test(messages)) {
    return new StudioError(
      'media.unsupported-codec',
      `The file is in a format that this ffmpeg can not decode (${lastLine(messages)}). Convert it to H.264.`,
      details,
    );
  }
  if (
    /Invalid data found|could not find codec parameters|Format not on whitelist|not on whitelist|Unknown format|End of file/i.test(
      messages,
    )
  ) {
    return new StudioError('media.not-media', 'The file is not a video or sound file that Facet can open.', details);
  }
  return new StudioError('media.ffmpeg-failed', `ffmpeg could not read the file: ${lastLine(messages)}`, details);
}

/** Turns a failed write into a sentence. `path` is the output that the user asked for. */
export function writeFailure(result: RunResult, path: string): StudioError {
  if (result.endedBy === 'abort') return new StudioError('job.cancelled', 'Cancelled.');
  const messages = result.lastMessages;
  const details: ErrorDetails = { path, exitCode: result.exitCode, messages };
  if (/No space left on device|Disk quota exceeded|File too large/.test(messages)) {
    return new StudioError('export.disk-full', 'The disk is full. Free some space, or choose another folder.', details);
  }
  if (/Permission denied|Read-only file system|Operation not permitted/.test(messages)) {
    return new StudioError('export.not-writable', 'The folder may not be written to. Choose another folder.', details);
  }
  return new StudioError('export.encoder-failed', `The encoder stopped: ${lastLine(messages)}`, details);
}

/** Turns an error of the file system at the output into a sentence. */
export function outputFailure(error: unknown, path: string): StudioError {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const details: ErrorDetails = { path, errno: code ?? '' };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StudioError(
      'export.folder-missing',
      'The folder of the output does not exist. Create it, or choose another.',
      details,
      error,
    );
  }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new StudioError(
      'export.disk-full',
      'The disk is full. Free some space, or choose another folder.',
      details,
      error,
    );
  }
  return new StudioError(
    'export.not-writable',
    'The output can not be written there. Choose another folder or name.',
    details,
    error,
  );
}
