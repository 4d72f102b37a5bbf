import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DubLine } from '../../core/project/records.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import { openChromium, whyNoBrowser } from './chromium.ts';
import { openProjectPage } from './studio-page.ts';
import type { StudioPage } from './studio-page.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

describe.skipIf(whyNoBrowser !== null)('the timeline in Chromium', () => {
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

  const open = async (...args: Parameters<typeof openProjectPage> extends [Browser, ...infer Rest] ? Rest : never) => {
    studio = await openProjectPage(browser, ...args);
    return studio.page;
  };
  const lineOf = (id: string) => studio.fake.keeper.document.lines[id] as DubLine | undefined;
  const editsNow = () => Object.values(studio.fake.keeper.document.edits) as FactorEdit[];
  const boxOf = async (place: Locator): Promise<Box> => {
    const box = await place.boundingBox();
    if (box === null) throw new Error('not in the page');
    return box;
  };
  const regionOf = (page: Page, id: string) => page.locator(`[data-line-id="${id}"]`);
  const laneOf = (page: Page, lane: string) => page.locator(`.lane[data-lane="${lane}"] .lane-body`);
  const drag = async (page: Page, from: readonly [number, number], by: readonly [number, number]) => {
    await page.mouse.move(...from);
    await page.mouse.down();
    for (let step = 1; step <= 8; step++) {
      await page.mouse.move(from[0] + (by[0] * step) / 8, from[1] + (by[1] * step) / 8);
      await page.waitForTimeout(20);
    }
    await page.mouse.up();
  };
  const until = (check: () => boolean) => expect.poll(check, { timeout: 10_000 }).toBe(true);
  const seek = async (page: Page, timeSec: number) => {
    await page.locator('.ruler').press('Home');
    const ruler = await boxOf(page.locator('.ruler'));
    const first = await boxOf(regionOf(page, 'line-1'));
    const last = await boxOf(regionOf(page, 'line-4'));
    const [a, b] = [lineOf('line-1')?.startSec ?? 0, lineOf('line-4')?.startSec ?? 1];
    const pxPerSec = (last.x - first.x) / (b - a);
    await page.mouse.click(first.x + (timeSec - a) * pxPerSec, ruler.y + 8);
  };

  it('keeps waveforms, lines and playhead on one axis at every zoom', async () => {
    const page = await open();
    const body = await boxOf(laneOf(page, 'lip'));
    for (const turns of [0, 5, 5]) {
      await page.mouse.move(body.x + 400, body.y + 20);
      await page.keyboard.down('Control');
      for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      await page.waitForTimeout(600);
      const places = await page.evaluate(() => {
        const scrollers = [...document.querySelectorAll('.waveform > div')].map((host) =>
          host.shadowRoot?.querySelector('.scroll'),
        );
        return scrollers.map((scroller) => ({
          scroll: scroller?.scrollLeft ?? -1,
          width: scroller?.scrollWidth ?? -1,
          shift: (scroller?.getRootNode() as ShadowRoot).host.parentElement?.style.transform ?? '',
        }));
      });
      // Both waveforms stand on the same raster, drawn and not stretched.
      expect(places[0].shift).toBe('');
      expect(Math.abs(places[0].scroll - places[1].scroll)).toBeLessThanOrEqual(1);
      const seen = page.locator('.line').first();
      const id = (await seen.getAttribute('data-line-id')) ?? '';
      const startSec = lineOf(id)?.startSec ?? 0;
      const expected = body.x + (startSec * places[0].width) / 10.2 - places[0].scroll;
      expect(Math.abs((await boxOf(seen)).x - expected)).toBeLessThanOrEqual(2);
    }
  });

  it('moves a line with the pointer as one step that is taken back at once', async () => {
    const page = await open();
    const before = lineOf('line-2')?.startSec ?? 0;
    const box = await boxOf(regionOf(page, 'line-2'));
    await drag(page, [box.x + 30, box.y + 35], [70, 0]);
    await until(() => (lineOf('line-2')?.startSec ?? 0) > before + 0.3);
    expect(studio.fake.keeper.history.undoLabel).toBe('Move line');
    await page.keyboard.press('Control+z');
    await until(() => lineOf('line-2')?.startSec === before);
    expect(studio.fake.keeper.history.undoLabel).toBe(null);
  });

  it('trims a line at its end; the voice before stays', async () => {
    const page = await open();
    const before = lineOf('line-2')?.takes[0];
    const box = await boxOf(regionOf(page, 'line-2'));
    await drag(page, [box.x + box.width - 2, box.y + 35], [-50, 0]);
    await until(() => (lineOf('line-2')?.takes[0].durationSec ?? 9) < (before?.durationSec ?? 0) - 0.2);
    expect(lineOf('line-2')?.takes[0].sourceStartSec).toBe(before?.sourceStartSec);
  });

  it('splits at the playhead, nudges, mutes, deletes and brings back, all by keys', async () => {
    const page = await open();
    const line = lineOf('line-1');
    await seek(page, (line?.startSec ?? 0) + 0.8);
    await page.keyboard.press('b');
    await until(() => Object.keys(studio.fake.keeper.document.lines).length === 5);
    const second = Object.values(studio.fake.keeper.document.lines).find(
      ({ lineId }) => lineId.startsWith('line-') && !/^line-\d$/.test(lineId),
    );
    const from = second?.startSec ?? 0;
    expect(from).toBeCloseTo((line?.startSec ?? 0) + 0.8, 1);
    await page.keyboard.press('Alt+ArrowRight');
    await until(() => Math.abs((lineOf(second?.lineId ?? '')?.startSec ?? 0) - from - 0.04) < 1e-6);
    await page.keyboard.press('Shift+e');
    await until(() => lineOf(second?.lineId ?? '')?.isMuted === true);
    await page.keyboard.press('Delete');
    await until(() => lineOf(second?.lineId ?? '') === undefined);
    await page.keyboard.press('Control+z');
    await until(() => lineOf(second?.lineId ?? '') !== undefined);
  });

  it('writes a line’s words in place and chooses its take', async () => {
    const page = await open();
    await regionOf(page, 'line-1').dblclick({ position: { x: 60, y: 35 } });
    await page.getByLabel('Edit text').fill('Un autre texte');
    await page.keyboard.press('Enter');
    await until(() => lineOf('line-1')?.text === 'Un autre texte');
    await page.getByRole('button', { name: 'Take 1 of 2', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: /^2 · / }).click();
    await until(() => lineOf('line-3')?.activeTakeId === 'take-b');
  });

  it('adds a keyframe where it is pressed twice, moves it as one step, and deletes it', async () => {
    const page = await open();
    const body = await boxOf(laneOf(page, 'lip'));
    const known = new Set(editsNow().map(({ editId }) => editId));
    const [x, y] = [body.x + body.width * 0.2, body.y + body.height * 0.5];
    await page.mouse.dblclick(x, y);
    await until(() => editsNow().some(({ editId }) => !known.has(editId)));
    const made = editsNow().find(({ editId }) => !known.has(editId));
    const keyframeNow = () => {
      const edit = editsNow().find(({ editId }) => editId === made?.editId);
      return edit?.kind === 'keyframes' ? edit.keyframes[0] : undefined;
    };
    const value = keyframeNow()?.value ?? 0;
    await drag(page, [x, y], [0, -20]);
    await until(() => (keyframeNow()?.value ?? 0) > value + 0.01);
    await page.keyboard.press('Delete');
    await until(() => keyframeNow() === undefined);
    await page.keyboard.press('Control+z');
    await until(() => keyframeNow() !== undefined);
    await page.keyboard.press('Control+z');
    await until(() => Math.abs((keyframeNow()?.value ?? 0) - value) < 1e-9);
  });

  it('copies an edit to another place', async () => {
    const page = await open();
    const body = await boxOf(laneOf(page, 'headPose'));
    await page.mouse.click(body.x + body.width * 0.35, body.y + 10);
    await page.keyboard.press('Control+c');
    await seek(page, 6);
    await page.keyboard.press('Control+v');
    await until(() => editsNow().filter(({ factor }) => factor === 'headPose').length === 2);
    const starts = editsNow()
      .filter(({ factor }) => factor === 'headPose')
      .map(({ startSec }) => startSec);
    expect(Math.max(...starts)).toBeCloseTo(6, 0);
  });

  it('says a lane’s values at the playhead in words', async () => {
    const page = await open();
    await page.locator('.ruler').press('ArrowRight');
    const summary = page.locator('#lane-summary-lip');
    await expect
      .poll(() => summary.textContent())
      .toMatch(/^Lip, 00:00:00:01\. At the playhead: Open \d\.\d+\. 2 edits\.$/);
    expect(await laneOf(page, 'lip').getAttribute('aria-labelledby')).toBe('lane-summary-lip');
  });

  it('imports subtitles as lines without a voice', async () => {
    const page = await open();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import subtitles…' }).click();
    const text = '1\n00:00:02,000 --> 00:00:02,400\nBon vent\n\n2\n00:00:08,900 --> 00:00:09,500\nAdieu\n';
    await (await chooser).setFiles({ name: 'a.srt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.getByText('2 lines imported.').first().waitFor();
    const silent = Object.values(studio.fake.keeper.document.lines).filter(({ takes }) => takes.length === 0);
    expect(silent.map((line) => line.text).sort()).toEqual(['Adieu', 'Bon vent']);
  });

  it('places a voice of the library where it is dropped on the lanes', async () => {
    const page = await open();
    const body = await boxOf(laneOf(page, 'eye'));
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.setData('application/x-facet-asset', 'voice-2');
      return transfer;
    });
    const place = { clientX: body.x + body.width / 2, clientY: body.y + 5 };
    await laneOf(page, 'eye').dispatchEvent('drop', { dataTransfer: data, ...place });
    await until(() => Object.keys(studio.fake.keeper.document.lines).length === 5);
    const line = Object.values(studio.fake.keeper.document.lines).find(({ takes }) => takes[0].assetId === 'voice-2');
    expect(line?.startSec).toBeCloseTo(5.1, 1);
    expect(studio.fake.keeper.history.undoLabel).toBe('Place voice');
  });

  it('sets a marker at the playhead, names it, and takes it away', async () => {
    const page = await open();
    await seek(page, 5);
    await page.keyboard.press('m');
    await until(() => Object.keys(studio.fake.keeper.document.markers).length === 3);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name of the marker' }).fill('Look here');
    await page.keyboard.press('Enter');
    await until(() => Object.values(studio.fake.keeper.document.markers).some(({ label }) => label === 'Look here'));
    await page.keyboard.press('Delete');
    await until(() => Object.keys(studio.fake.keeper.document.markers).length === 2);
  });

  it('trims a line to the playhead by keys', async () => {
    const page = await open();
    const line = lineOf('line-1');
    await regionOf(page, 'line-1').click({ position: { x: 60, y: 35 } });
    await seek(page, (line?.startSec ?? 0) + 0.4);
    await page.keyboard.press('BracketLeft');
    await until(() => Math.abs((lineOf('line-1')?.startSec ?? 0) - (line?.startSec ?? 0) - 0.4) < 0.05);
  });

  it('sets in and out by keys and clears them', async () => {
    const page = await open();
    const box = await boxOf(page.locator('.ruler'));
    const colourAt = (x: number) =>
      page.locator('.ruler canvas').evaluate((element, left) => {
        const canvas = element as HTMLCanvasElement;
        const ratio = canvas.width / canvas.clientWidth;
        return canvas.getContext('2d')?.getImageData(Math.round(left * ratio), 2, 1, 1).data[3] ?? 0;
      }, x);
    await seek(page, 2);
    await page.keyboard.press('i');
    await seek(page, 6);
    await page.keyboard.press('o');
    await expect.poll(() => colourAt(box.width * 0.33)).toBeGreaterThan(0);
    await page.keyboard.press('Alt+x');
    await expect.poll(() => colourAt(box.width * 0.33)).toBe(0);
  });

  it.each([
    [1440, 900],
    [1024, 700],
    [1280, 720],
  ] as const)('fits its lanes into %ix%i', async (width, height) => {
    const page = await open({}, [width, height]);
    const last = await boxOf(laneOf(page, 'expression'));
    const status = await boxOf(page.locator('.status-bar'));
    expect(last.y + last.height).toBeLessThanOrEqual(status.y);
    const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflowPx).toBe(0);
    await studio.picture(`timeline-${width}x${height}`);
  });

  it('opens sixty minutes with 5400 lines and keeps few of them as elements', async () => {
    const page = await open({ variant: 'hour' });
    await page.waitForTimeout(500);
    expect(await page.locator('.line').count()).toBe(0);
    await page.locator('.ruler').press('Home');
    for (let press = 0; press < 14; press++) await page.keyboard.press('Control+ArrowUp');
    await page.locator('.line').first().waitFor();
    const count = await page.locator('.line').count();
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(200);
    await page.keyboard.press('z');
    await expect.poll(() => page.locator('.line').count()).toBe(0);
  });
});
