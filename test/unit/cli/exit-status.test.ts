import { describe, expect, it } from 'vitest';
import { errorCodes, StudioError } from '../../../core/errors.ts';
import type { ErrorCode } from '../../../core/errors.ts';
import { exitStatusOf } from '../../../main/cli/exit-status.ts';

describe('the exit status', () => {
  it.each<[ErrorCode, number]>([
    ['cli.usage', 2],
    ['cli.output-exists', 2],
    ['cli.same-file', 2],
    ['edit.invalid-range', 2],
    ['media.not-found', 3],
    ['media.truncated', 3],
    ['media.no-video', 3],
    ['analysis.no-face', 4],
    ['synthesis.atlas-empty', 4],
    ['media.silent-voice', 5],
    ['media.no-audio', 5],
    ['synthesis.voice-length-mismatch', 5],
    ['models.damaged', 6],
    ['export.disk-full', 7],
    ['cli.output-not-writable', 7],
    ['job.cancelled', 130],
  ])('of %s is %i', (code, status) => {
    expect(exitStatusOf(new StudioError(code, 'x'))).toBe(status);
  });

  it('is never 0 for a failure, and 1 for bugs', () => {
    for (const code of errorCodes) expect(exitStatusOf(new StudioError(code, 'x'))).toBeGreaterThan(0);
    expect(exitStatusOf(new Error('bug'))).toBe(1);
    expect(exitStatusOf('thrown text')).toBe(1);
  });
});
