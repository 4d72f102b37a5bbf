import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, whyNoBrowser } from './chromium.ts';

let home: string;
let browser: Browser;
let page: Page;
let host: Served;
const complaints: string[] = [];

interface Served {
  readonly child: ChildProcess;
  readonly url: URL;
}

/** Starts the real `facet serve` with folders of its own and waits for its address. */
async function serve(...words: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/facet.mjs', 'serve', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, FACET_HOME: home, FACET_CACHE: join(home, 'cache') },
  });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /http:\S+(?=\s)/.exec(output)?.[0];
      if (url !== undefined) resolve({ child, url: new URL(url) });
    });
    child.once('exit', () => reject(new Error(`the web host ended: ${output}`)));
  });
}

const stop = ({ child }: Served, signal: 'SIGTERM' | 'SIGKILL') =>
  new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });

/** The tests follow each other as a user's day does: drop a video, lose the studio, find another one in its place. */
describe.skipIf(whyNoBrowser !== null)('the studio in a browser tab', () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'facet-served-'));
    host = await serve();
    browser = await openChromium();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(host.url.href);
  });
  afterAll(async () => {
    await browser.close();
    await stop(host, 'SIGTERM');
    rmSync(home, { recursive: true, force: true });
  });

  it('takes the secret out of the address', async () => {
    await page.waitForFunction(() => window.location.hash === '');
    const kept = await page.evaluate(() => Object.keys(window.sessionStorage));
    expect(kept).toContain('session');
    expect(kept).not.toContain('token');
  });

  it('copies a dropped video to the host and shows it', async () => {
    const bytes = readFileSync('examples/sample-talk.mp4').toString('base64');
    const files = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], 'My talk ü.mp4', { type: 'video/mp4' }));
      return transfer;
    }, bytes);
    for (const type of ['dragenter', 'dragover', 'drop'])
      await page.dispatchEvent('body', type, { dataTransfer: files });
    await page.getByText('My talk ü.mp4').first().waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => {
      const video = document.querySelector('video');
      return video !== null && video.readyState >= 2 && video.videoWidth > 0;
    });
    const media = join(home, 'projects', 'Media');
    expect(existsSync(media) && readdirSync(media)).toEqual(['My talk ü.mp4']);
  });

  it('goes on after a reload', async () => {
    await page.reload();
    await page.locator('#root > *').first().waitFor();
    expect(await page.getByText(/does not answer|old address/).count()).toBe(0);
  });

  it('says that the studio is gone, and tries again', async () => {
    await stop(host, 'SIGKILL');
    await page.getByText(/does not answer/).waitFor();
  });

  it('says that another studio has taken its place, which lets in nobody with an old secret', async () => {
    host = await serve('--port', host.url.port);
    await page.getByText(/old address/).waitFor({ timeout: 30_000 });
    await page.goto(host.url.href);
    await page.waitForFunction(() => window.sessionStorage.getItem('session') !== null);
    await page.getByText(/old address/).waitFor({ state: 'detached' });
  });

  it('never broke its own policy', () => {
    expect(complaints).toEqual([]);
  });
});
