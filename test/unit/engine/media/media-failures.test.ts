import { describe, expect, it } from 'vitest';
import { outputFailure, readFailure, writeFailure } from '../../../../main/engine/media/media-failures.ts';
import type { RunResult } from '../../../../main/engine/media/media-runner.ts';

const ended = (lastMessages: string, endedBy: RunResult['endedBy'] = 'itself'): RunResult => ({
  exitCode: 1,
  lastMessages,
  endedBy,
});

describe('a failed run', () => {
  it.each([
    ['[mov] moov atom not found\nin.mp4: Invalid data found when processing input', 'media.truncated'],
    ['in.mp4: Invalid data found when processing input', 'media.not-media'],
    ['in.mp4: No such file or directory', 'media.not-found'],
    ['in.mp4: Permission denied', 'media.not-readable'],
    ['Decoding requested, but no decoder found for: none', 'media.unsupported-codec'],
    ['something new', 'media.ffmpeg-failed'],
  ])('of reading that says "%s" is %s', (messages, code) => {
    expect(readFailure(ended(messages), '/in.mp4').code).toBe(code);
  });

  it.each([
    ['av_interleaved_write_frame(): No space left on device', 'export.disk-full'],
    ['out.mp4: Read-only file system', 'export.not-writable'],
    ['Error while opening encoder', 'export.encoder-failed'],
  ])('of writing that says "%s" is %s', (messages, code) => {
    expect(writeFailure(ended(messages), '/out.mp4').code).toBe(code);
  });

  it('that was cancelled is no failure of the file', () => {
    expect(readFailure(ended('Invalid data found', 'abort'), '/in.mp4').code).toBe('job.cancelled');
    expect(writeFailure(ended('No space left on device', 'abort'), '/out.mp4').code).toBe('job.cancelled');
    expect(readFailure(ended('', 'stall'), '/in.mp4').code).toBe('media.not-readable');
  });

  it.each([
    ['ENOENT', 'export.folder-missing'],
    ['ENOSPC', 'export.disk-full'],
    ['EROFS', 'export.not-writable'],
    ['EACCES', 'export.not-writable'],
  ])('of the file system with %s is %s', (errno, code) => {
    expect(outputFailure(Object.assign(new Error('x'), { code: errno }), '/out.mp4').code).toBe(code);
  });
});
