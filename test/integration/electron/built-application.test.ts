import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const whyNot = existsSync('out/main/index.js') ? null : 'nothing is built (npm run build)';

interface Line {
  readonly what: string;
  readonly value: unknown;
}

let home: string;
let lines: readonly Line[];
let stderr = '';
let status: number | null;

/** What the application said about one thing. */
const valueOf = (what: string) => lines.find((line) => line.what === what)?.value;

/** The built application as it is packed, with the real studio and a real engine, around a stand-in for Electron. */
describe.skipIf(whyNot !== null)(`the built desktop application${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'facet-built-'));
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', './test/support/register-electron.ts', 'out/main/index.js'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          FACET_HOME: home,
          FACET_CACHE: join(home, 'cache'),
          FACET_ASK: JSON.stringify([
            'about.read',
            'facet://studio/',
            'facet://studio/nothing.js',
            'jobs.watch',
            'health.examine',
            'files.describe',
            'project.createSample',
          ]),
        },
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    // One that hangs is ended, so that the tests below show how far it came.
    const limit = setTimeout(() => child.kill('SIGKILL'), 120_000);
    status = await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(limit);
    lines = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  }, 150_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('starts, opens its window, and ends in order', () => {
    expect(stderr).not.toMatch(/^error/m);
    expect(status).toBe(0);
    expect(valueOf('window')).toMatchObject({ sandbox: true, contextIsolation: true });
    expect(valueOf('exit')).toBe(0);
  });

  it('serves its page by its own protocol', () => {
    expect(valueOf('facet://studio/')).toMatchObject({ status: 200 });
    expect(valueOf('facet://studio/nothing.js')).toMatchObject({ status: 404 });
  });

  it('answers its page from the real studio', () => {
    expect(valueOf('about.read')).toMatchObject({ host: 'electron', platform: process.platform });
    expect(valueOf('files.describe')).toMatchObject({ hasDialogs: true });
  });

  it('runs the real engine as a utility process, which has execution providers tried by its host', () => {
    const forks = lines.filter(({ what }) => what === 'fork').map(({ value }) => value);
    expect(forks[0]).toBe('engine-child.js');
    expect(new Set(forks.slice(1))).toEqual(new Set(['provider-probe-child.js']));
    expect(valueOf('jobs.watch')).toMatchObject({ engine: { state: 'ready' } });
    expect((valueOf('jobs.watch') as { engine: { executionProvider: string } }).engine.executionProvider).not.toBe(
      'auto',
    );
  });

  it('makes a project of the sample', () => {
    expect(valueOf('project.createSample')).toMatchObject({ projectId: expect.any(String) });
  });
});
