import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { startWebHost } from '../main/web/server.ts';
import { openChromium } from '../test/browser/chromium.ts';
import { makeFakeStudio } from '../test/support/fake-studio.ts';

// Frame times of the timeline on a sixty-minute project with 5400 lines, in the machine's own Chromium:
// node bench/timeline.bench.ts [--page out/renderer] [--variant hour|short]

/** What one kind of movement cost. */
interface Measured {
  readonly name: string;
  readonly frames: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  /** Main-thread work of a picture, ms: script, style, layout and painting together. */
  readonly workMs: number;
}

const { values } = parseArgs({
  options: { page: { type: 'string', default: 'out/renderer' }, variant: { type: 'string', default: 'hour' } },
});
const pageFolder = resolve(values.page);
if (!existsSync(join(pageFolder, 'index.html'))) throw new Error(`no page in ${pageFolder}: run npm run build first`);

const fake = makeFakeStudio({
  variant: values.variant as 'hour' | 'short',
  recent: [{ path: '/p/harbour.facet', name: 'Bench', openedMs: Date.now(), isPresent: true }],
});
const host = await startWebHost({ ...fake, pageFolder, port: 0, onBug: (error) => console.error(error) });
const browser = await openChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(host.url);
  await page.getByText('Bench').click();
  await page.locator('.waveform').nth(1).waitFor();
  await page.waitForTimeout(1500);
  await page.mouse.move(800, 640);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const rows = [
    await measure(page, session, 'at rest', async () => page.waitForTimeout(1500)),
    await measure(page, session, 'zoom in (Ctrl+wheel)', () => wheel(page, 60, 0, -40, true)),
    await measure(page, session, 'scroll (shift+wheel)', () => wheel(page, 150, 60, 0, false)),
    await measure(page, session, 'zoom out (Ctrl+wheel)', () => wheel(page, 30, 0, 40, true)),
    await measure(page, session, 'scroll, far', () => wheel(page, 150, 60, 0, false)),
    await measure(page, session, 'scrub in the ruler', () => scrub(page)),
  ];
  console.table(rows);
} finally {
  await browser.close();
  await host.close();
}

async function wheel(page: Page, steps: number, dx: number, dy: number, isZoom: boolean): Promise<void> {
  if (isZoom) await page.keyboard.down('Control');
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(dx, dy);
    await page.waitForTimeout(8);
  }
  if (isZoom) await page.keyboard.up('Control');
}

async function scrub(page: Page): Promise<void> {
  const ruler = await page.locator('.ruler').boundingBox();
  if (ruler === null) throw new Error('no ruler');
  await page.mouse.move(ruler.x + 40, ruler.y + 8);
  await page.mouse.down();
  for (let step = 0; step < 120; step++) {
    await page.mouse.move(ruler.x + 40 + step * 8, ruler.y + 8);
    await page.waitForTimeout(8);
  }
  await page.mouse.up();
}

async function measure(page: Page, session: CDPSession, name: string, act: () => Promise<void>): Promise<Measured> {
  await page.evaluate(() => {
    const times: number[] = [];
    const holder = globalThis as unknown as { frameTimes: number[]; isMeasuring: boolean };
    holder.frameTimes = times;
    holder.isMeasuring = true;
    const tick = (now: number) => {
      times.push(now);
      if (holder.isMeasuring) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const before = await workSec(session);
  await act();
  const after = await workSec(session);
  const times = await page.evaluate(() => {
    const holder = globalThis as unknown as { frameTimes: number[]; isMeasuring: boolean };
    holder.isMeasuring = false;
    return holder.frameTimes;
  });
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  gaps.sort((a, b) => a - b);
  const at = (share: number) => round(gaps[Math.min(Math.floor(gaps.length * share), gaps.length - 1)] ?? 0);
  return {
    name,
    frames: gaps.length,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    worstMs: at(1),
    workMs: round(((after - before) * 1000) / Math.max(gaps.length, 1)),
  };
}

async function workSec(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
