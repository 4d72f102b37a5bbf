/**
 * Dubs the sample with the sample voice, as a user would: `npm run demo`. Writes examples/out/demo.mp4, its report, and a picture
 * of six moments before and after. Needs nothing but the repository: no other data, no network, no installed ffmpeg.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FfmpegMediaReader, makeMediaRunner } from '../main/engine/media/index.ts';
import type { DubReport } from '../main/studio.ts';
import { cutFrames, encodePng, layOut, type Cut } from './picture-strip.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const moments = 6;

interface SampleFacts {
  readonly factorFields: readonly string[];
  readonly factors: readonly (readonly number[])[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { picture: { type: 'string' } } });
  const out = join(folder, 'out');
  await mkdir(out, { recursive: true });
  const [video, voice] = [join(folder, 'sample-talk.mp4'), join(folder, 'sample-voice.wav')];
  const [dubbed, reportPath] = [join(out, 'demo.mp4'), join(out, 'demo-report.json')];
  await runFacet(['dub', video, voice, '-o', dubbed, '--force', '--report', reportPath]);
  const report = JSON.parse(await readFile(reportPath, 'utf8')) as DubReport;
  const facts = JSON.parse(await readFile(join(folder, 'sample.json'), 'utf8')) as SampleFacts;
  const cuts = chooseCuts(facts, report);
  const reader = new FfmpegMediaReader(await makeMediaRunner());
  const rows = [await cutFrames(reader, video, cuts, 200), await cutFrames(reader, dubbed, cuts, 200)];
  const picture = values.picture ?? join(out, 'demo.png');
  await writeFile(picture, encodePng(layOut(rows, 4)));
  const shown = (path: string): string => relative(process.cwd(), path);
  console.log(`\nWatch ${shown(dubbed)} beside ${shown(video)}: same person, same moves, new lips and voice.`);
  console.log(`Six moments, before above after: ${shown(picture)}`);
}

/** Runs the real command line with this terminal. */
function runFacet(words: readonly string[]): Promise<void> {
  const facet = join(folder, '..', 'bin', 'facet.mjs');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', facet, ...words], {
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`facet ${words[0]} ended with ${status}`)),
    );
  });
}

/** The moment of each sixth of the dub at which the new mouth differs most from the old one, cut round the face. */
function chooseCuts({ factorFields, factors }: SampleFacts, report: DubReport): Cut[] {
  const column = (name: string): number => factorFields.indexOf(name);
  const wanted = new Map<number, number>();
  for (const { intendedOpening } of report.faces) {
    for (const { startFrame, openings } of intendedOpening)
      openings.forEach((opening, t) => opening !== null && wanted.set(startFrame + t, opening));
  }
  const frames = [...wanted.keys()].filter((frame) => frame < factors.length);
  const isOpenEyed = (frame: number): boolean => factors[frame][column('blinkLeft')] < 0.2;
  return Array.from({ length: moments }, (_, k): Cut => {
    const part = frames
      .slice(Math.floor((k * frames.length) / moments), Math.floor(((k + 1) * frames.length) / moments))
      .filter(isOpenEyed);
    const difference = (frame: number): number => Math.abs((wanted.get(frame) ?? 0) - factors[frame][column('open')]);
    const frameIndex = part.reduce(
      (best, frame) => (difference(frame) > difference(best) ? frame : best),
      part[0] ?? frames[0],
    );
    const [x, y, scale] = ['x', 'y', 'scale'].map((name) => factors[frameIndex][column(name)]);
    const sidePx = scale * 2.2;
    return { frameIndex, left: x - sidePx / 2, top: y + scale * 0.32 - sidePx / 2, sidePx };
  });
}

await main();
