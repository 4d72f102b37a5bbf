import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScorer } from '../../bench/evaluation/scorer.ts';
import { frameCountIn } from '../support/frame-count.ts';
import { serveFacet, type ServedFacet } from '../support/served-facet.ts';
import { clipPath, noClips } from '../support/shared-clips.ts';
import { chooseFile } from './choosing-a-file.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';

const whyNot = whyNoBrowser ?? (noClips === false ? null : noClips);
const clip = 'test/EDTalk__test_data_uncrop_Obama.mp4';
const voiceSource = join('..', 'shared', 'speech', 'dreamtalk__french1.wav');
const pictures = join('test', 'output', 'journey');
const patienceMs = 120_000;

let folder = '';
let facet: ServedFacet;
let browser: Browser;
let page: Page;
const troubles: string[] = [];
let step = 0;

/** Keeps a picture of the page, numbered in the order of the journey. */
async function keepPicture(name: string): Promise<void> {
  step += 1;
  await page.screenshot({ path: join(pictures, `${String(step).padStart(2, '0')}-${name}.png`) });
}

/** Imports a file by the page's own browser of folders. */
async function importFile(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Import…' }).first().click();
  await chooseFile(page, folder, name);
}

/** A grey picture of the viewer's canvas, for telling whether it changed. */
function shownPicture(): Promise<readonly number[]> {
  return page.evaluate(() => {
    const canvas = [...document.querySelectorAll<HTMLCanvasElement>('canvas')].reduce((largest, one) =>
      one.width * one.height > largest.width * largest.height && one.closest('[class*=viewer]') ? one : largest,
    );
    const small = document.createElement('canvas');
    [small.width, small.height] = [90, 90];
    const context = small.getContext('2d');
    if (context === null) return [];
    context.drawImage(canvas, 0, 0, 90, 90);
    const { data } = context.getImageData(0, 0, 90, 90);
    return Array.from({ length: 8100 }, (_, i) => (data[i * 4] + data[i * 4 + 1] + data[i * 4 + 2]) / 3);
  });
}

const largestChange = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Waits until the viewer has nothing left to do for what it shows. */
async function untilDrawn(): Promise<void> {
  await page.getByText(/^(Rendering|Updating)/).waitFor({ state: 'hidden', timeout: patienceMs });
}

const inspector = (): Locator => page.getByRole('complementary', { name: /inspector/i });
const lane = (factor: string): Locator => page.locator(`[data-lane=${factor}] .lane-body`);

beforeAll(async () => {
  if (whyNot !== null) return;
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'facet-journey-'));
  await copyFile(clipPath(clip), join(folder, 'interview.mp4'));
  await copyFile(voiceSource, join(folder, 'french.wav'));
  facet = await serveFacet(folder);
  browser = await openChromium();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(facet.url);
}, patienceMs);

afterAll(async () => {
  if (whyNot !== null) return;
  await browser.close();
  await facet.kill();
  await rm(folder, { recursive: true, force: true });
}, patienceMs);

