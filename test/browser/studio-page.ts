import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startWebHost } from '../../main/web/server.ts';
import { makeFakeStudio } from '../support/fake-studio.ts';
import type { FakeStudio, FakeStudioOptions } from '../support/fake-studio.ts';

/** The built page; `FACET_PAGE_FOLDER` names another build. */
const pageFolder = resolve(process.env.FACET_PAGE_FOLDER ?? 'out/renderer');
const pictureFolder = resolve('test/output');

/** The page over a fake studio. */
export interface StudioPage {
  readonly page: Page;
  readonly fake: FakeStudio;
  /** Errors of the console (broken policies too) and bugs of the host. */
  readonly problems: string[];
  picture(name: string): Promise<void>;
  /** Ends the host; the page stays. */
  closeHost(): Promise<void>;
  close(): Promise<void>;
}

/** Projects that the start screen offers. */
export const recentProjects = [
  { path: '/home/ann/harbour.facet', name: 'Harbour interview', openedMs: Date.now() - 400_000, isPresent: true },
  { path: `/mnt/${'long-folder/'.repeat(20)}a.facet`, name: 'Long '.repeat(60), openedMs: 1e12, isPresent: true },
  { path: '/home/ann/old.facet', name: 'Old talk', openedMs: 1e12, isPresent: false },
] as const;

/** Opens the start screen of the built page. */
export async function openStartScreen(
  browser: Browser,
  options: FakeStudioOptions = {},
  [width, height]: readonly [number, number] = [1440, 900],
): Promise<StudioPage> {
  if (!existsSync(join(pageFolder, 'index.html'))) throw new Error('run npm run build before the browser suite');
  mkdirSync(pictureFolder, { recursive: true });
  const problems: string[] = [];
  const fake = makeFakeStudio({ recent: recentProjects, onBug: (error) => problems.push(String(error)), ...options });
  const host = await startWebHost({ ...fake, pageFolder, port: 0, onBug: (error) => problems.push(String(error)) });
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US' });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(host.url);
  return {
    page,
    fake,
    problems,
    picture: async (name) => void (await page.screenshot({ path: join(pictureFolder, `${name}.png`) })),
    closeHost: () => host.close(),
    close: async () => {
      await context.close();
      await host.close();
    },
  };
}

/** Opens the fake's project with its timeline drawn. */
export async function openProjectPage(
  browser: Browser,
  options: FakeStudioOptions = {},
  size?: readonly [number, number],
): Promise<StudioPage> {
  const opened = await openStartScreen(browser, options, size);
  await opened.page.getByText('Harbour interview').click();
  const { variant = 'short', isUnanalysed = false } = options;
  await opened.page.locator(variant === 'empty' ? '.workspace' : '.ruler').waitFor();
  // A picture has no sound of its own, and without a video there is none at all.
  const waveforms = { short: 2, hour: 2, portrait: 1, empty: 0 }[variant];
  if (!isUnanalysed && waveforms > 0)
    await opened.page
      .locator('.waveform')
      .nth(waveforms - 1)
      .waitFor();
  return opened;
}
