import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, whyNoBrowser } from './chromium.ts';

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts the real studio over folders of its own and answers with the address that it prints. */
async function startHost(home: string): Promise<Served> {
  const args = ['--disable-warning=ExperimentalWarning', 'bin/facet.mjs', 'serve', '--port', '0'];
  const env = { ...process.env, FACET_HOME: home, FACET_CACHE: join(home, 'cache') };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    const url = /http:\S+(?=\s)/.exec(output)?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error(`the web host ended: ${output}`);
}

describe.skipIf(whyNoBrowser !== null)('the page over the real studio', () => {
  let browser: Browser;
  let host: Served;
  let home: string;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'facet-page-'));
    host = await startHost(home);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    host.child.kill('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  });

  it('makes a project file, keeps what is done to it, and offers it again', async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
    await page.goto(host.url);
    await page.getByRole('button', { name: 'New project' }).click();
    const name = page.getByLabel('Project name');
    await name.fill('Pier talk');
    await name.press('Enter');
    await page.getByText('Saved now').waitFor();
    expect(readdirSync(home, { recursive: true }).some((file) => String(file).endsWith('.facet'))).toBe(true);
    await page.keyboard.press('Control+w');
    await page.locator('.recent-open').first().click();
    await page.locator('.workspace').waitFor();
    expect(await name.inputValue()).toBe('Pier talk');
    await page.close();
  });

  it('ends by itself when it is asked to', async () => {
    const otherHome = mkdtempSync(join(tmpdir(), 'facet-page-'));
    const other = await startHost(otherHome);
    const ended = new Promise<number | null>((done) => other.child.once('exit', done));
    other.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    rmSync(otherHome, { recursive: true, force: true });
  });
});
