import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/errors.ts';
import { createAdapters } from '../adapters.ts';
import { createHandlers, servedContract } from '../handlers.ts';
import { createRouter } from '../router.ts';
import { createStudio } from '../studio.ts';
import { browserCommand, openBrowser } from '../web/open-browser.ts';
import { startWebHost } from '../web/server.ts';
import type { WebHost, WebHostOptions } from '../web/server.ts';
import type { ServeChoice, ServedStudio } from './host.ts';

const pageFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'out', 'renderer');
const maxUploadBytes = 64 * 2 ** 30;

/**
 * Opens the studio and serves it to browsers.
 * @throws StudioError 'host.page-not-built' | 'host.port-in-use' | 'host.address-unusable'
 */
export async function serveStudio(env: NodeJS.ProcessEnv, choice: ServeChoice): Promise<ServedStudio> {
  if (!existsSync(join(pageFolder, 'index.html'))) {
    throw new StudioError('host.page-not-built', 'The studio’s page is not built yet: run npm run build first.');
  }
  const onBug = (error: unknown) =>
    process.stderr.write(`facet: ${error instanceof Error ? error.stack : String(error)}\n`);
  const studio = createStudio(createAdapters({ env, executionProvider: 'auto' }));
  const handlers = createHandlers(studio, { host: 'web', platform: process.platform });
  const router = createRouter(servedContract, handlers, { onBug: (_name, error) => onBug(error) });
  const uploads = { folder: join(env.FACET_HOME ?? join(homedir(), 'Facet'), 'Media'), maxBytes: maxUploadBytes };
  const host = await start({ router, pageFolder, ...choice, uploads, onBug });
  return {
    url: host.url,
    port: host.port,
    openBrowser: async () => {
      const command = browserCommand(process.platform, env, host.makeTicketUrl());
      return command !== null && openBrowser(command);
    },
    close: () => host.close(),
  };
}

async function start(options: WebHostOptions): Promise<WebHost> {
  try {
    return await startWebHost(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const { port, address = '' } = options;
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      const sentence = `Port ${port} cannot be used: ${code === 'EACCES' ? 'it is reserved' : 'another program has it'}. Choose another with --port, or 0 for a free one.`;
      throw new StudioError('host.port-in-use', sentence, { port }, error);
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      const sentence = `This computer has no address ${address} to listen on.`;
      throw new StudioError('host.address-unusable', sentence, { address }, error);
    }
    throw error;
  }
}
