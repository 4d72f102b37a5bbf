import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';
import { openProjectPage, openStartScreen } from './studio-page.ts';
import type { StudioPage } from './studio-page.ts';

describe.skipIf(whyNoBrowser !== null)('the start screen and the frame of the page in Chromium', () => {
  let browser: Browser;
  let studio: StudioPage;

  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(studio.problems).toEqual([]);
    await studio.close();
  });

  it.each([
    [1440, 900],
    [1024, 700],
  ] as const)(
    'offers recent projects without sideways scrolling at %ix%i, however long their names',
    async (width, height) => {
      studio = await openStartScreen(browser, {}, [width, height]);
      const { page } = studio;
      await page.getByText('Harbour interview').waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      const list = await page
        .locator('.recent')
        .evaluateAll((rows) => rows.map((row) => row.scrollWidth - row.clientWidth));
      expect(list).toEqual([0, 0, 0]);
      await studio.picture(`start-${width}x${height}`);
    },
  );

  it('does not open a project whose file is gone, and takes it off the list', async () => {
    studio = await openStartScreen(browser);
    const { page } = studio;
    await page.getByText('Old talk').click({ force: true });
    await page.waitForTimeout(200);
    expect(await page.locator('.workspace').count()).toBe(0);
    await page.getByRole('button', { name: 'Take Old talk off the list' }).click();
    await expect.poll(() => page.getByText('Old talk').count()).toBe(0);
  });

  it('tells why a project cannot be opened and stays', async () => {
    studio = await openStartScreen(browser, {
      recent: [{ path: '/missing.facet', name: 'Gone meanwhile', openedMs: 1e12, isPresent: true }],
    });
    const { page } = studio;
    await page.getByText('Gone meanwhile').click();
    await page.getByText('There is no project at /missing.facet.').first().waitFor();
    expect(await page.getByRole('button', { name: 'New project' }).isVisible()).toBe(true);
  });

  it('opens a project with its own browser of folders where the host has no dialogs', async () => {
    studio = await openStartScreen(browser);
    const { page } = studio;
    await page.getByRole('button', { name: 'Open…' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.getByRole('button', { name: 'New project' }).isEnabled()).toBe(true);
  });

  it('opens a project by keyboard alone and closes it again', async () => {
    studio = await openStartScreen(browser);
    const { page } = studio;
    await page.getByText('Harbour interview').waitFor();
    const isReached = () => page.evaluate(() => document.activeElement?.classList.contains('recent-open') === true);
    for (let press = 0; press < 8 && !(await isReached()); press++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.workspace').waitFor();
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New project' }).click();
    await page.locator('.workspace').waitFor();
    await page.keyboard.press('Control+w');
    await page.getByRole('button', { name: 'New project' }).waitFor();
    expect(await page.title()).toBe('Facet');
  });

  it('renames the project in place; Escape takes it back', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    const name = page.getByLabel('Project name');
    await name.fill('Harbour, second cut');
    await name.press('Enter');
    await expect.poll(() => studio.fake.keeper.document.settings.project.name).toBe('Harbour, second cut');
    await name.fill('Not this');
    await name.press('Escape');
    expect(await name.inputValue()).toBe('Harbour, second cut');
    expect(await page.title()).toBe('Harbour, second cut – Facet');
    expect(studio.fake.keeper.history.undoLabel).toBe('Rename project');
  });

  it('remembers the sizes of its panels', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    const divider = page.getByRole('separator', { name: 'Size of Library' });
    await divider.focus();
    await divider.press('Shift+ArrowRight');
    expect(await divider.getAttribute('aria-valuenow')).toBe('296');
    await page.reload();
    await page.getByText('Harbour interview').click();
    await expect.poll(() => divider.getAttribute('aria-valuenow')).toBe('296');
  });

  it('takes a refused step back and says why', async () => {
    studio = await openProjectPage(browser);
    const { page, fake } = studio;
    const sentence = 'The project file cannot be written: the disk is full.';
    Object.assign(fake.handlers.edit, { apply: () => Promise.reject(new StudioError('export.disk-full', sentence)) });
    const name = page.getByLabel('Project name');
    const before = await name.inputValue();
    await name.fill('Lost');
    await name.press('Enter');
    await page.getByText(sentence).first().waitFor();
    await expect.poll(() => name.inputValue()).toBe(before);
  });

  it('says when the host is gone', async () => {
    studio = await openProjectPage(browser);
    await studio.closeHost();
    await studio.page.getByRole('alert').getByText('does not answer').waitFor();
    await studio.picture('host-gone');
    // The broken connection itself is the only thing that the console may complain about.
    expect(studio.problems.splice(0).every((problem) => /WebSocket|ERR_CONNECTION|Failed to load/.test(problem))).toBe(
      true,
    );
  });

  it('speaks Korean when the user wants it', async () => {
    studio = await openStartScreen(browser);
    await studio.fake.handlers.settings.write({ changes: { language: 'ko' } }, new AbortController().signal);
    await studio.page.reload();
    await studio.page.getByRole('button', { name: '새 프로젝트' }).waitFor();
    expect(await studio.page.locator('html').getAttribute('lang')).toBe('ko');
    await studio.page.getByText('Harbour interview').click();
    await studio.page.locator('.lane-title', { hasText: '더빙 음성' }).waitFor();
    await studio.picture('studio-korean');
  });
});
