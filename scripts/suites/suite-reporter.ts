import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { SkippedTest, SuiteReport } from './counts.ts';

/** Writes what a vitest run counted, and why tests were skipped, to the file named by FACET_SUITE_REPORT. */
export class SuiteReporter implements Reporter {
  private passed = 0;
  private failed = 0;
  private readonly skippedTests: SkippedTest[] = [];

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') this.passed++;
    else if (result.state === 'failed') this.failed++;
    else if (result.state === 'skipped') {
      this.skippedTests.push({ name: test.fullName, reason: result.note ?? '' });
    }
  }

  onTestModuleEnd(module: TestModule): void {
    // A file that could not be loaded, or whose hooks failed, has no failed test to count.
    if (module.errors().length > 0) this.failed++;
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const report: SuiteReport = {
      passed: this.passed,
      failed: this.failed + unhandledErrors.length,
      skipped: this.skippedTests.length,
      skippedTests: this.skippedTests,
    };
    const path = process.env.FACET_SUITE_REPORT;
    if (path) writeFileSync(path, JSON.stringify(report));
  }
}

export default SuiteReporter; // eslint-disable-line no-restricted-syntax -- vitest loads a reporter by its default export
