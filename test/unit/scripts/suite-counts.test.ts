import { describe, expect, it } from 'vitest';
import { closingLine, isSkipAccepted, parsePytestCounts, totalOf } from '../../../scripts/suites/counts.ts';

describe('the totals of a test run', () => {
  it('adds up suites and says so in one plain line', () => {
    const total = totalOf([
      { passed: 3, failed: 0, skipped: 1 },
      { passed: 4, failed: 2, skipped: 0 },
    ]);
    expect(closingLine(total)).toBe('7 passed, 2 failed, 1 skipped');
  });

  it("reads pytest's last summary line, errors counted as failures", () => {
    const output = '1 passed in 0.1s\n...\n== 2 failed, 40 passed, 3 skipped, 1 error in 61.20s (0:01:01) ==\n';
    expect(parsePytestCounts(output)).toEqual({ passed: 40, failed: 3, skipped: 3 });
  });

  it('has no counts for an output in which pytest never ended', () => {
    expect(parsePytestCounts('collecting ...\nINTERNALERROR> boom')).toBeNull();
  });
});

describe('a skipped test under continuous integration', () => {
  const test = (reason: string) => ({ name: 'dubs a clip', reason });

  it('is accepted for missing evaluation material only where that is really missing', () => {
    expect(isSkipAccepted(test('needs ../shared/cases'), false)).toBe(true);
    expect(isSkipAccepted(test('needs ../shared/cases'), true)).toBe(false);
  });

  it('is accepted where it needs an accelerator', () => {
    expect(isSkipAccepted(test('needs a CUDA accelerator'), true)).toBe(true);
  });

  it('is refused without a reason or for any other reason', () => {
    expect(isSkipAccepted(test(''), false)).toBe(false);
    expect(isSkipAccepted(test('no native ffmpeg'), false)).toBe(false);
  });
});
