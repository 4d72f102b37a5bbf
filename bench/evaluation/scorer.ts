import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from './child-program.ts';
import { cacheFolder, fileKey, keyOf, readJsonFile } from './content-cache.ts';

/** The figures of `redub_score.py` that the evaluation reads; null where it could not measure one. */
export interface Score {
  readonly hard_fail: readonly string[];
  readonly keep: Readonly<Record<string, number | null>>;
  readonly look?: Readonly<Record<string, number | null>>;
  readonly mouth: Readonly<Record<string, number | null | Readonly<Record<string, number | null>>>>;
}

/** Files to score. */
export interface ScoreRequest {
  readonly source: string;
  readonly result: string;
  readonly audio: string;
  readonly truth: string | null;
}

/** Scores dubs with the independent scorer; answers are kept by content. */
export interface Scorer {
  score(request: ScoreRequest): Promise<Score>;
}

/**
 * Opens the scorer in a Python environment of its own, made on first use in the cache folder and named by the hash of its
 * requirements. FACET_SCORER_PYTHON names a ready interpreter instead.
 *
 * @param toolsFolder folder of `redub_score.py` and its `requirements.txt`
 */
export async function openScorer(toolsFolder: string, say: (line: string) => void): Promise<Scorer> {
  const script = join(toolsFolder, 'redub_score.py');
  const python = process.env.FACET_SCORER_PYTHON ?? (await makeEnvironment(join(toolsFolder, 'requirements.txt'), say));
  const scriptKey = await fileKey(script);
  return {
    async score({ source, result, audio, truth }) {
      const files = [source, result, audio, ...(truth === null ? [] : [truth])];
      const keys = await Promise.all(files.map((path) => fileKey(path)));
      const answer = join(cacheFolder, 'scores', `${keyOf(scriptKey, ...keys)}.json`);
      const known = await readJsonFile<Score>(answer);
      if (known !== null) return known;
      await mkdir(join(cacheFolder, 'scores'), { recursive: true });
      const words = [
        script,
        '--source',
        source,
        '--result',
        result,
        '--audio',
        audio,
        '--cache',
        join(cacheFolder, 'landmarks'),
        '--out',
        `${answer}.part`,
        '--json',
      ];
      await runOrThrow(python, [...words, ...(truth === null ? [] : ['--truth', truth])], { OMP_NUM_THREADS: '1' });
      const score = JSON.parse(await readFile(`${answer}.part`, 'utf8')) as Score;
      await writeFile(answer, `${JSON.stringify(score)}\n`);
      await rm(`${answer}.part`);
      return score;
    },
  };
}

async function makeEnvironment(requirements: string, say: (line: string) => void): Promise<string> {
  const folder = join(cacheFolder, `python-${keyOf(await readFile(requirements, 'utf8'))}`);
  const python = join(folder, 'bin', 'python');
  const done = join(folder, 'complete');
  if (existsSync(done)) return python;
  say(`making the scorer's Python environment in ${folder} (once)`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(cacheFolder, { recursive: true });
  await runOrThrow('python3', ['-m', 'venv', folder]);
  await runOrThrow(join(folder, 'bin', 'pip'), ['install', '--quiet', '-r', requirements]);
  await writeFile(done, '');
  return python;
}
