import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';
import { openStudioPage, readFrame } from './viewer-support.ts';
import type { NumberedVideo, OpenedPage, PageOptions } from './viewer-support.ts';

const plain: NumberedVideo = { name: 'plain-25', widthPx: 1280, heightPx: 720, rate: { num: 25, den: 1 } };
const videos: readonly NumberedVideo[] = [
  plain,
  { name: 'ntsc-small', widthPx: 320, heightPx: 180, rate: { num: 30000, den: 1001 } },
  { name: 'film-odd-shape', widthPx: 402, heightPx: 718, rate: { num: 24000, den: 1001 } },
  { name: 'turned', widthPx: 360, heightPx: 640, rate: { num: 25, den: 1 }, rotation: 90 },
];

describe.skipIf(whyNoBrowser !== null)('the viewer in Chromium', () => {
  let browser: Browser;
  let opened: OpenedPage | undefined;
  beforeAll(async () => {
    browser = await openChromium();
    mkdirSync('test/output', { recursive: true });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const problems = [...(opened?.problems ?? [])];
    await opened?.close();
    opened = undefined;
    expect(problems).toEqual([]);
  });
  const open = async (options: PageOptions = {}): Promise<Page> => {
    // Without an analysis nothing lies over the bars.
    opened = await openStudioPage(browser, { isUnanalysed: options.video !== undefined, ...options });
    await opened.page.waitForFunction(
      () => document.querySelector<HTMLElement>('[data-testid=picture]')?.dataset['frame'],
    );
    return opened.page;
  };
  const frameIs = (page: Page, frame: number) =>
    page.waitForFunction(
      (wanted) => document.querySelector<HTMLElement>('[data-testid=picture]')?.dataset['frame'] === String(wanted),
      frame,
    );

  it.each(videos)('draws exactly the frame that it says: stepping through $name', async (video) => {
    const page = await open({ video, frameRate: video.rate, prepare: showsFile });
    await page.keyboard.press('Alt+Digit1');
    for (const [key, frame] of [
      ['End', 199],
      ['ArrowLeft', 198],
      ['Home', 0],
      ['ArrowRight', 1],
      ['Period', 2],
      ['Comma', 1],
    ] as const) {
      await page.keyboard.press(key);
      await frameIs(page, frame);
      expect(await readFrame(page), key).toEqual({ shown: frame, believed: frame });
    }
  });

  it('draws the frame that it says while it plays', async () => {
    const page = await open({ video: plain, prepare: showsFile });
    await page.keyboard.press('Alt+Digit1');
    await page.keyboard.press('Space');
    const seen = new Set<number>();
    for (let look = 0; look < 40; look++) {
      const { shown, believed } = await readFrame(page);
      expect(shown).toBe(believed);
      seen.add(shown);
      await page.waitForTimeout(60);
    }
    await page.keyboard.press('Space');
    expect(seen.size).toBeGreaterThan(10);
  });

  it('plays on to the end and stops there', async () => {
    const page = await open({ video: plain, prepare: showsFile });
    await page.keyboard.press('End');
    await frameIs(page, 199);
    for (let back = 0; back < 10; back++) await page.keyboard.press('ArrowLeft');
    await frameIs(page, 189);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor({ timeout: 10_000 });
    expect((await readFrame(page)).believed).toBeGreaterThan(196);
  });

  it('plays backward frame by frame, faster with every J, and stands with K', async () => {
    const page = await open({ video: plain, prepare: showsFile });
    await page.keyboard.press('End');
    await frameIs(page, 199);
    await page.keyboard.press('KeyJ');
    await page.waitForTimeout(600);
    await page.keyboard.press('KeyJ');
    await page.getByText('−2×').waitFor();
    await page.waitForTimeout(400);
    await page.keyboard.press('KeyK');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect((await readFrame(page)).believed).toBeLessThan(195);
  });

  it('goes to a typed timecode, with dropped frame numbers at 29.97', async () => {
    const video = videos[1];
    const page = await open({ video, frameRate: video.rate, prepare: showsFile });
    await page.keyboard.press('KeyG');
    await page.keyboard.type('2;15');
    await page.keyboard.press('Enter');
    await frameIs(page, 75);
    expect(await page.getByTestId('timecode').textContent()).toBe('00:00:02;15');
  });

  it('keeps the dub within 40 ms of the picture while both play', async () => {
    const page = await open();
    await page.keyboard.press('Digit3');
    await page.keyboard.press('Space');
    await page.waitForTimeout(1200);
    const drifts: number[] = [];
    for (let look = 0; look < 30; look++) {
      drifts.push(Number(await page.getByTestId('picture').getAttribute('data-drift-ms')));
      await page.waitForTimeout(80);
    }
    await page.keyboard.press('Space');
    const late = drifts.filter((drift) => Math.abs(drift) >= 40);
    expect(late).toEqual([]);
  });

  it('shows the patch of the frame in the dub, nothing in the original, and both divided by the wipe', async () => {
    const page = await open();
    await page.waitForFunction(() => document.querySelector('[data-testid=frame-state]') === null);
    const red = () =>
      page.getByTestId('picture').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let count = 0;
        for (let i = 0; i < data.length; i += 4)
          if (Math.abs(data[i] - 190) < 4 && Math.abs(data[i + 1] - 90) < 4 && Math.abs(data[i + 2] - 90) < 4) count++;
        return count;
      });
    await page.keyboard.press('Alt+Digit3');
    await expect.poll(red).toBeGreaterThan(1000);
    const whole = await red();
    await page.keyboard.press('Alt+Digit1');
    await expect.poll(red).toBeLessThan(50);
    await page.keyboard.press('Alt+Digit2');
    await expect.poll(red).toBeGreaterThan(100);
    expect(await red()).toBeLessThan(whole * 0.95);
  });

  it('marks a frame as being rendered until its patch comes, and says why when it cannot come', async () => {
    let release = () => undefined as void;
    const gate = new Promise<void>((done) => (release = done));
    const page = await open({
      prepare: ({ handlers }) => {
        const { preview } = handlers.synthesis;
        let calls = 0;
        const tripping: typeof preview = async function* (input, signal) {
          await gate;
          if (++calls === 1) throw new StudioError('media.ffmpeg-failed', 'ffmpeg tripped.');
          yield* preview(input, signal);
        };
        Object.assign(handlers.synthesis, { preview: tripping });
      },
    });
    await page.getByTestId('frame-state').getByText('Rendering').waitFor();
    release();
    await page.getByText('This part cannot be shown yet').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('This part cannot be shown yet').waitFor({ state: 'detached' });
    await page.getByTestId('frame-state').waitFor({ state: 'detached' });
  });

  it('steps on with the arrows after a click on a view, whatever else changes on the page meanwhile', async () => {
    const page = await open();
    const view = page.getByRole('radio', { name: 'B', exact: true });
    await view.click();
    await page.keyboard.press('ArrowRight');
    await frameIs(page, 1);
    const { keeper } = (opened as OpenedPage).fake;
    const after = { ...keeper.document.settings.project, name: 'Second cut' };
    keeper.apply('Rename', null, [{ collection: 'settings', id: 'project', after }]);
    await page.waitForFunction(() => document.title.startsWith('Second cut'));
    await page.keyboard.press('ArrowRight');
    await frameIs(page, 2);
    expect(await view.getAttribute('aria-checked')).toBe('true');
    expect(await view.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('moves the wipe with the arrows and zooms with the wheel around the pointer', async () => {
    const page = await open();
    const wipe = page.getByRole('slider', { name: 'Divider between original and dub' });
    await wipe.focus();
    await page.keyboard.press('ArrowRight');
    expect(await wipe.getAttribute('aria-valuenow')).toBe('52');
    await page.getByTestId('stage').hover();
    await page.mouse.wheel(0, -400);
    await expect.poll(() => page.getByRole('button', { name: 'Zoom', exact: true }).textContent()).toMatch(/%/);
    await page.keyboard.press('Shift+KeyZ');
    await expect.poll(() => page.getByRole('button', { name: 'Zoom', exact: true }).textContent()).toContain('Fit');
  });

  it('chooses a face by its box and follows its mouth with the loupe', async () => {
    const page = await open();
    const box = page.getByRole('button', { name: /Anna: show the tracks/ });
    await box.click({ position: { x: 10, y: 10 } });
    expect(await box.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('KeyQ');
    await page.getByTestId('loupe').getByText(/×/).waitFor();
    await page.screenshot({ path: 'test/output/viewer-loupe.png' });
  });

  it('says where a missing file was looked for', async () => {
    opened = await openStudioPage(browser, {
      prepare: ({ handlers }) => {
        const { read } = handlers.project;
        const missing: typeof read = async (...input) => ({
          ...(await read(...input)),
          missingAssetIds: ['video-1'],
        });
        Object.assign(handlers.project, { read: missing });
      },
    });
    await opened.page.getByText('harbour_take3.mp4 is not where it was').waitFor();
    expect(await opened.page.getByRole('button', { name: 'Locate…' }).count()).toBeGreaterThan(0);
  });
});

/** An unanalysed studio still knows where its video lies. */
function showsFile({ handlers }: OpenedPage['fake']): void {
  const locate: typeof handlers.media.locate = async ({ assetId }) => ({
    fileUrl: `resource/fake/asset/project-1/${assetId}`,
    isPlayable: true,
    proxyUrl: null,
    peaks: null,
    thumbnailUrls: [],
  });
  Object.assign(handlers.media, { locate });
}
