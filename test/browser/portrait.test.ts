import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, whyNoBrowser } from './chromium.ts';
import { openProjectPage, openStartScreen } from './studio-page.ts';
import type { StudioPage } from './studio-page.ts';

describe.skipIf(whyNoBrowser !== null)('a still picture in Chromium', () => {
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
  const document = () => studio.fake.keeper.document;
  const replaced = () =>
    Object.values(document().edits).flatMap((edit) => (edit.kind === 'replace' ? [[edit.factor, edit.assetId]] : []));
  const takePack = async (page: Page) => {
    await page.getByRole('button', { name: 'Choose the pack…' }).click();
    await page.getByRole('radio', { name: /The paper’s networks/ }).check({ force: true });
    await page.keyboard.press('Escape');
  };

  it('is said to need another pack, is driven by another video, and that is taken back in one step', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc', variant: 'portrait' });
    const { page } = studio;
    await page.getByText(/A still picture has no other mouths/).waitFor();
    await takePack(page);
    await page.getByText(/A still picture has no other mouths/).waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Head pose driven by' }).selectOption({ label: 'interview_take2.mp4' });
    await expect.poll(replaced).toEqual([['headPose', 'video-2']]);
    await page.getByRole('button', { name: 'Same for all' }).click();
    await expect.poll(() => replaced().length).toBe(3);
    expect(Object.values(document().edits)).toMatchObject([1, 2, 3].map(() => ({ startSec: 0, handle: null })));
    await page.locator('[data-lane=eye]').getByText('interview_take2.mp4 drives').waitFor();
    await studio.picture('portrait-driven');
    await page.getByRole('button', { name: 'Undo Choose what drives the face' }).click();
    await expect.poll(replaced).toEqual([['headPose', 'video-2']]);
    await page.getByRole('combobox', { name: 'Head pose driven by' }).selectOption({ label: 'This picture (still)' });
    await expect.poll(replaced).toEqual([]);
  });

  it('is shown as a picture, plays as a video, and as long as it is told', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc', variant: 'portrait' });
    const { page } = studio;
    await page.getByRole('img', { name: 'Still picture' }).waitFor();
    await page.waitForFunction(() => (window.document.querySelector('video')?.readyState ?? 0) >= 2);
    await page
      .getByRole('button', { name: /anna_portrait\.jpg/ })
      .first()
      .click();
    const length = page.getByRole('spinbutton', { name: 'anna_portrait.jpg: length' });
    await length.fill('14');
    await length.press('Enter');
    await expect.poll(() => document().assets['video-1']).toMatchObject({ stillSec: 14, summary: { durationSec: 14 } });
    expect(studio.fake.keeper.history.undoLabel).toBe('Change length of the picture');
    // A driver that was chosen before still reaches to the end.
    await takePack(page);
    await page.getByRole('combobox', { name: 'Eye driven by' }).selectOption({ label: 'interview_take2.mp4' });
    await page.getByText('The driving video is shorter').waitFor();
    await length.fill('30');
    await length.press('Enter');
    await expect.poll(() => document().assets['video-1'].stillSec).toBe(30);
    expect(await page.getByRole('combobox', { name: 'Eye driven by' }).inputValue()).toBe('video-2');
  });

  it('begins a project from the start screen where a pack can move it', async () => {
    studio = await openStartScreen(browser, { packs: 'pdfgc', variant: 'empty' });
    const { page } = studio;
    await page.getByRole('button', { name: 'Animate a portrait' }).click();
    await page.getByRole('button', { name: /anna\.jpg/ }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.locator('.asset-name', { hasText: 'anna.jpg' }).waitFor();
    expect(document().settings.project.videoAssetId).toBe('still-anna.jpg');
  });

  it('is told on the start screen what it needs where no pack can move it, with the way there', async () => {
    studio = await openStartScreen(browser);
    const { page } = studio;
    await page.getByText(/A portrait moves with the paper’s networks/).waitFor();
    expect(await page.getByRole('button', { name: 'Animate a portrait' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Import weights…' }).click();
    await page.getByRole('button', { name: 'Import PD-FGC weights…' }).waitFor();
  });

  it('can be imported like any video, and says what it needs', async () => {
    studio = await openProjectPage(browser, { variant: 'empty' });
    const { page } = studio;
    await page.getByRole('button', { name: 'Import…' }).first().click();
    await page.getByRole('button', { name: /anna\.jpg/ }).click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('anna.jpg is a still picture.').first().waitFor();
    await page.getByRole('button', { name: 'Models and engine' }).last().click();
    await page.getByRole('button', { name: 'Import PD-FGC weights…' }).waitFor();
  });

  it.each([
    [1440, 900],
    [1024, 700],
  ] as const)('fits into %ix%i without anything hanging out of the inspector', async (width, height) => {
    studio = await openProjectPage(browser, { packs: 'pdfgc', variant: 'portrait' }, [width, height]);
    const { page } = studio;
    await takePack(page);
    await page.getByRole('combobox', { name: 'Eye driven by' }).waitFor();
    const hanging = await page.evaluate(() => {
      const room = window.document.querySelector('[data-place=inspector]')?.getBoundingClientRect();
      return [...window.document.querySelectorAll('[data-place=inspector] *')]
        .filter((element) => room !== undefined && element.getBoundingClientRect().right > room.right + 1)
        .map((element) => element.className);
    });
    expect(hanging).toEqual([]);
    await studio.picture(`portrait-${width}x${height}`);
  });
});
