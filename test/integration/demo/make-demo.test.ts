import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithPlan, measureMouth } from '../../../bench/evaluation/rendered-mouth.ts';
import { createVideoAnalyser } from '../../../main/engine/analysis/index.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../../../main/engine/media/index.ts';
import type { DubReport } from '../../../main/studio.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const out = join(root, 'examples', 'out');

let folder: string;
let said: string;
let status: number | null;
let report: DubReport;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facet-test-'));
  const words = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'examples', 'make-demo.ts'),
    '--picture',
    join(folder, 'strip.png'),
  ];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  status = await new Promise((resolve) => child.on('close', resolve));
  report = JSON.parse(await readFile(join(out, 'demo-report.json'), 'utf8')) as DubReport;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the demo', () => {
  it('dubs every frame of the sample and says where to look', () => {
    expect(status).toBe(0);
    expect(report.frames).toMatchObject({ total: 187, driven: 187 });
    expect(said).toContain(join('examples', 'out', 'demo.mp4'));
  });

  it('draws six moments before and after', async () => {
    const png = await readFile(join(folder, 'strip.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([6 * 200 + 5 * 4, 2 * 200 + 4]);
  });

  it('draws the mouth that it planned, as the landmark model sees it in the finished file', async () => {
    const reader = new FfmpegMediaReader(await makeMediaRunner());
    const analyser = await createVideoAnalyser({ reader });
    const mouth = await measureMouth(analyser, reader, join(out, 'demo.mp4'));
    await analyser.close();
    const { r, frames } = compareWithPlan(mouth, report);
    expect(frames).toBe(187);
    expect(r).toBeGreaterThan(0.93);
  });
});
