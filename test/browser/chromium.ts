import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findChromium } from '../../scripts/suites/machine.ts';

/** Why no browser test can run here, or null. */
export const whyNoBrowser = findChromium() === null ? 'no Chromium found (set CHROMIUM_PATH)' : null;

/** Starts the machine's own Chromium; the caller closes it. */
export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium');
  // Chromium refuses its sandbox to root, which is what containers run as.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: ['--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])] });
}
