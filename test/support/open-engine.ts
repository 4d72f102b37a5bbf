import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineLink } from '../../api/engine-link.ts';
import type { SceneFile } from '../../core/project/scene.ts';
import { createEngineLink } from '../../main/engine-process/engine-link.ts';
import type { EngineLinkOptions } from '../../main/engine-process/engine-link.ts';
import { launchByFork } from '../../main/engine-process/launch-by-fork.ts';

/** A real engine process with a folder of its own. */
export interface EngineBench {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly link: EngineLink;
  /** What the process and its supervisor wrote. */
  readonly log: readonly string[];
  /** Makes a file with the installed ffmpeg (arguments before the output's name). */
  make(name: string, words: readonly string[]): SceneFile;
  close(): Promise<void>;
}

/** Starts a real engine process. */
export function openEngineBench(options: Partial<EngineLinkOptions> = {}): EngineBench {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'facet-engine-')));
  const cacheFolder = join(folder, 'cache');
  const log: string[] = [];
  const link = createEngineLink({
    launch: launchByFork({ env: { ...process.env, FACET_SCRATCH: join(folder, 'scratch') } }),
    executionProvider: 'auto',
    cacheFolder,
    onLog: (line) => log.push(line),
    ...options,
  });
  return {
    folder,
    cacheFolder,
    link,
    log,
    make(name, words) {
      const path = join(folder, name);
      execFileSync('ffmpeg', ['-v', 'error', '-y', ...words, path]);
      return { path, contentKey: `made-${name}` };
    },
    async close() {
      await link.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Reads a job's stream to its result; `onItem` sees every item. */
export async function resultOf<Item extends object, Result>(
  items: AsyncIterable<Item | { readonly result: Result }>,
  onItem: (item: Item | { readonly result: Result }) => void = () => undefined,
): Promise<Result> {
  let found: { readonly result: Result } | null = null;
  for await (const item of items) {
    onItem(item);
    if ('result' in item) found = item as { readonly result: Result };
  }
  if (found === null) throw new Error('the job ended without a result');
  return found.result;
}
