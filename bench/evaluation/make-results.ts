import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { FfmpegMediaReader, FfmpegMediaWriter, type MediaRunner } from '../../main/engine/media/index.ts';
import type { DubReport } from '../../main/studio.ts';
import { runOrThrow } from './child-program.ts';
import { cacheFolder, fileKey, keyOf, readJsonFile } from './content-cache.ts';
import type { EvaluationCase } from './cases.ts';

/** Parts of a run that every case needs. */
export interface ResultMaker {
  readonly repositoryRoot: string;
  /** Hash of the program: a dub is made again when it changes. */
  readonly programKey: string;
  readonly runner: MediaRunner;
}

/** A dub by the real command line, and what it said of itself. */
export interface MadeDub {
  readonly path: string;
  readonly report: DubReport;
}

/** Dubs a case with the real command line, in a process of its own. */
export async function makeDub(
  maker: ResultMaker,
  { source, audio }: EvaluationCase,
  flags: readonly string[],
): Promise<MadeDub> {
  const folder = join(
    cacheFolder,
    'dubs',
    keyOf(maker.programKey, await fileKey(source), await fileKey(audio), ...flags),
  );
  const path = join(folder, 'dub.mp4');
  const reportPath = join(folder, 'report.json');
  if (!existsSync(reportPath)) {
    await mkdir(folder, { recursive: true });
    const facet = join(maker.repositoryRoot, 'bin', 'facet.mjs');
    const words = ['dub', source, audio, '-o', path, '--force', '--quiet', '--report', `${reportPath}.part`, ...flags];
    await runOrThrow(process.execPath, ['--disable-warning=ExperimentalWarning', facet, ...words]);
    await rename(`${reportPath}.part`, reportPath);
  }
  const report = await readJsonFile<DubReport>(reportPath);
  if (report === null) throw new Error(`${reportPath} is missing`);
  return { path, report };
}

/** The video with the new sound and an untouched picture stream: what a tool that does nothing would give. */
export async function makeCopy(maker: ResultMaker, video: string, audio: string): Promise<string> {
  const path = join(cacheFolder, 'copies', `${keyOf(await fileKey(video), await fileKey(audio))}.mp4`);
  if (existsSync(path)) return path;
  await mkdir(join(cacheFolder, 'copies'), { recursive: true });
  const partial = path.replace(/\.mp4$/, '.part.mp4');
  const run = maker.runner.start({
    program: 'ffmpeg',
    arguments: [
      ...[
        '-y',
        '-v',
        'error',
        '-i',
        { kind: 'input', path: video } as const,
        '-i',
        { kind: 'input', path: audio } as const,
      ],
      ...[
        '-map',
        '0:v:0',
        '-map',
        '1:a:0',
        '-c:v',
        'copy',
        '-c:a',
        'aac',
        '-b:a',
        '160k',
        { kind: 'output', path: partial } as const,
      ],
    ],
  });
  run.endInput();
  const { exitCode, lastMessages } = await run.result;
  if (exitCode !== 0) throw new Error(`ffmpeg could not mux ${video}: ${lastMessages}`);
  await rename(partial, path);
  return path;
}

/** The same frames through the same encoder with the same settings as a dub: shows what the codec alone changes. */
export async function makeReencode(maker: ResultMaker, { source, audio }: EvaluationCase): Promise<string> {
  const encoderKey = keyOf(maker.programKey, await fileKey(source), await fileKey(audio));
  const path = join(cacheFolder, 'reencodes', `${encoderKey}.mp4`);
  if (!existsSync(path)) {
    await mkdir(join(cacheFolder, 'reencodes'), { recursive: true });
    await reencode(maker.runner, source, audio, path);
  }
  return path;
}

/** Reads and writes every frame unchanged, with the product's own reader and writer. */
export async function reencode(
  runner: MediaRunner,
  videoPath: string,
  soundPath: string,
  outputPath: string,
): Promise<void> {
  const reader = new FfmpegMediaReader(runner);
  const source = await reader.probe(videoPath);
  const writer = await new FfmpegMediaWriter(runner).open({
    source,
    outputPath,
    soundtrack: { path: soundPath, offsetSec: 0, fit: 'silence' },
    preset: 'standard',
  });
  for await (const { image } of reader.frames(source)) await writer.write(image);
  await writer.finish();
}
