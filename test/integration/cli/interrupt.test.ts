import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpeg, processesIn, startFacet } from '../../support/run-facet.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

let folder: string;
const clip = join(process.cwd(), '..', 'shared', 'clips', 'test', 'LatentSync__assets_demo1_video.mp4');
const hasClip = existsSync(clip);

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-interrupt-')));
  await mkdir(join(folder, 'scratch'));
  // Long enough to be caught in the middle on any machine.
  await ffmpeg(folder, [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=640x360:r=25:d=60',
    '-f',
    'lavfi',
    '-i',
    'sine=d=60',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    'long.mp4',
  ]);
  if (hasClip) await ffmpeg(folder, ['-t', '4', '-i', clip, '-vf', 'scale=360:-2', '-preset', 'veryfast', 'talk.mp4']);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function expectNothingLeft(): Promise<void> {
  expect((await readdir(folder)).filter((name) => name.includes('out'))).toEqual([]);
  expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  // A killed child may take a moment to leave the process table.
  await expect.poll(() => processesIn(folder), { timeout: 30_000 }).toEqual([]);
}

// A shared machine may be ten times slower than a free one; nothing here is about speed.
describe.skipIf(noFfmpeg)(`an interrupted dub${ffmpegNote}`, { timeout: 600_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends cleanly with status 130 on %s while faces are looked for',
    async (signal) => {
      const run = startFacet(folder, ['dub', 'long.mp4', 'long.mp4', '-o', 'out.mp4']);
      await run.seen(/Finding faces/);
      run.child.kill(signal);
      const { status, err, out } = await run.result;
      expect(status).toBe(130);
      expect(err).toMatch(/Cancelled; nothing was written\.\n$/);
      expect(out).toBe('');
      await expectNothingLeft();
    },
  );

  it('ends at once on a second interrupt, and still leaves nothing', async () => {
    const run = startFacet(folder, ['dub', 'long.mp4', 'long.mp4', '-o', 'out.mp4']);
    await run.seen(/Finding faces/);
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    expect((await run.result).status).toBe(130);
    await expectNothingLeft();
  });

  it('leaves scratch files only when it is killed without mercy, and the next run removes them', async () => {
    const run = startFacet(folder, ['dub', 'long.mp4', 'long.mp4', '-o', 'out.mp4']);
    await run.seen(/Finding faces/);
    await expect.poll(() => readdir(join(folder, 'scratch')), { timeout: 120_000 }).toHaveLength(1);
    run.child.kill('SIGKILL');
    await run.result;
    expect(await readdir(join(folder, 'scratch'))).toHaveLength(1);
    const next = startFacet(folder, ['analyze', 'long.mp4']);
    await next.seen(/Finding faces/);
    next.child.kill('SIGINT');
    await next.result;
    await expectNothingLeft();
  });

  it.skipIf(!hasClip)(
    'removes the half-written output when it is interrupted while rendering (needs ../shared)',
    async () => {
      const run = startFacet(folder, ['dub', 'talk.mp4', 'talk.mp4', '-o', 'out.mp4']);
      await run.seen(/Rendering/);
      await expect
        .poll(async () => (await readdir(folder)).some((name) => name.includes('out')), { timeout: 120_000 })
        .toBe(true);
      run.child.kill('SIGINT');
      expect((await run.result).status).toBe(130);
      await expectNothingLeft();
    },
  );
});

describe.skipIf(noFfmpeg)(`a closed pipe${ffmpegNote}`, () => {
  it('ends the program quietly when its reader has seen enough', async () => {
    const run = startFacet(folder, ['dub', '--help']);
    run.child.stdout?.destroy();
    const { status, err } = await run.result;
    expect([status, err]).toEqual([0, '']);
  });
});
