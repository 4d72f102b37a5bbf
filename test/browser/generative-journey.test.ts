import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameCountIn } from '../support/frame-count.ts';
import { importTinyPack, tinyFolder } from '../support/pdfgc-tiny.ts';
import { ffmpeg } from '../support/run-facet.ts';
import { serveFacet, type ServedFacet } from '../support/served-facet.ts';
import { ffmpegNote, noFfmpeg } from '../support/system-ffmpeg.ts';
import { chooseFile } from './choosing-a-file.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';

const examples = resolve(import.meta.dirname, '../../examples');
const pictures = resolve('test/output/generative-journey');
const patienceMs = 120_000;
const voiceSec = 1.4;
/** The still is told to be shorter than the voice, and grows to the next whole second. */
const grownSec = 2;

let folder = '';
let facet: ServedFacet;
let browser: Browser;
let page: Page;
const troubles: string[] = [];
let step = 0;

/** Keeps a picture of the page, numbered in the order of the journey; in the small window too where that is asked. */
async function keepPicture(name: string, isSmallToo = false): Promise<void> {
  step += 1;
  const path = (size: string) => join(pictures, `${String(step).padStart(2, '0')}-${name}${size}.png`);
  await page.screenshot({ path: path('') });
  if (!isSmallToo) return;
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.screenshot({ path: path('-1024x700') });
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Drops a file on the page, as from the folder of another program. */
async function dropFile(name: string, type: string): Promise<void> {
  const base64 = (await readFile(join(folder, name))).toString('base64');
  await page.evaluate(
    ([fileName, fileType, text]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], fileName, { type: fileType }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, type, base64] as const,
  );
}

/** Grey values of the viewer's canvas as it is, every pixel. */
function shownPicture(): Promise<readonly number[]> {
  return page.evaluate(() => {
    const [canvas] = [...document.querySelectorAll<HTMLCanvasElement>('canvas')]
      .filter((one) => one.closest('[class*=viewer]') !== null)
      .sort((a, b) => b.width * b.height - a.width * a.height);
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    return Array.from({ length: data.length / 4 }, (_, i) =>
      Math.round((data[i * 4] + data[i * 4 + 1] + data[i * 4 + 2]) / 3),
    );
  });
}

const largestChange = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length ? a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0) : Infinity;

/** Waits until the viewer has nothing left to do for what it shows. */
async function untilDrawn(): Promise<void> {
  await page.getByText(/^(Rendering|Updating)/).waitFor({ state: 'hidden', timeout: patienceMs });
}

/** Waits until the viewer shows something else than before; answers it when it is drawn. */
async function untilChanged(before: readonly number[], least = 8): Promise<readonly number[]> {
  await expect
    .poll(async () => largestChange(before, await shownPicture()), { timeout: patienceMs })
    .toBeGreaterThan(least);
  await untilDrawn();
  return shownPicture();
}

/** Waits until the viewer shows exactly what it showed before. */
async function untilSame(before: readonly number[]): Promise<void> {
  await expect.poll(async () => largestChange(before, await shownPicture()), { timeout: patienceMs }).toBe(0);
}

async function stepFrames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) await page.keyboard.press('ArrowRight');
}

const packRow = (): Locator => page.getByRole('button', { name: /^What makes the pixels/ });

