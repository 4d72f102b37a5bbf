import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, whyNoBrowser } from './chromium.ts';

/** Starts the real web host and answers with the address that it prints. */
async function startHost(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = ['--disable-warning=ExperimentalWarning', 'bin/facet.mjs', 'serve'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    const url = /http:\S+/.exec(output)?.[0];
    if (url !== undefined && output.includes('\n')) return { child, url };
  }
  throw new Error(`the web host ended: ${output}`);
}

describe.skipIf(whyNoBrowser !== null)('the page over the real studio', () => {
  let browser: Browser;
  let host: Awaited<ReturnType<typeof startHost>>;

  beforeAll(async () => {
    host = await startHost();
    browser = await openChromium();
    mkdirSync(resolve('test/output'), { recursive: true });
  });
  afterAll(async () => {
    await browser.close();
    host.child.kill('SIGTERM');
  });

  it('ends its look at this computer with a verdict and lists the atlas pack', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(host.url);
    await page.getByText(/^(Ready to dub|Can dub|Cannot dub yet)/).waitFor({ timeout: 60_000 });
    await page.locator('[aria-busy="false"]').waitFor({ timeout: 60_000 });
    await page.getByText('atlas', { exact: true }).waitFor();
    await page.screenshot({ path: join(resolve('test/output'), 'this-computer.png') });
    expect(await page.getByText(/^Node 2\d\./).count()).toBe(1);
    await page.close();
  });

  it('ends by itself when it is asked to', async () => {
    const other = await startHost();
    const ended = new Promise<number | null>((done) => other.child.once('exit', done));
    other.child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
