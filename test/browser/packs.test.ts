import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openChromium, whyNoBrowser } from './chromium.ts';
import { openProjectPage } from './studio-page.ts';
import type { StudioPage } from './studio-page.ts';

describe.skipIf(whyNoBrowser !== null)('model packs in Chromium', () => {
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
  const settings = () => studio.fake.keeper.document.settings.project;
  const packIds = async () => {
    const packs = await studio.fake.handlers.models.list({}, new AbortController().signal);
    return packs.map(({ id }) => id);
  };
  const openModels = async (page: Page) => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: 'Models and engine' }).click();
    await page.getByRole('button', { name: 'Check files' }).first().waitFor();
  };
  const beginImport = async (page: Page, folder: string) => {
    await page.getByRole('button', { name: 'Import PD-FGC weights…' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).fill(folder);
    await page.getByRole('button', { name: /^(Import|Replace)$/ }).click();
  };

  it('makes a pack of the four files of a chosen folder, shows how far it is, and puts it to use', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    await openModels(page);
    await page.getByRole('button', { name: 'Import PD-FGC weights…' }).click();
    await page.getByRole('button', { name: 'Choose…' }).click();
    await page.getByRole('button', { name: 'pdfgc-checkpoints' }).click();
    await page.getByRole('list', { name: 'Files' }).getByText('generator_model.pth').waitFor();
    await page.getByRole('button', { name: 'Use this folder' }).click();
    await page.getByRole('list', { name: 'Expected files' }).getByText('371 MB').waitFor();
    await page.getByRole('radio', { name: /Half/ }).check({ force: true });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Importing pdfgc' }).first().waitFor();
    await page
      .getByText(/(Reading|Writing|Checking) · .* of 693 MB/)
      .first()
      .waitFor();
    await page.getByText('pdfgc is ready').waitFor();
    expect(await page.getByRole('row', { name: /Generator/ }).textContent()).toContain('193');
    expect(await page.getByRole('list', { name: 'Notes on the files' }).textContent()).toContain('3 tensors');
    await studio.picture('import-report');
    await page.getByRole('button', { name: 'Use in this project' }).click();
    await expect.poll(() => settings().packId).toBe('pdfgc');
    expect(studio.fake.keeper.history.undoLabel).toBe('Choose model pack');
    await page.getByRole('article', { name: 'pdfgc' }).getByText('half precision').waitFor();
  });

  it('leaves nothing behind when an import is cancelled, and can begin it again', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    await openModels(page);
    await beginImport(page, '/home/ann/pdfgc-checkpoints');
    await page.getByRole('button', { name: 'Cancel import' }).click();
    await page.getByText('The import was cancelled. Nothing of it is left.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Folder' }).inputValue()).toBe('/home/ann/pdfgc-checkpoints');
    expect(await packIds()).toEqual(['atlas']);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('pdfgc is ready').waitFor();
  });

  it('goes on with an import while its window is closed', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    await openModels(page);
    await beginImport(page, '/home/ann/pdfgc-checkpoints');
    await page.getByRole('button', { name: 'Cancel import' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Importing pdfgc' }).waitFor();
    await page.getByRole('article', { name: 'pdfgc' }).waitFor();
  });

  it('says of a checkpoint that holds code that it was not read, and what to do', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    await openModels(page);
    await beginImport(page, '/home/ann/pdfgc-unsafe');
    const alert = page.getByRole('alert');
    await alert.getByText('motion_model.pth names posix.system').waitFor();
    await alert.getByText('Weights need no code.').waitFor();
    await studio.picture('import-unsafe');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).waitFor();
    expect(await packIds()).toEqual(['atlas']);
  });

  it('names the file that a folder lacks before and after the import is tried', async () => {
    studio = await openProjectPage(browser);
    const { page } = studio;
    await openModels(page);
    await page.getByRole('button', { name: 'Import PD-FGC weights…' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).fill('/home/ann/pdfgc-missing');
    await page.getByRole('listitem').filter({ hasText: 'audio_model.pth' }).getByText('not in this folder').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('alert').getByText('audio_model.pth is not in').waitFor();
  });

  it('replaces a pack of the same name only when that is asked for', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc' });
    const { page } = studio;
    await openModels(page);
    await page.getByRole('button', { name: 'Import PD-FGC weights…' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).fill('/home/ann/pdfgc-checkpoints');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('atlas');
    await page.getByText('This name belongs to a pack that comes with Facet.').waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('pdfgc-official');
    await page.getByText('There is a pack of this name.').waitFor();
    await page.getByRole('button', { name: 'Replace', exact: true }).click();
    await page.getByText('pdfgc-official is ready').waitFor();
    expect(await packIds()).toEqual(['atlas', 'pdfgc-official']);
  });

  it('checks the files of a pack, and removes one after saying what is lost', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc' });
    const { page } = studio;
    await openModels(page);
    const pack = page.getByRole('article', { name: 'pdfgc-official' });
    await pack.getByRole('button', { name: 'Check files' }).click();
    await pack.getByText('Every file is what it should be.').waitFor();
    expect(await page.getByRole('article', { name: 'atlas' }).getByRole('button', { name: 'Remove…' }).count()).toBe(0);
    await pack.getByRole('button', { name: 'Remove…' }).click();
    await page.getByText('Your checkpoint files stay.').waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect.poll(packIds).toEqual(['atlas']);
    await pack.waitFor({ state: 'detached' });
  });

  it('changes the pack of a project in one step, and keeps edits that the pack cannot follow', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc' });
    const { page } = studio;
    const before = studio.fake.keeper.document.edits;
    await page.getByRole('button', { name: 'What makes the pixels: The video’s own mouths. Change…' }).click();
    await page.getByRole('radio', { name: /The paper’s networks/ }).check({ force: true });
    await page.getByRole('radio', { name: /Mean of 13 frames/ }).check({ force: true });
    await expect.poll(() => settings()).toMatchObject({ packId: 'pdfgc-official', expressionWindowFrames: 13 });
    await page.keyboard.press('Escape');
    await page.getByRole('slider', { name: 'Movement' }).waitFor();
    expect(await page.getByRole('slider', { name: 'Open', exact: true }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Where edits act' }).selectOption('everything');
    await page.getByText('Not used by this pack; it waits for one that can.').waitFor();
    expect(studio.fake.keeper.document.edits).toEqual(before);
    await page.getByRole('button', { name: 'Undo Change expression window' }).click();
    await page.getByRole('button', { name: 'Undo Choose model pack' }).click();
    await expect.poll(() => settings()).toMatchObject({ packId: 'atlas', expressionWindowFrames: 1 });
    await page.getByRole('slider', { name: 'Open', exact: true }).waitFor();
  });

  it('offers strength, off and hold of a code, and no curve to draw', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc' });
    const { page, fake } = studio;
    fake.keeper.apply('Test', null, [
      { collection: 'settings', id: 'project', after: { ...settings(), packId: 'pdfgc-official' } },
    ]);
    await page.getByRole('group', { name: 'Factor' }).getByRole('button', { name: 'Eye' }).click();
    await page.getByRole('slider', { name: 'Gaze' }).press('ArrowLeft');
    const edits = () => Object.values(fake.keeper.document.edits);
    await expect
      .poll(() => edits().find(({ handle }) => handle === 'gaze'))
      .toMatchObject({ kind: 'gain', gain: 0.95 });
    await page.getByRole('button', { name: 'Off', exact: true }).click();
    await expect.poll(() => edits().find((edit) => edit.kind === 'gain' && edit.gain === 0)).toBeDefined();
    const count = edits().length;
    const lane = page.locator('[data-lane=eye] .lane-body');
    await lane.getByText('as measured, not the code').waitFor();
    await lane.dblclick({ position: { x: 400, y: 12 } });
    // What a double click would have made comes before what the next press makes.
    await page.getByRole('button', { name: 'Hold', exact: true }).click();
    await expect.poll(() => edits().some(({ kind }) => kind === 'freeze')).toBe(true);
    expect(edits()).toHaveLength(count + 1);
  });

  it('shows a pack that is not installed as such, with the ways out', async () => {
    studio = await openProjectPage(browser);
    const { page, fake } = studio;
    fake.keeper.apply('Test', null, [
      { collection: 'settings', id: 'project', after: { ...settings(), packId: 'pdfgc-studio' } },
    ]);
    await page.getByRole('button', { name: /pdfgc-studio.*Not installed on this computer/ }).click();
    await page.getByText(/made with the pack “pdfgc-studio”/).waitFor();
    await studio.picture('pack-absent');
    await page.getByRole('radio', { name: /Mouths of the video itself/ }).check({ force: true });
    await expect.poll(() => settings().packId).toBe('atlas');
  });

  it('shows the pack in the export, which waits while another is chosen', async () => {
    studio = await openProjectPage(browser, { packs: 'pdfgc' });
    const { page } = studio;
    await page.keyboard.press('KeyE');
    const sheet = page.getByRole('dialog', { name: 'Export' });
    await sheet.getByRole('textbox', { name: 'File' }).fill('/home/ann/mine.mp4');
    await sheet.getByRole('button', { name: /What makes the pixels/ }).click();
    await page.getByRole('radio', { name: /The paper’s networks/ }).check({ force: true });
    await page.keyboard.press('Escape');
    await sheet.getByRole('button', { name: /PD-FGC networks/ }).waitFor();
    expect(await sheet.getByRole('textbox', { name: 'File' }).inputValue()).toBe('/home/ann/mine.mp4');
  });
});
