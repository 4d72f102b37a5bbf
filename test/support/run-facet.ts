import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const entry = join(root, 'bin', 'facet.mjs');

/** A finished command line. */
export interface FacetResult {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A running command line in a process of its own. */
export interface FacetRun {
  readonly child: ChildProcess;
  /** Resolves when stderr has shown the pattern; rejects when the program ends before. */
  seen(pattern: RegExp): Promise<void>;
  readonly result: Promise<FacetResult>;
}

/** Starts the real command line in `folder`, with scratch files in `<folder>/scratch`. */
export function startFacet(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): FacetRun {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...words], {
    cwd: folder,
    env: { ...process.env, FACET_SCRATCH: join(folder, 'scratch'), NO_COLOR: '1', npm_lifecycle_event: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const result = new Promise<FacetResult>((resolve) => {
    child.on('close', (code) => resolve({ status: code, out, err }));
  });
  const seen = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(err)) resolve();
      };
      child.stderr.on('data', look);
      look();
      void result.then(() => reject(new Error(`The program ended before it showed ${String(pattern)}:\n${err}`)));
    });
  return { child, seen, result };
}

/** Runs the real command line to its end. */
export function runFacet(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<FacetResult> {
  return startFacet(folder, words, env).result;
}

/** Command lines of running processes that mention the folder: children that a job left behind. */
export async function processesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const words = await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '');
    if (words.includes(folder)) found.push(words.replaceAll('\0', ' ').trim());
  }
  return found;
}

/** Runs ffmpeg for making test media. */
export function ffmpeg(folder: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-v', 'error', '-y', ...words], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ${words.join(' ')}: ${err}`))));
  });
}
