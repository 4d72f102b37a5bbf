import { defineConfig } from 'vitest/config';

/** How long a test waits for what comes by itself; on a busy machine a second is nothing. */
const pollTimeoutMs = 8000;

/** One vitest project a suite, so that `npx vitest run <file>` gets the suite's own limits wherever the file lies. */
const suite = (name: string, testTimeout: number, retry = 0) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout,
    retry,
    hookTimeout: testTimeout,
    expect: { poll: { timeout: pollTimeoutMs } },
  },
});

// A default export is what vitest loads.
export default defineConfig({
  test: {
    // Processes, not threads: a native session that is torn down inside a thread can abort every other test.
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    passWithNoTests: true,
    projects: [
      suite('unit', 10_000),
      suite('contract', 20_000),
      suite('integration', 180_000),
      // A real browser on a busy machine misses a frame or a click now and then; a real fault fails twice.
      suite('browser', 120_000, 1),
    ],
  },
});
