/** How the tests of one suite ended. */
export interface SuiteCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A test that did not run, and what it said about it. */
export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

/** What the vitest reporter hands to the runner. */
export interface SuiteReport extends SuiteCounts {
  readonly skippedTests: readonly SkippedTest[];
}

/** Adds up suites. */
export function totalOf(suites: readonly SuiteCounts[]): SuiteCounts {
  return suites.reduce<SuiteCounts>(
    (sum, suite) => ({
      passed: sum.passed + suite.passed,
      failed: sum.failed + suite.failed,
      skipped: sum.skipped + suite.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The closing line of a run. */
export function closingLine(counts: SuiteCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

/**
 * Reads pytest's closing line (`== 3 failed, 40 passed, 2 skipped in 5.1s ==`); the last one of the text counts.
 * Null when the text has none, which means that pytest did not get to its end.
 */
export function parsePytestCounts(output: string): SuiteCounts | null {
  const lines = output
    .split('\n')
    .filter((line) => /\b\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+s/.test(line));
  const line = lines.at(-1);
  if (line === undefined) return null;
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('error'), skipped: count('skipped') };
}

/**
 * Whether a skipped test is a gap that continuous integration must not accept. Two reasons are accepted: the test names
 * the evaluation material (`../shared`) and that folder is absent, or it names an accelerator that the machine lacks.
 */
export function isSkipAccepted(test: SkippedTest, hasShared: boolean): boolean {
  const text = `${test.name} ${test.reason}`;
  if (/\.\.\/shared/.test(text)) return !hasShared;
  return /accelerator|CUDA|GPU/.test(text);
}
