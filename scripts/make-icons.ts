/**
 * Makes the application's icons in `build/` from renderer/public/icon.svg: drawn by Chromium, packed here, so that packing needs no
 * other program. Run it after the drawing has changed, look at `build/icon.png`, and commit what it wrote.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { findChromium } from './suites/machine.ts';
import { icnsFrom, icoFrom } from './icons/icon-containers.ts';

const sizesPx = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** The mark on the studio's own dark ground, with the margin that systems leave around an icon. */
function pageFor(mark: string): string {
  const inner = /<path[^>]*\/>/.exec(mark)?.[0];
  if (inner === undefined) throw new Error('renderer/public/icon.svg has no path');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="100%" height="100%">
    <defs><linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#232733"/><stop offset="1" stop-color="#0d0e11"/></linearGradient></defs>
    <rect x="1.5" y="1.5" width="29" height="29" rx="6.6" fill="url(#ground)" stroke="#333a4a" stroke-width="0.5"/>
    <g transform="translate(6 6) scale(1.25)">${inner}
      <path fill="#ffffff" fill-opacity="0.22" d="M8 1.5 14.5 8H1.5z"/></g></svg>`;
}

const executablePath = findChromium();
if (executablePath === null) throw new Error('no Chromium found (set CHROMIUM_PATH)');
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
const drawing = pageFor(readFileSync('renderer/public/icon.svg', 'utf8'));
const pictures = new Map<number, Buffer>();
for (const sizePx of sizesPx) {
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  await page.setContent(`<body style="margin:0;background:transparent">${drawing}</body>`);
  pictures.set(sizePx, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();

mkdirSync('build/icons', { recursive: true });
const pictureOf = (sizePx: number): Buffer => {
  const picture = pictures.get(sizePx);
  if (picture === undefined) throw new Error(`no picture of ${sizePx} px`);
  return picture;
};
for (const sizePx of [16, 32, 48, 64, 128, 256, 512])
  writeFileSync(`build/icons/${sizePx}x${sizePx}.png`, pictureOf(sizePx));
writeFileSync('build/icon.png', pictureOf(1024));
writeFileSync(
  'build/icon.ico',
  icoFrom([16, 24, 32, 48, 64, 128, 256].map((sizePx) => ({ sizePx, png: pictureOf(sizePx) }))),
);
writeFileSync('build/icon.icns', icnsFrom(pictureOf));
console.log('build/icon.png, icon.ico, icon.icns and icons/ are made');
