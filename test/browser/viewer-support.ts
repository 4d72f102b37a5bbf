import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startWebHost } from '../../main/web/server.ts';
import { makeFakeStudio } from '../support/fake-studio.ts';
import type { FakeStudio, FakeStudioOptions } from '../support/fake-studio.ts';

/** The built page; `FACET_PAGE_FOLDER` names another build. */
const pageFolder = resolve(process.env.FACET_PAGE_FOLDER ?? 'out/renderer');

/** A video whose frames show their number: eight bars, the lowest bit at the left. */
export interface NumberedVideo {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rate: { readonly num: number; readonly den: number };
  /** Degrees that a player must turn it; the sizes are those of the turned picture. */
  readonly rotation?: 90;
}

/** Makes the video once; 200 frames. */
export function makeNumberedVideo({ name, widthPx, heightPx, rate, rotation }: NumberedVideo): string {
  const folder = join(tmpdir(), 'facet-numbered-videos');
  const path = join(folder, `${name}.mp4`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const fps = `${rate.num}/${rate.den}`;
  const bars = `geq=lum='if(bitand(N\\,pow(2\\,floor(X*8/W)))\\,235\\,16)':cb=128:cr=128`;
  const turn = rotation === undefined ? '' : ',transpose=clock';
  const [source, sound] = [`color=s=${widthPx}x${heightPx}:r=${fps}`, 'sine=frequency=330:sample_rate=48000'];
  const plain = rotation === undefined ? path : join(folder, `${name}-unturned.mp4`);
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', sound, '-frames:v', '200'],
    ...['-vf', `${bars}${turn}`, '-t', String((200 * rate.den) / rate.num), '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-bf', '2', '-g', '48', '-pix_fmt', 'yuv420p', '-c:a', 'aac', plain],
  ]);
  if (rotation !== undefined) {
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-i',
      plain,
      '-c',
      'copy',
      '-metadata:s:v',
      `rotate=${rotation}`,
      path,
    ]);
  }
  return path;
}

/** A page with an open project of a fake studio. */
export interface OpenedPage {
  readonly page: Page;
  readonly fake: FakeStudio;
  /** Errors of the page's console, broken policies, bugs of the host. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** What the page is opened with. */
export interface PageOptions extends FakeStudioOptions {
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** Takes the place of the project's video. */
  readonly video?: NumberedVideo;
  /** Changes the studio before the page sees it. */
  readonly prepare?: (fake: FakeStudio) => void;
}

/** Serves the built page over a fake studio and opens its sample. */
export async function openStudioPage(browser: Browser, options: PageOptions = {}): Promise<OpenedPage> {
  const { video, widthPx = 1440, heightPx = 900, prepare } = options;
  if (!existsSync(join(pageFolder, 'index.html'))) throw new Error('run npm run build before the browser suite');
  const problems: string[] = [];
  const fake = makeFakeStudio({ onBug: (error) => problems.push(String(error)), ...options });
  if (video !== undefined) putVideo(fake, video);
  prepare?.(fake);
  const videoPath = video === undefined ? null : makeNumberedVideo(video);
  const host = await startWebHost({
    router: fake.router,
    resolveResource: async (path) =>
      videoPath !== null && path.endsWith('/video-1') ? videoPath : fake.resolveResource(path),
    pageFolder,
    port: 0,
    onBug: (error) => problems.push(String(error)),
  });
  const context = await browser.newContext({ viewport: { width: widthPx, height: heightPx }, locale: 'en-US' });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(host.url);
  await page
    .getByRole('button', { name: /sample/i })
    .first()
    .click();
  await page.locator('.workspace').waitFor();
  return {
    page,
    fake,
    problems,
    async close() {
      await context.close();
      await host.close();
    },
  };
}

function putVideo(fake: FakeStudio, { widthPx, heightPx, rate }: NumberedVideo): void {
  const asset = fake.keeper.document.assets['video-1'];
  const { picture } = asset.summary;
  if (picture === null) throw new Error('the fake has no picture');
  const summary = {
    ...asset.summary,
    durationSec: (200 * rate.den) / rate.num,
    picture: { ...picture, widthPx, heightPx, frameRate: rate, frameCount: 200 },
  };
  fake.keeper.apply('Test', null, [{ collection: 'assets', id: 'video-1', after: { ...asset, summary } }]);
}

/** The number that the bars on the canvas show, beside the number of the frame that the viewer believes to show. */
export function readFrame(page: Page): Promise<{ readonly shown: number; readonly believed: number }> {
  return page.getByTestId('picture').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const context = canvas.getContext('2d');
    const { width, height } = canvas;
    const row = context?.getImageData(0, Math.floor(height / 2), width, 1).data ?? new Uint8ClampedArray();
    // The picture is what is not transparent.
    let [left, right] = [0, width - 1];
    while (left < width && row[left * 4 + 3] === 0) left++;
    while (right > left && row[right * 4 + 3] === 0) right--;
    let shown = 0;
    for (let bit = 0; bit < 8; bit++) {
      const x = Math.round(left + ((bit + 0.5) / 8) * (right - left));
      if (row[x * 4] > 128) shown |= 1 << bit;
    }
    return { shown, believed: Number(canvas.dataset['frame'] ?? -1) };
  });
}
