import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SkippedTest, SuiteCounts, SuiteReport } from './counts.ts';
import { parsePytestCounts } from './counts.ts';

/** One line of `npm test`: something that can pass, fail, or be impossible on this machine. */
export interface Suite {
  readonly name: string;
  /** Why this machine cannot run it, or null. */
  readonly whyNot: () => string | null;
  readonly run: () => Promise<SuiteResult>;
}

/** Counts of a suite and the tests in it that did not run. */
export interface SuiteResult extends SuiteCounts {
  readonly skippedTests: readonly SkippedTest[];
}

const binFolder = join('node_modules', '.bin');

/** A check that is one fact: its exit status. */
export function commandSuite(name: string, program: string, args: readonly string[]): Suite {
  return {
    name,
    whyNot: () => null,
    run: async () => {
      const { status } = await runCommand(program, args);
      const counts = status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
      return { ...counts, skipped: 0, skippedTests: [] };
    },
  };
}

/** A vitest project, with its tests counted one by one. */
export function vitestSuite(name: string, whyNot: () => string | null): Suite {
  return { name, whyNot, run: () => runVitest(name) };
}

/** The training package's own gate: prepares its environment, lints, type-checks, tests. */
export function pytestSuite(name: string, script: string, whyNot: () => string | null): Suite {
  return {
    name,
    whyNot,
    run: async () => {
      const { status, output } = await runCommand('sh', [script]);
      const counts = parsePytestCounts(output);
      if (counts === null) return { passed: 0, failed: 1, skipped: 0, skippedTests: [] };
      // The script also lints and checks types: a failure there is one failure of the suite.
      const failed = status !== 0 && counts.failed === 0 ? 1 : counts.failed;
      return { ...counts, failed, skippedTests: [] };
    },
  };
}

async function runVitest(project: string): Promise<SuiteResult> {
  const folder = mkdtempSync(join(tmpdir(), 'facet-suite-'));
  const reportPath = join(folder, 'report.json');
  try {
    const { status } = await runCommand(
      'vitest',
      ['run', '--project', project, '--reporter=default', '--reporter=./scripts/suites/suite-reporter.ts'],
      { FACET_SUITE_REPORT: reportPath },
    );
    if (!existsSync(reportPath)) return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0, skippedTests: [] };
    const report = JSON.parse(readFileSync(reportPath, 'utf8')) as SuiteReport;
    const failed = status !== 0 && report.failed === 0 ? 1 : report.failed;
    return { ...report, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface CommandEnd {
  readonly status: number;
  readonly output: string;
}

function runCommand(
  program: string,
  args: readonly string[],
  extraEnvironment: Readonly<Record<string, string>> = {},
): Promise<CommandEnd> {
  const local = join(binFolder, process.platform === 'win32' ? `${program}.cmd` : program);
  const child = spawn(existsSync(local) ? local : program, args, {
    env: { ...process.env, ...extraEnvironment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const pass = (target: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString('utf8');
      target.write(chunk);
    };
    child.stdout.on('data', pass(process.stdout));
    child.stderr.on('data', pass(process.stderr));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}
