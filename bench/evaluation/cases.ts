import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One evaluation case: a video, a voice for it, and, where known, a video whose mouth is the right answer. */
export interface EvaluationCase {
  readonly name: string;
  /** self: the video's own voice; shift: another stretch of the same person; cross: another speaker (no truth). */
  readonly kind: 'self' | 'shift' | 'cross';
  readonly source: string;
  readonly audio: string;
  readonly truth: string | null;
  readonly seconds: number;
}

/**
 * Reads the cases of a folder, by name.
 *
 * @param pattern names to take; `*` stands for anything
 */
export async function readCases(folder: string, pattern: string): Promise<EvaluationCase[]> {
  const wanted = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const cases: EvaluationCase[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const description = join(folder, name, 'case.json');
    if (!wanted.test(name) || !existsSync(description)) continue;
    const { kind, source, audio, truth, seconds } = JSON.parse(await readFile(description, 'utf8')) as EvaluationCase;
    const inCase = (file: string): string => join(folder, name, file);
    cases.push({
      name,
      kind,
      source: inCase(source),
      audio: inCase(audio),
      truth: truth === null ? null : inCase(truth),
      seconds,
    });
  }
  return cases;
}
