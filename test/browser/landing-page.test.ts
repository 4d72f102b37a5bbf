import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { startWebHost } from '../../main/web/server.ts';
import type { WebHost } from '../../main/web/server.ts';
import { aGate } from '../support/gate.ts';
import { aHealthCheck, aModelPack, aRouter } from '../support/served-studio.ts';
import type { FakeStudioOptions } from '../support/served-studio.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';

const pageFolder = resolve('out/renderer');
const pictureFolder = resolve('test/output');

const limited = aHealthCheck({
  name: 'execution-provider',
  status: 'warning',
  sentence: 'CPU only, 2 cores; CUDA was asked for and is not there',
  advice: 'Run npm run setup:cuda on a computer with an NVIDIA card.',
});
const missing = aHealthCheck({
  name: 'model-pack',
  status: 'missing',
  sentence: 'The atlas pack lacks lip-predictor.onnx',
  advice: 'Get the file again: the pack in resources/models is incomplete.',
});

describe.skipIf(whyNoBrowser !== null)('the landing page in Chromium', () => {
  let browser: Browser;
  let host: WebHost;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    if (!existsSync(join(pageFolder, 'index.html'))) throw new Error('run npm run build before the browser suite');
    mkdirSync(pictureFolder, { recursive: true });
    browser = await openChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    await host.close();
    expect(problems.splice(0)).toEqual([]);
  });

  const open = async (options: FakeStudioOptions = {}, width = 1440, height = 900) => {
    host = await startWebHost({
      router: aRouter(options),
      pageFolder,
      port: 0,
      onBug: (error) => problems.push(String(error)),
    });
    const context = await browser.newContext({ viewport: { width, height } });
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(host.url);
  };
  const verdict = () => page.getByTestId('verdict').textContent();
  const overflowPx = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  it.each([
    [1440, 900],
    [1024, 700],
    [720, 900],
  ])('shows the state of the computer without sideways scrolling at %ix%i', async (width, height) => {
    await open(
      { checks: [aHealthCheck(), limited, aHealthCheck({ name: 'node', sentence: 'Node 22.23.2' })] },
      width,
      height,
    );
    await page.getByText('Can dub, 1 limit').waitFor();
    await page.getByText('lip-predictor').or(page.getByText("video's own frames")).first().waitFor();
    expect(await page.getByText('npm run setup:cuda').isVisible()).toBe(true);
    expect(await overflowPx()).toBe(0);
    await page.screenshot({ path: join(pictureFolder, `landing-${width}x${height}.png`) });
  });

  it('says that nothing can be dubbed while something is missing, and looks again on request', async () => {
    const checks = [missing];
    await open({ checks });
    await page.getByText('Cannot dub yet: 1 missing').waitFor();
    checks[0] = aHealthCheck();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Ready to dub').waitFor();
    expect(await page.getByText(missing.advice).count()).toBe(0);
  });

  it('shows each finding as it is made', async () => {
    const gate = aGate();
    let calls = 0;
    await open({
      checks: [aHealthCheck({ name: 'first' }), aHealthCheck({ name: 'second' })],
      beforeCheck: () => (++calls % 2 === 0 ? gate.opened : undefined),
    });
    await page.getByText('first', { exact: true }).waitFor();
    expect(await verdict()).toContain('Looking');
    gate.open();
    await page.getByText('second', { exact: true }).waitFor();
    await page.getByText('Ready to dub').waitFor();
  });

  it('writes the command that the form means, quoted for the shell', async () => {
    await open();
    await page.getByLabel('Video', { exact: true }).fill("/home/ann/my talk's cut.mp4");
    await page.getByLabel('New voice').fill('/home/ann/french.wav');
    await page.getByLabel('Face').selectOption('all');
    await page.getByLabel('Where').fill('3-7.5');
    await page.getByLabel('Lip strength').fill('80');
    expect(await page.getByTestId('command').textContent()).toBe(
      String.raw`npm run facet -- dub '/home/ann/my talk'\''s cut.mp4' /home/ann/french.wav -o '/home/ann/my talk'\''s cut-dub.mp4' --face all --strength 0.8 --range 3-7.5`,
    );
  });

  it('says what is wrong with a range', async () => {
    await open();
    await page.getByLabel('Where').fill('from 3 to 7');
    await page.getByText('Write start-end').waitFor();
    expect(await page.getByLabel('Where').getAttribute('aria-invalid')).toBe('true');
  });

  it('says in words why the packs cannot be listed', async () => {
    await open({ packs: new StudioError('models.damaged', 'manifest.json of the atlas pack is not JSON.') });
    await page.getByText('manifest.json of the atlas pack is not JSON.').waitFor();
    expect(await page.getByText('atlas · ').count()).toBe(0);
  });

  it('keeps working after a reload and takes the token out of the address', async () => {
    await open({ packs: [aModelPack()] });
    await page.getByText('Ready to dub').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.reload();
    await page.getByText('Ready to dub').waitFor();
    expect(await verdict()).toContain('Ready to dub');
  });
});