/** Opens the choice of the pack, presses one of its cards, and closes it. */
async function choosePack(card: RegExp): Promise<void> {
  await packRow().first().click();
  await page.getByRole('radio', { name: card }).check({ force: true });
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

const bytesOf = async (words: readonly string[]): Promise<Buffer> => {
  const options = { cwd: folder, maxBuffer: 1 << 28, encoding: 'buffer' as const };
  return (await promisify(execFile)('ffmpeg', ['-v', 'error', ...words, '-'], options)).stdout;
};

/** Luma of what lies left and right of the head, of every frame. */
async function besideHead(name: string): Promise<Buffer> {
  const read = (part: string) =>
    bytesOf(['-i', name, '-map', '0:v', '-vf', `crop=${part},format=gray`, '-f', 'rawvideo']);
  return Buffer.concat([await read('240:720:0:0'), await read('240:720:1040:0')]);
}

function psnrOf(a: Buffer, b: Buffer): number {
  const squares = a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  return 10 * Math.log10((255 * 255 * a.length) / Math.max(1, squares));
}

/** Milliseconds by which the sound of a file is later than another, at which they agree best. */
async function lagMs(name: string, voice: string): Promise<number> {
  const read = async (file: string) => {
    const bytes = await bytesOf(['-i', file, '-vn', '-ac', '1', '-ar', '8000', '-f', 's16le']);
    return new Int16Array(new Uint8Array(bytes).buffer);
  };
  const [sound, wanted] = [await read(name), await read(voice)];
  const likeness = (lag: number) => wanted.reduce((sum, value, i) => sum + value * (sound[i + lag] ?? 0), 0);
  const lags = Array.from({ length: 1601 }, (_, i) => i - 800);
  return lags.reduce((best, lag) => (likeness(lag) > likeness(best) ? lag : best)) / 8;
}

beforeAll(async () => {
  if (whyNoBrowser !== null || noFfmpeg) return;
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-generative-journey-')));
  await ffmpeg(folder, [
    '-i',
    join(examples, 'sample-talk.mp4'),
    '-t',
    '1.6',
    '-c:v',
    'libx264',
    '-crf',
    '12',
    'talk.mp4',
  ]);
  await ffmpeg(folder, ['-ss', '1', '-i', 'talk.mp4', '-frames:v', '1', 'portrait.png']);
  await ffmpeg(folder, ['-i', join(examples, 'sample-voice.wav'), '-t', String(voiceSec), 'voice.wav']);
  await mkdir(join(folder, 'weights'));
  for (const network of ['appearance', 'motion', 'audio', 'generator'])
    await copyFile(
      join(tinyFolder, 'checkpoints', `${network}_model.pth`),
      join(folder, 'weights', `${network}_model.pth`),
    );
  facet = await serveFacet(folder);
  browser = await openChromium();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(facet.url);
}, patienceMs);

afterAll(async () => {
  if (folder === '') return;
  await browser.close();
  await facet.kill();
  await rm(folder, { recursive: true, force: true });
}, patienceMs);

const whyNot = whyNoBrowser === null ? ffmpegNote : ` (skipped: ${whyNoBrowser})`;

// One journey, told in steps: each builds on the one before.
describe.skipIf(whyNoBrowser !== null || noFfmpeg)(
  `a portrait and a video with a pack of the paper's networks${whyNot}`,
  { timeout: patienceMs },
  () => {
    it('says on the start screen what a portrait needs, and leads to the packs', async () => {
      await page.getByText(/A portrait moves with the paper’s networks/).waitFor();
      await keepPicture('start-without-pack', true);
      await page.getByRole('button', { name: 'Import weights…' }).click();
      await page.getByRole('article', { name: 'atlas' }).waitFor();
      await keepPicture('models-before');
    });

    it('refuses checkpoints of other sizes than the paper’s in plain words, and leaves nothing', async () => {
      await page.getByRole('button', { name: 'Import PD-FGC weights…' }).click();
      await page.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'weights'));
      await page.getByRole('list', { name: 'Expected files' }).getByText('184 kB').waitFor();
      await keepPicture('import-form', true);
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByRole('alert').waitFor();
      await keepPicture('import-refused');
      await page.keyboard.press('Escape');
      expect((await facet.client.models.list({})).map(({ id }) => id)).toEqual(['atlas']);
      await page.keyboard.press('Escape');
    });

    it('lists a pack that was made meanwhile, and finds its files whole', async () => {
      await mkdir(join(folder, 'home', 'packs'), { recursive: true });
      await importTinyPack(join(folder, 'home', 'packs', 'tiny'));
      await page.getByRole('button', { name: 'Import weights…' }).click();
      const pack = page.getByRole('article').filter({ hasText: 'The paper’s networks' });
      await pack.getByRole('button', { name: 'Check files' }).click();
      await pack.getByText('Every file is what it should be.').waitFor();
      await keepPicture('models-after', true);
      await page.keyboard.press('Escape');
    });

    it('makes a project of a picture, which takes the pack that can move it', async () => {
      await page.getByRole('button', { name: 'Animate a portrait' }).click();
      await chooseFile(page, folder, 'portrait.png');
      await page.getByRole('button', { name: /What makes the pixels: PD-FGC networks/ }).waitFor();
      await page.locator('[data-lane=headPose] .lane-note').waitFor({ state: 'hidden' });
      await page
        .getByText(/^Face 1/)
        .first()
        .waitFor();
      await keepPicture('portrait', true);
    });

    it('shows the picture for as long as it is told, and longer when a dropped voice needs it', async () => {
      await page.locator('.asset-open', { hasText: 'portrait.png' }).click();
      const length = page.getByRole('spinbutton', { name: 'portrait.png: length' });
      await length.fill('1');
      await length.press('Enter');
      await expect.poll(() => length.inputValue()).toBe('1.0 s');
      await length.blur();
      await page.keyboard.press('Home');
      await dropFile('voice.wav', 'audio/wav');
      await page
        .getByText(/voice\.wav/)
        .first()
        .waitFor();
      await expect.poll(() => length.inputValue(), { timeout: patienceMs }).toBe(`${String(grownSec)}.0 s`);
      await keepPicture('voice-dropped');
    });

    let still: readonly number[] = [];
    let spoken: readonly number[] = [];

    it('shows a face that the generator drew at the playhead', async () => {
      await page.locator('[data-lane=headPose] .lane-note').waitFor({ state: 'hidden' });
      // The picture has become a video of its new length before there is something to step through.
      await page.getByRole('radio', { name: 'A', exact: true }).click();
      await stepFrames(20);
      await page.locator('.timecode', { hasText: '00:00:00:20' }).waitFor();
      await untilDrawn();
      still = await shownPicture();
      await page.getByRole('radio', { name: 'B', exact: true }).click();
      spoken = await untilChanged(still);
      await keepPicture('spoken', true);
    });

    let driven: readonly number[] = [];

    it('takes the head pose of a video of the library', async () => {
      await page.getByRole('button', { name: 'Import…' }).first().click();
      await chooseFile(page, folder, 'talk.mp4');
      const driver = page.getByRole('combobox', { name: 'Head pose driven by' });
      await driver.selectOption({ label: 'talk.mp4' });
      await page.locator('[data-lane=headPose]').getByText('talk.mp4 drives').waitFor();
      driven = await untilChanged(spoken, 2);
      await keepPicture('driven', true);
    });

    it('reads the expression as the mean of 13 frames, takes that back and makes it again', async () => {
      await packRow().first().click();
      await page.getByRole('radio', { name: /Mean of 13 frames/ }).check({ force: true });
      await keepPicture('window');
      await page.keyboard.press('Escape');
      const undo = page.getByRole('button', { name: 'Undo Change expression window' });
      await undo.click();
      await page.getByRole('button', { name: 'Undo Choose what drives Head pose' }).click();
      await untilSame(spoken);
      await keepPicture('undone');
      await page.keyboard.press('Control+Shift+z');
      await untilSame(driven);
      await page.keyboard.press('Control+Shift+z');
      await undo.waitFor();
      await keepPicture('redone');
    });

    it('exports as many frames as the seconds have, with the voice from the first, and the picture around the face', async () => {
      await untilDrawn();
      await page.getByRole('button', { name: 'Export…' }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByRole('textbox').fill(join(folder, 'spoken.mp4'));
      await sheet.getByText(`${String(25 * grownSec)} of ${String(25 * grownSec)} change`).waitFor();
      // A picture has no sound that could lie under the voice or teach anything.
      expect(await sheet.getByRole('switch').count()).toBe(1);
      await keepPicture('export-sheet', true);
      await sheet.getByRole('button', { name: 'Export', exact: true }).click();
      await page
        .getByText(/spoken\.mp4 is ready/)
        .first()
        .waitFor();
      await keepPicture('exported');
      expect(await frameCountIn(join(folder, 'spoken.mp4'))).toBe(25 * grownSec);
      expect(Math.abs(await lagMs('spoken.mp4', 'voice.wav'))).toBeLessThan(5);
      const looped = ['-loop', '1', '-framerate', '25', '-t', String(grownSec), '-i', 'portrait.png'];
      await ffmpeg(folder, [...looped, '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv420p', 'plain.mp4']);
      await ffmpeg(folder, [...looped, '-c:v', 'ffv1', '-pix_fmt', 'yuv420p', 'exact.mkv']);
      const [exact, plain, spokenFile] = [
        await besideHead('exact.mkv'),
        await besideHead('plain.mp4'),
        await besideHead('spoken.mp4'),
      ];
      const psnr = { plain: psnrOf(exact, plain), spoken: psnrOf(exact, spokenFile) };
      process.stdout.write(`generative journey: beside the head ${JSON.stringify(psnr)}\n`);
      expect(psnr.spoken).toBeGreaterThan(48);
    });

    it('changes the pixels of a video with its pack, and gives them back when that is undone', async () => {
      await page.getByRole('button', { name: 'Menu', exact: true }).click();
      await page.getByRole('menuitem', { name: /Close project/ }).click();
      await page.getByRole('button', { name: 'New project' }).click();
      await page.getByText('The timeline begins with a video').waitFor();
      await page.getByRole('button', { name: 'Import…' }).first().click();
      await chooseFile(page, folder, 'talk.mp4');
      await page.locator('[data-lane=headPose] .lane-note').waitFor({ state: 'hidden' });
      await page
        .getByText(/^Face 1/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Import…' }).first().click();
      await chooseFile(page, folder, 'voice.wav');
      await page.getByText('drives', { exact: false }).first().waitFor();
      await page.getByRole('radio', { name: 'A', exact: true }).click();
      await stepFrames(20);
      await page.locator('.timecode', { hasText: '00:00:00:20' }).waitFor();
      await untilDrawn();
      const original = await shownPicture();
      await page.getByRole('radio', { name: 'B', exact: true }).click();
      const ownMouths = await untilChanged(original);
      await keepPicture('video-atlas');
      await choosePack(/The paper’s networks/);
      await untilChanged(ownMouths);
      await keepPicture('video-generative', true);
      await page.getByRole('button', { name: 'Undo Choose model pack' }).click();
      await untilSame(ownMouths);
      await keepPicture('video-atlas-again');
    });

    it('had no failure in the page on the way', () => {
      expect(troubles).toEqual([]);
    });
  },
);
