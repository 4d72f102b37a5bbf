import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/errors.ts';
import { noShell, openHost } from '../host.ts';
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
  const studio = await openHost({
    host: 'web',
    env,
    shell: noShell,
    onLog: (line) => {
      // What goes well is only for those who look for what does not.
      if (env.FACET_DEBUG === '1' || !line.startsWith('info: ')) process.stderr.write(`${line}\n`);
    },
  });
  const { router, resolveResource } = studio;
  const uploads = { folder: join(studio.projectFolder, 'Media'), maxBytes: maxUploadBytes };
  const host = await start({ router, resolveResource, pageFolder, ...choice, uploads, onBug }).catch(
    async (failure: unknown) => {
      await studio.close();
      throw failure;
    },
  );
  return {
    url: host.url,
    port: host.port,
    openBrowser: async () => {
      const command = browserCommand(process.platform, env, host.makeTicketUrl());
      return command !== null && openBrowser(command);
    },
    close: async () => {
      await host.close();
      await studio.close();
    },
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
