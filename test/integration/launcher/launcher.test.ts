import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const launcher = resolve('bin/facet.mjs');
let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'facet-launcher-')));
  // Makes the running Node say that it is one that cannot load the native packages.
  const asOld = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2', napi: '9' } });`;
  writeFileSync(join(folder, 'old-node.mjs'), asOld);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(
  words: readonly string[],
  options: { environment?: Record<string, string>; nodeArguments?: string[] } = {},
) {
  const { npm_lifecycle_event: _event, INIT_CWD: _folder, ...environment } = process.env;
  const result = spawnSync(process.execPath, [...(options.nodeArguments ?? []), launcher, ...words], {
    cwd: folder,
    env: { ...environment, ...options.environment },
    encoding: 'utf8',
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

describe('the launcher', () => {
  it('starts the command line from any folder', () => {
    const { status, stdout } = launch(['version']);
    expect(stdout).toMatch(/^facet \d+\.\d+\.\d+/);
    expect(status).toBe(0);
  });

  it('hands on the exit status of a failure', () => {
    const { status, stderr } = launch(['dance']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('dance');
  });

  it('starts the Node that npm brought where the running one is too old, with the same words', () => {
    const { status, stdout } = launch(['version', '--json'], {
      nodeArguments: ['--import', join(folder, 'old-node.mjs')],
    });
    expect(status).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout))).not.toContain('20.20.2');
  });

  it('takes paths from the folder in which npm was called, and only when npm runs this very script', () => {
    const missing = ['dub', 'no-video.mp4', 'no-voice.wav', '-o', 'out.mp4'];
    const called = mkdtempSync(join(folder, 'called-'));
    const byNpm = launch(missing, { environment: { npm_lifecycle_event: 'facet', INIT_CWD: called } });
    const byTest = launch(missing, { environment: { npm_lifecycle_event: 'test', INIT_CWD: called } });
    expect(byNpm.stderr).toContain(join(called, 'no-video.mp4'));
    expect(byTest.stderr).toContain(join(folder, 'no-video.mp4'));
    expect(byNpm.status).toBe(byTest.status);
    expect(byNpm.status).not.toBe(0);
  });
});
