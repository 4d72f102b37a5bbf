import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import type { ServeChoice } from '../../../main/cli/host.ts';
import { runCli } from '../../../main/cli/run-cli.ts';
import { browserCommand } from '../../../main/web/open-browser.ts';
import { makeFakeCliHost } from '../../support/fake-cli-host.ts';

/** Serves nothing, remembers what was asked, and is interrupted as soon as it stands. */
function aServe(change: { readonly hasBrowser?: boolean } = {}) {
  const controller = new AbortController();
  const calls: { choice: ServeChoice | null; opened: number; closed: number } = { choice: null, opened: 0, closed: 0 };
  const fake = makeFakeCliHost({
    signal: controller.signal,
    serveStudio: async (choice) => {
      calls.choice = choice;
      setTimeout(() => controller.abort());
      return {
        url: `http://${choice.address}:8722/#token=abc`,
        port: 8722,
        openBrowser: async () => (++calls.opened, change.hasBrowser ?? true),
        close: async () => void calls.closed++,
      };
    },
  });
  return { ...fake, calls };
}

describe('facet serve', () => {
  it('prints the address, serves until it is interrupted, and ends well', async () => {
    const { host, output, calls } = aServe();
    expect(await runCli(['serve', '--port', '8722'], host)).toBe(0);
    expect(calls).toEqual({ choice: { port: 8722, address: '127.0.0.1' }, opened: 0, closed: 1 });
    expect(output.out).toBe('Facet is at http://127.0.0.1:8722/#token=abc\n');
  });

  it('says what it means to listen for others', async () => {
    const { host, output } = aServe();
    expect(await runCli(['serve', '--host', '192.168.1.20'], host)).toBe(0);
    expect(output.err).toContain('not encrypted');
    const local = aServe();
    await runCli(['serve'], local.host);
    expect(local.output.err).not.toContain('not encrypted');
  });

  it('opens the browser when asked, and says so where there is none', async () => {
    const { host, output, calls } = aServe({ hasBrowser: false });
    await runCli(['serve', '--open'], host);
    expect(calls.opened).toBe(1);
    expect(output.err).toContain('no browser');
  });

  it('prints one line of JSON for programs', async () => {
    const { host, output } = aServe();
    await runCli(['serve', '--json', '--quiet'], host);
    expect(JSON.parse(output.out)).toEqual({ url: 'http://127.0.0.1:8722/#token=abc', port: 8722 });
    expect(output.err).toBe('');
  });

  it('refuses a port that is none and passes on why it could not start', async () => {
    expect(await runCli(['serve', '--port', '70000'], aServe().host)).toBe(2);
    expect(await runCli(['serve', '--port', '1.5'], aServe().host)).toBe(2);
    const failing = makeFakeCliHost({
      serveStudio: async () => Promise.reject(new StudioError('host.port-in-use', 'Port 80 cannot be used.')),
    });
    expect(await runCli(['serve', '--port', '80'], failing.host)).toBe(8);
    expect(failing.output.err).toContain('Port 80 cannot be used.');
  });
});

describe('the way to the browser', () => {
  const url = 'http://127.0.0.1:1/#token=a';

  it('is the one of the system, and none where there is no screen', () => {
    expect(browserCommand('darwin', {}, url)).toEqual({ program: 'open', words: [url] });
    expect(browserCommand('win32', {}, url)?.words.at(-1)).toBe(url);
    expect(browserCommand('linux', { DISPLAY: ':0' }, url)).toEqual({ program: 'xdg-open', words: [url] });
    expect(browserCommand('linux', {}, url)).toBeNull();
  });
});
