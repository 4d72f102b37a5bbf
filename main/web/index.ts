import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAdapters } from '../adapters.ts';
import { createHandlers, servedContract } from '../handlers.ts';
import { createRouter } from '../router.ts';
import { createStudio } from '../studio.ts';
import { startWebHost } from './server.ts';

/**
 * Serves the built page on this computer until it is interrupted. Prints the address with the token of this run.
 * `--port <n>` asks for a port; without it the system chooses one.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return fail(`--port takes a number from 0 to 65535, not "${values.port}"`);
  const pageFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'out', 'renderer');
  if (!existsSync(join(pageFolder, 'index.html'))) return fail('the page is not built yet: run npm run build first');

  const studio = createStudio(createAdapters({ env: process.env, executionProvider: 'auto' }));
  const onBug = (error: unknown) =>
    process.stderr.write(`facet: ${error instanceof Error ? error.stack : String(error)}\n`);
  const router = createRouter(servedContract, createHandlers(studio, { host: 'web', platform: process.platform }), {
    onBug: (_requestName, error) => onBug(error),
  });
  const host = await startWebHost({ router, pageFolder, port, onBug });
  // Before the address is known: whoever reads it may end the host at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void host.close());
  process.stdout.write(
    `Facet is at ${host.url}\nWhoever has this address can use it on this computer. Ctrl+C ends it.\n`,
  );
}

function fail(sentence: string): void {
  process.stderr.write(`facet: ${sentence}\n`);
  process.exitCode = 1;
}

main().catch((error: NodeJS.ErrnoException) => {
  const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
  fail(isTaken ? `the port cannot be used (${error.code}); choose another with --port` : String(error.stack));
});
