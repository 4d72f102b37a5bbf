import type { Page } from 'playwright-core';

/** Chooses a file of a folder in the page's own browser of folders, which is open, and imports it. */
export async function chooseFile(page: Page, folder: string, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill(folder);
  await dialog.getByRole('textbox').first().press('Enter');
  await dialog.getByRole('button', { name }).click();
  await dialog
    .getByRole('button', { name: /^Import/ })
    .last()
    .click();
  await dialog.waitFor({ state: 'hidden' });
}