// One journey, told in steps: each builds on the one before.
describe.skipIf(whyNot !== null)(
  `a dub in the studio, from an empty project to a file${whyNot === null ? '' : ` (skipped: ${whyNot})`}`,
  { timeout: patienceMs },
  () => {
    it('begins with a new project that says what to do', async () => {
      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByText('The timeline begins with a video').waitFor();
      await keepPicture('empty-project');
    });

    it('takes a video in and shows the progress of its analysis', async () => {
      await importFile('interview.mp4');
      await page.getByText('Analysing', { exact: true }).first().waitFor();
      await keepPicture('analysing');
      await page.locator('[data-lane=headPose] .lane-note').waitFor({ state: 'hidden' });
      await page
        .getByText(/^Face 1/)
        .first()
        .waitFor();
      await keepPicture('analysed');
    });

    it('takes a voice in, places it, and shows other lips than the original', async () => {
      await importFile('french.wav');
      await page.getByText('drives', { exact: false }).first().waitFor();
      for (let frame = 0; frame < 45; frame++) await page.keyboard.press('ArrowRight');
      await page.getByRole('radio', { name: 'A', exact: true }).click();
      const original = await shownPicture();
      await page.getByRole('radio', { name: 'B', exact: true }).click();
      await expect
        .poll(async () => largestChange(original, await shownPicture()), { timeout: patienceMs })
        .toBeGreaterThan(12);
      await untilDrawn();
      await keepPicture('lips');
    });

    it('pulls the lip curve down at the playhead', async () => {
      await untilDrawn();
      const before = await shownPicture();
      const [line, body] = [
        await page.locator('.playhead-line, [class*=playhead]').first().boundingBox(),
        await lane('lip').boundingBox(),
      ];
      if (line === null || body === null) throw new Error('no playhead or no lip lane');
      const x = line.x + line.width / 2;
      await page.mouse.dblclick(x, body.y + body.height * 0.35);
      await page.mouse.move(x, body.y + body.height * 0.35);
      await page.mouse.down();
      await page.mouse.move(x, body.y + body.height * 0.9, { steps: 8 });
      await page.mouse.up();
      await untilDrawn();
      await expect
        .poll(async () => largestChange(before, await shownPicture()), { timeout: patienceMs })
        .toBeGreaterThan(8);
      await keepPicture('lip-curve-pulled');
    });

    it('adds a blink, takes it back and makes it again', async () => {
      await inspector().getByText('Eye', { exact: true }).click();
      const open = await shownPicture();
      await page.getByRole('button', { name: 'Add a blink' }).click();
      await untilDrawn();
      await expect
        .poll(async () => largestChange(open, await shownPicture()), { timeout: patienceMs })
        .toBeGreaterThan(8);
      await keepPicture('blink');
      await page.keyboard.press('Control+z');
      await untilDrawn();
      await expect.poll(async () => largestChange(open, await shownPicture()), { timeout: patienceMs }).toBeLessThan(3);
      await keepPicture('blink-undone');
      await page.keyboard.press('Control+Shift+z');
      await untilDrawn();
      await expect
        .poll(async () => largestChange(open, await shownPicture()), { timeout: patienceMs })
        .toBeGreaterThan(8);
      await keepPicture('blink-redone');
    });

    it('is all there when the project is closed and opened again', async () => {
      await page.getByRole('button', { name: 'Menu', exact: true }).click();
      await page.getByRole('menuitem', { name: /Close project/ }).click();
      await page.getByText('Recent projects').waitFor();
      await keepPicture('closed');
      await page
        .getByRole('button', { name: /Untitled project/ })
        .first()
        .click();
      await page.locator('[data-lane=headPose] .lane-note').waitFor({ state: 'hidden' });
      await page.getByText('interview.mp4').first().waitFor();
      await page.getByText('french.wav').first().waitFor();
      await keepPicture('opened-again');
      await page.keyboard.press('Control+z');
      await page.keyboard.press('Control+Shift+z');
    });

    it(
      'exports a file with as many frames as the video, in which nothing but the wanted changed',
      { timeout: 600_000 },
      async () => {
        await page.getByRole('button', { name: 'Export…' }).click();
        const sheet = page.getByRole('dialog');
        await sheet.getByRole('textbox').fill(join(folder, 'dubbed.mp4'));
        await keepPicture('export-sheet');
        await sheet.getByRole('button', { name: 'Export', exact: true }).click();
        await page
          .getByText(/dubbed\.mp4 is ready/)
          .first()
          .waitFor();
        await keepPicture('exported');
        expect(await frameCountIn(join(folder, 'dubbed.mp4'))).toBe(await frameCountIn(clipPath(clip)));
        const scorer = await openScorer(join('..', 'shared', 'tools'), () => undefined);
        const score = await scorer.score({
          source: clipPath(clip),
          result: join(folder, 'dubbed.mp4'),
          audio: voiceSource,
          truth: null,
        });
        expect(score.hard_fail).toEqual([]);
        process.stdout.write(`journey score: ${JSON.stringify({ keep: score.keep, mouth: score.mouth })}\n`);
      },
    );

    it('had no failure in the page on the way', () => {
      expect(troubles).toEqual([]);
    });
  },
);
