/**
 * Scores Facet on the evaluation material: `npm run evaluate -- [--cases GLOB] [--jobs N] [--shared FOLDER] [--no-write]`.
 * Needs `../shared` (cases and the independent scorer) and Python 3; a second run takes from the cache whatever has not changed.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { VideoAnalyser } from '../core/ports/analysis.ts';
import { createVideoAnalyser } from '../main/engine/analysis/index.ts';
import { FfmpegMediaReader, makeMediaRunner } from '../main/engine/media/index.ts';
import { readCases, type EvaluationCase } from './evaluation/cases.ts';
import { cacheFolder, fileKey, keyOf, readJsonFile, treeKey, writeJsonFile } from './evaluation/content-cache.ts';
import { show, summarise, type CaseResult } from './evaluation/figures.ts';
import { makeCopy, makeDub, makeReencode, type ResultMaker } from './evaluation/make-results.ts';
import { compareWithPlan, countSilentMotion, measureMouth, type PlanAgreement } from './evaluation/rendered-mouth.ts';
import { openScorer, type Scorer } from './evaluation/scorer.ts';
import { writeEvaluation } from './evaluation/write-evaluation.ts';

const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

interface Bench {
  readonly maker: ResultMaker;
  readonly scorer: Scorer;
  readonly reader: FfmpegMediaReader;
  readonly analyser: VideoAnalyser;
}

/** What is measured here, not by the scorer; kept by content, for a second run. */
interface OwnMeasurement {
  readonly plan: PlanAgreement;
  readonly silent: number;
  readonly moving: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '*' },
      jobs: { type: 'string', default: '1' },
      shared: { type: 'string', default: join(repositoryRoot, '..', 'shared') },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const shared = resolve(values.shared);
  if (!existsSync(join(shared, 'cases'))) {
    console.error(`The evaluation material is not in ${shared}; name its folder with --shared.`);
    process.exitCode = 1;
    return;
  }
  const cases = await readCases(join(shared, 'cases'), values.cases);
  const bench = await openBench(shared);
  const waiting = [...cases];
  const results: CaseResult[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await evaluateCase(bench, next);
      results.push(result);
      const { ours, plan } = result;
      console.log(
        `${next.name}: open r ${show(ours.mouth.open_r as number | null)}, rendered vs intended ${show(plan.r, 3)}, ${show(result.realTimeFactor)} x real time`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, work));
  await bench.analyser.close();
  results.sort((a, b) => a.name.localeCompare(b.name));
  const figures = summarise(results);
  for (const { what, value, must, aim, verdict } of figures) {
    console.log(`${verdict.padEnd(10)} ${show(value).padStart(8)}  must ${must}, aims at ${aim}: ${what}`);
  }
  if (values['no-write'] || results.length === 0) return;
  const info = bench.maker.runner.runnerInfo();
  const manifest = JSON.parse(await readFile(join(repositoryRoot, 'resources/models/atlas/manifest.json'), 'utf8')) as {
    id: string;
    version: string;
  };
  const setting = {
    mediaRunner: `${info.kind} ffmpeg ${info.version}`,
    modelPack: `${manifest.id} ${manifest.version}`,
    command: values.cases === '*' ? 'npm run evaluate' : `npm run evaluate -- --cases '${values.cases}'`,
  };
  await writeEvaluation(join(repositoryRoot, 'docs'), setting, results, figures);
  console.log(
    `written to ${relative(process.cwd(), join(repositoryRoot, 'docs'))}/evaluation.md and .json; made files are kept in ${cacheFolder}`,
  );
}

async function openBench(shared: string): Promise<Bench> {
  const program = ['core', 'main', 'resources/models', 'package-lock.json'].map((path) => join(repositoryRoot, path));
  const maker = { repositoryRoot, programKey: await treeKey(program), runner: await makeMediaRunner() };
  const reader = new FfmpegMediaReader(maker.runner);
  return {
    maker,
    reader,
    analyser: await createVideoAnalyser({ reader }),
    scorer: await openScorer(join(shared, 'tools'), (line) => console.log(line)),
  };
}

async function evaluateCase({ maker, scorer, reader, analyser }: Bench, one: EvaluationCase): Promise<CaseResult> {
  const { source, audio, truth } = one;
  const dub = await makeDub(maker, one, []);
  const ours = await scorer.score({ source, result: dub.path, audio, truth });
  const general = truth === null ? null : await makeDub(maker, one, ['--no-adapt']);
  const own = await measureOwn(maker, reader, analyser, one, dub);
  return {
    name: one.name,
    kind: one.kind,
    seconds: one.seconds,
    ours,
    general: general && (await scorer.score({ source, result: general.path, audio, truth })),
    copy: await scorer.score({ source, result: await makeCopy(maker, source, audio), audio, truth }),
    truth:
      truth === null
        ? null
        : await scorer.score({ source: truth, result: await makeCopy(maker, truth, audio), audio, truth }),
    reencode: await scorer.score({ source, result: await makeReencode(maker, one), audio, truth: null }),
    plan: own.plan,
    silentFrames: own.silent,
    movingSilentFrames: own.moving,
    isAdapted: dub.report.adaptation.some(({ isUsed }) => isUsed),
    realTimeFactor: dub.report.realTimeFactor,
    peakMemoryBytes: dub.report.peakMemoryBytes,
  };
}

async function measureOwn(
  maker: ResultMaker,
  reader: FfmpegMediaReader,
  analyser: VideoAnalyser,
  { audio }: EvaluationCase,
  dub: Awaited<ReturnType<typeof makeDub>>,
): Promise<OwnMeasurement> {
  const key = keyOf(
    maker.programKey,
    await fileKey(dub.path),
    await fileKey(join(repositoryRoot, 'bench/evaluation/rendered-mouth.ts')),
  );
  const path = join(cacheFolder, 'measurements', `${key}.json`);
  const known = await readJsonFile<OwnMeasurement>(path);
  if (known !== null) return known;
  const mouth = await measureMouth(analyser, reader, dub.path);
  const chunks: Float32Array[] = [];
  for await (const chunk of reader.audio(audio, 16_000)) chunks.push(chunk.slice());
  const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  chunks.reduce((at, chunk) => (samples.set(chunk, at), at + chunk.length), 0);
  const measured = { plan: compareWithPlan(mouth, dub.report), ...countSilentMotion(mouth, samples) };
  await writeJsonFile(path, measured);
  return measured;
}

await main();
