import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebHost } from '../../main/web/server.ts';
import type { WebHost } from '../../main/web/server.ts';
import { aContractRouter } from '../support/contract-router.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';

const video = resolve('examples/sample-talk.mp4');

/** What a real browser makes of the host's headers; Node's fetch and sockets do not care about them. */
describe.skipIf(whyNoBrowser !== null)('the web host in a real browser', () => {
  let browser: Browser;
  let host: WebHost;
  let page: Page;
  let folder: string;
  const said: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facet-browser-'));
    mkdirSync(join(folder, 'page'));
    writeFileSync(
      join(folder, 'page', 'index.html'),
      '<!doctype html><title>page</title><script>window.wasInline = true</script><style>body { color: red }</style><script type="module" src="./page.js"></script>',
    );
    writeFileSync(join(folder, 'page', 'page.js'), 'window.wasLoaded = true;');
    host = await startWebHost({
      router: aContractRouter(async () => ({ version: '1.0.0', host: 'web', platform: 'linux' })),
      pageFolder: join(folder, 'page'),
      port: 0,
      resolveResource: async (path) => (path === 'resource/pass/asset/p/a' ? video : null),
      uploads: { folder: join(folder, 'media'), maxBytes: 10_000_000 },
      onBug: (error) => said.push(String(error)),
    });
    browser = await openChromium();
    page = await browser.newPage();
    await page.goto(host.url);
  });
  afterAll(async () => {
    await browser.close();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs the files of the page and nothing that stands in the page itself', async () => {
    const [wasLoaded, wasInline, colour] = await page.evaluate(() => {
      const { wasLoaded, wasInline } = window as unknown as Record<string, unknown>;
      return [wasLoaded, wasInline, getComputedStyle(document.body).color];
    });
    expect([wasLoaded, wasInline]).toEqual([true, undefined]);
    expect(colour).not.toBe('rgb(255, 0, 0)');
  });

  it('isolates the page, so that it has shared memory and exact clocks', async () => {
    expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  });

  it('lets the page reach its own host and no other', async () => {
    const reached = await page.evaluate(async () => {
      const tries = ['https://example.org/', 'http://127.0.0.1:9/', 'data:text/plain,x'].map((address) =>
        fetch(address).then(
          () => 'reached',
          () => 'refused',
        ),
      );
      return Promise.all(tries);
    });
    expect(reached).toEqual(['refused', 'refused', 'refused']);
  });

  it('opens a WebSocket for the session of the page and answers on it', async () => {
    const answer = await page.evaluate(async () => {
      const token = new URLSearchParams(location.hash.slice(1)).get('token');
      const exchanged = await fetch('session', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
      const { session } = (await exchanged.json()) as { session: string };
      sessionStorage.setItem('session', session);
      const socket = new WebSocket(`ws://${location.host}/api`, ['facet', `session.${session}`]);
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      socket.send(JSON.stringify({ id: 1, name: 'about.read', input: {} }));
      return new Promise<string>((resolve) => socket.addEventListener('message', ({ data }) => resolve(String(data))));
    });
    expect(JSON.parse(answer)).toMatchObject({ id: 1, value: { version: '1.0.0' } });
  });

  it('feeds a video element, which seeks by ranges', async () => {
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/resource/')) statuses.push(response.status());
    });
    const seen = await page.evaluate(async () => {
      const video = document.createElement('video');
      video.muted = true;
      video.src = 'resource/pass/asset/p/a';
      await new Promise((resolve, reject) => {
        video.addEventListener('loadeddata', resolve);
        video.addEventListener('error', () => reject(new Error(video.error?.message)));
      });
      video.currentTime = video.duration - 0.2;
      await new Promise((resolve) => video.addEventListener('seeked', resolve));
      return { width: video.videoWidth, atEnd: video.duration - video.currentTime < 0.3 };
    });
    expect(seen.width).toBeGreaterThan(100);
    expect(seen.atEnd).toBe(true);
    expect(statuses).toContain(206);
  });

  it('takes a dropped file and says how far it is', async () => {
    const progress = await page.evaluate(async () => {
      const file = new File([new Uint8Array(3_000_000)], 'voice.wav');
      const seen: number[] = [];
      const request = new XMLHttpRequest();
      request.open('PUT', `upload/${encodeURIComponent(file.name)}`);
      request.setRequestHeader('authorization', `Bearer ${sessionStorage.getItem('session')}`);
      request.upload.addEventListener('progress', ({ loaded, total }) => seen.push(loaded / total));
      await new Promise((resolve) => {
        request.addEventListener('load', resolve);
        request.send(file);
      });
      return seen;
    });
    expect(progress.at(-1)).toBe(1);
    expect(readdirSync(join(folder, 'media'))).toEqual(['voice.wav']);
    expect(statSync(join(folder, 'media', 'voice.wav')).size).toBe(3_000_000);
  });

  it('keeps pages of other origins away from its bytes', async () => {
    const other = await startWebHost({
      router: aContractRouter(async () => ({})),
      pageFolder: join(folder, 'page'),
      port: 0,
      onBug: () => undefined,
    });
    const stranger = await browser.newPage();
    await stranger.goto(other.url);
    const seen = await stranger.evaluate(async (address) => {
      const image = document.createElement('video');
      image.src = address;
      return new Promise((resolve) => {
        image.addEventListener('loadedmetadata', () => resolve('shown'));
        image.addEventListener('error', () => resolve('refused'));
      });
    }, `http://127.0.0.1:${host.port}/resource/pass/asset/p/a`);
    expect(seen).toBe('refused');
    await stranger.close();
    await other.close();
  });

  it('met nothing that it did not expect', () => {
    expect(said).toEqual([]);
  });
});
