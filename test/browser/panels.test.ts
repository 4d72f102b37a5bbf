import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/errors.ts';
import { aJob } from '../support/a-job.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';
import { openStudioPage } from './viewer-support.ts';
import type { OpenedPage, PageOptions } from './viewer-support.ts';

describe.skipIf(whyNoBrowser !== null)('the panels in Chromium', () => {
  let browser: Browser;
  let opened: OpenedPage;
  beforeAll(async () => {
    browser = await openChromium();
    mkdirSync('test/output', { recursive: true });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await opened.close();
    expect(opened.problems).toEqual([]);
  });
  const open = async (options: PageOptions = {}): Promise<Page> => {
    opened = await openStudioPage(browser, options);
    await opened.page.getByText('Edits on this range').or(opened.page.getByText('No face to edit yet')).waitFor();
    return opened.page;
  };
  const edits = () => Object.values(opened.fake.keeper.document.edits);

  it('makes one step of a slider’s drag, with the value that the hand asked for', async () => {
    const page = await open();
    const before = edits().length;
    const thumb = page.getByRole('slider', { name: 'Open', exact: true });
    const box = await thumb.boundingBox();
    if (box === null) throw new Error('no thumb');
    await page.mouse.move(box.x + 6, box.y + 6);
    await page.mouse.down();
    for (let step = 1; step <= 8; step++) await page.mouse.move(box.x + 6 - step * 4, box.y + 6);
    await page.mouse.up();
    await expect.poll(() => edits().length).toBe(before + 1);
    expect(edits().at(-1)).toMatchObject({ kind: 'offset', factor: 'lip', handle: 'open' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Undo Change Open' }).click();
    await expect.poll(() => edits().length).toBe(before);
  });

  it('keeps the original mouth with ramps of four frames, in one press', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Original mouth' }).click();
    await expect.poll(() => edits().find((edit) => edit.kind === 'blend' && edit.share === 0)).toBeDefined();
    const blend = edits().find((edit) => edit.kind === 'blend' && edit.share === 0);
    expect(blend?.rampOutSec).toBeCloseTo(0.16);
    expect(await page.getByRole('spinbutton', { name: 'Strength' }).first().inputValue()).toBe('0 %');
  });

  it('closes the lips at a missed closure and says so', async () => {
    const page = await open({
      prepare: ({ handlers }) => {
        const { readDubTracks } = handlers.analysis;
        const missed: typeof readDubTracks = async (...input) => {
          const answer = await readDubTracks(...input);
          if (answer === null) return null;
          const closures = [{ timeSec: 3.2, isReached: false }];
          return {
            ...answer,
            tracks: { ...answer.tracks, faces: answer.tracks.faces.map((face) => ({ ...face, closures })) },
          };
        };
        Object.assign(handlers.analysis, { readDubTracks: missed });
      },
    });
    await page.getByRole('combobox', { name: 'Where edits act' }).selectOption('everything');
    await page.getByText(/should touch at/).waitFor();
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByRole('button', { name: 'Close them' }).click();
    await page
      .getByText(/The lips close at/)
      .or(page.getByText(/should touch at/))
      .first()
      .waitFor();
    await expect.poll(() => edits().filter((edit) => edit.handle === 'press').length).toBe(1);
  });

  it('orders, switches and deletes the edits of a range', async () => {
    const page = await open();
    await page.getByRole('combobox', { name: 'Where edits act' }).selectOption('everything');
    await page.getByRole('button', { name: 'Add edit' }).click();
    await page.getByRole('menuitem', { name: /^Smooth/ }).click();
    await expect.poll(() => edits().some(({ kind }) => kind === 'smooth')).toBe(true);
    await page.getByRole('checkbox', { name: /Smooth/ }).uncheck();
    await expect.poll(() => edits().find(({ kind }) => kind === 'smooth')?.isEnabled).toBe(false);
    await page.getByRole('button', { name: /Smooth.*: more/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => edits().some(({ kind }) => kind === 'smooth')).toBe(false);
  });

  it('shows the plan before an export, and asks before a file is replaced', async () => {
    const starts: boolean[] = [];
    const page = await open({
      prepare: ({ handlers }) => {
        const start: typeof handlers.export.start = async ({ outputPath, canReplaceOutput }) => {
          starts.push(canReplaceOutput);
          if (!canReplaceOutput) throw new StudioError('cli.output-exists', `${outputPath} exists already.`);
          return { jobId: 'job-9' };
        };
        Object.assign(handlers.export, { start });
      },
    });
    await page.keyboard.press('KeyE');
    await page.getByText('168 of 250 frames get new lips.').waitFor();
    await page.getByRole('radio', { name: /High/ }).check({ force: true });
    await expect.poll(() => opened.fake.keeper.document.settings['project'].preset).toBe('high');
    await page.screenshot({ path: 'test/output/export-1440x900.png' });
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByText('The export has begun.', { exact: true }).waitFor();
    expect(starts).toEqual([false, true]);
  });

  it('does not start an export that a blocker forbids', async () => {
    const page = await open({
      prepare: ({ handlers }) => {
        const { plan } = handlers.export;
        const finding = { severity: 'blocker' as const, code: 'x', frames: [], faceNumber: null };
        const blocked: typeof plan = async (...input) => ({
          ...(await plan(...input)),
          findings: [{ ...finding, sentence: 'fr_line_04.wav is missing.' }],
        });
        Object.assign(handlers.export, { plan: blocked });
      },
    });
    await page.keyboard.press('KeyE');
    await page.getByText('fr_line_04.wav is missing.').waitFor();
    const start = page.getByRole('button', { name: 'Export', exact: true });
    expect(await start.getAttribute('aria-disabled')).toBe('true');
  });

  it('tells the end of an export, and lists failures with what to do', async () => {
    const running = aJob({ kind: 'export', subject: 'dub.mp4' });
    const page = await open({ jobs: [running] });
    await page.keyboard.press('Control+KeyJ');
    await page.getByText('83%').last().waitFor();
    const failure = { code: 'export.disk-full' as const, sentence: 'The disk is full.' };
    opened.fake.setJobs([{ ...running, state: 'failed', failure, endedMs: Date.now(), notices: ['ffmpeg -i a b'] }]);
    await page.getByText('Make room or choose another disk').waitFor();
    await page.getByText('Log', { exact: true }).click();
    expect(await page.getByText('ffmpeg -i a b').isVisible()).toBe(true);
    await page.getByText('The export failed: The disk is full.').first().waitFor();
  });

  it('gives an action another key, names the conflict, and works with it', async () => {
    const page = await open();
    await page.keyboard.press('Control+Comma');
    await page.getByRole('tab', { name: 'Keyboard' }).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('keyboard');
    await page.getByRole('button', { name: 'Change the key of Keyboard' }).click();
    await page.keyboard.press('KeyM');
    await page.getByText(/M is also the key of: Add marker/).waitFor();
    await page.getByRole('button', { name: 'Change the key of Keyboard' }).click();
    await page.keyboard.press('Alt+KeyH');
    await page.getByText(/is also the key of/).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+KeyH');
    await page.getByPlaceholder('What you want to do, or a key').fill('loupe');
    await page.getByText('Loupe on the mouth').waitFor();
    expect(await page.getByText('Play or pause').count()).toBe(0);
  });

  it('names a face, keeps its consent note and locks it', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Anna: name, consent, lock' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Anna Lindqvist');
    await page.keyboard.press('Enter');
    await expect.poll(() => opened.fake.keeper.document.faces['1'].name).toBe('Anna Lindqvist');
    await page.getByRole('switch', { name: /Leave as filmed/ }).click();
    await page.getByText('This face is locked').waitFor();
    await page.getByRole('button', { name: 'Unlock' }).click();
    await expect.poll(() => opened.fake.keeper.document.faces['1'].isLocked).toBe(false);
  });

  it('places a voice of the library at the playhead', async () => {
    const page = await open();
    const before = Object.keys(opened.fake.keeper.document.lines).length;
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: 'fr_line_04.wav: more' }).click({ force: true });
    await page.getByRole('menuitem', { name: 'Place at the playhead' }).click();
    await expect.poll(() => Object.keys(opened.fake.keeper.document.lines).length).toBe(before + 1);
    const line = Object.values(opened.fake.keeper.document.lines).at(-1);
    expect(line?.startSec).toBeCloseTo(1, 1);
  });

  it('says in both languages what is empty', async () => {
    const page = await open({ variant: 'empty' });
    await page.getByText('Nothing to see yet').waitFor();
    await page.screenshot({ path: 'test/output/empty-1440x900.png' });
    await page.keyboard.press('Control+Comma');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('ko');
    await page.getByText('아직 볼 것이 없습니다').waitFor();
  });

  it.each([
    [1440, 900],
    [1024, 700],
    [3840, 2160],
  ])('fits into %ix%i without anything hanging out', async (widthPx, heightPx) => {
    const page = await open({ widthPx, heightPx });
    const hanging = await page.evaluate(() =>
      [...document.querySelectorAll('.transport > *, .inspector *, .asset-text')]
        .filter((element) => {
          const { right, width } = element.getBoundingClientRect();
          const room = element.closest('.transport, .side')?.getBoundingClientRect();
          return width > 0 && room !== undefined && right > room.right + 1;
        })
        .map((element) => element.className),
    );
    expect(hanging).toEqual([]);
    await page.screenshot({ path: `test/output/studio-${widthPx}x${heightPx}.png` });
  });
});
