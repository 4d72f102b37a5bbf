/**
 * Runs the suites that this machine can run and ends with one line that totals them.
 *
 * `node scripts/run-tests.ts` runs every suite; `--quick` the ones of `npm run check`.
 * A suite that cannot run is skipped and says why. Under CI=true a skip is a failure, because a machine that was
 * prepared for the tests must run them all; the exceptions are in `isSkipAccepted`.
 */
import { existsSync } from 'node:fs';
import type { SuiteCounts } from './suites/counts.ts';
import { closingLine, isSkipAccepted, totalOf } from './suites/counts.ts';
import {
  canMakeTrainingEnvironment,
  findChromium,
  hasSharedFolder,
  hasTrainingEnvironment,
  isOnPath,
  trainingPython,
} from './suites/machine.ts';
import type { Suite, SuiteResult } from './suites/suite.ts';
import { commandSuite, pytestSuite, vitestSuite } from './suites/suite.ts';

const isCi = process.env.CI === 'true' || process.env.CI === '1';
const always = () => null;
const trainingGate = 'training/ci.sh';
const script = (name: string) => ['--disable-warning=ExperimentalWarning', `scripts/${name}`];

const quickSuites: readonly Suite[] = [
  commandSuite('format', 'prettier', ['--check', '--cache', '--log-level', 'warn', '.']),
  commandSuite('lint', 'eslint', ['--max-warnings', '0', '.']),
  commandSuite('docblocks', process.execPath, script('check-docblocks.ts')),
  commandSuite('packages', process.execPath, script('check-packages.ts')),
  commandSuite('types', 'tsc', ['-b']),
  vitestSuite('unit', always),
  vitestSuite('contract', always),
];

const slowSuites: readonly Suite[] = [
  // Before the suites that serve or pack what it makes.
  commandSuite('build', 'electron-vite', ['build', '--logLevel', 'warn']),
  // Before the suites that hold the application to what its Python environment says.
  pytestSuite('training', trainingGate, whyNoTraining),
  vitestSuite('integration', always),
  vitestSuite('browser', () => (findChromium() === null ? 'no Chromium found (set CHROMIUM_PATH)' : null)),
];

function whyNoTraining(): string | null {
  if (!existsSync(trainingGate)) return `${trainingGate} is absent`;
  const absent = ['sh', 'make'].find((program) => !isOnPath(program));
  if (absent !== undefined) return `no ${absent} found`;
  if (!canMakeTrainingEnvironment()) return `no ${trainingPython()} with venv found`;
  // Nobody who runs the tests should be surprised by a download of 5 GB; a machine of continuous integration is made for it.
  const isReady = isCi || hasTrainingEnvironment('training/requirements.lock');
  return isReady ? null : 'its Python environment (5 GB) was never made; run training/venv.sh once';
}

function printHeader(suite: Suite): void {
  console.log(`\n== ${suite.name}`);
}

async function runSuite(suite: Suite): Promise<SuiteCounts> {
  printHeader(suite);
  const reason = suite.whyNot();
  if (reason !== null) {
    console.log(`SKIPPED ${suite.name}: ${reason}${isCi ? ' (a failure under CI)' : ''}`);
    return { passed: 0, failed: isCi ? 1 : 0, skipped: isCi ? 0 : 1 };
  }
  const startMs = performance.now();
  const result = await suite.run();
  const counts = withSkipsJudged(result);
  console.log(`${suite.name}: ${closingLine(counts)} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
  return counts;
}

function withSkipsJudged(result: SuiteResult): SuiteCounts {
  const hasShared = hasSharedFolder();
  let refused = 0;
  for (const test of result.skippedTests) {
    const isRefused = isCi && !isSkipAccepted(test, hasShared);
    if (isRefused) refused++;
    const why = test.reason === '' ? '' : `: ${test.reason}`;
    console.log(`SKIPPED ${test.name}${why}${isRefused ? ' (a failure under CI)' : ''}`);
  }
  return { passed: result.passed, failed: result.failed + refused, skipped: result.skipped - refused };
}

async function main(): Promise<void> {
  const suites = process.argv.includes('--quick') ? quickSuites : [...quickSuites, ...slowSuites];
  const counts: SuiteCounts[] = [];
  for (const suite of suites) counts.push(await runSuite(suite));
  const failedNames = suites.filter((_, index) => counts[index].failed > 0).map((suite) => suite.name);
  if (failedNames.length > 0) console.log(`\nFailed: ${failedNames.join(', ')}`);
  const total = totalOf(counts);
  console.log(`\n${closingLine(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
