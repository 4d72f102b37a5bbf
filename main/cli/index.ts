import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import { createEngineAdapters, userCacheFolder } from '../adapters.ts';
import { createStudio } from '../studio.ts';
import { exitStatus } from './exit-status.ts';
import type { CliHost, CliStream } from './host.ts';
import { runCli } from './run-cli.ts';
import { serveStudio } from './serve-studio.ts';

/** Ctrl+C (or a polite kill) cancels: the job cleans up and the program ends by itself. A second one does not wait. */
function listenForInterrupts(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitStatus.cancelled);
      controller.abort();
    });
  }
  return controller.signal;
}

function streamOf(stream: NodeJS.WriteStream): CliStream {
  // A reader that has seen enough (head, less) closes the pipe: what it does not read is not missed.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    isTerminal: stream.isTTY === true && process.env.TERM !== 'dumb',
    columns: () => stream.columns ?? 100,
    write: (text) => void stream.write(text),
  };
}

/** Writes a text file whole or not at all. */
async function writeTextFile(path: string, text: string): Promise<void> {
  const partial = join(dirname(path), `.facet-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (cause) {
    throw new StudioError('cli.output-not-writable', `${path} cannot be written.`, { path }, cause);
  } finally {
    await rm(partial, { force: true });
  }
}

const host: CliHost = {
  stdout: streamOf(process.stdout),
  stderr: streamOf(process.stderr),
  env: process.env,
  folder: process.cwd(),
  nowMs: () => performance.now(),
  signal: listenForInterrupts(),
  openStudio: async (choice) => {
    const cacheFolder = userCacheFolder(process.env);
    return createStudio(createEngineAdapters({ env: process.env, cacheFolder, ...choice }));
  },
  serveStudio: (choice) => serveStudio(process.env, choice),
  writeTextFile,
};

process.exitCode = await runCli(process.argv.slice(2), host);
