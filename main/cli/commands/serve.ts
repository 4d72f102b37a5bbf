import { inkOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions, ServedStudio } from '../host.ts';
import { parseNumberWithin, usageError } from '../option-values.ts';

/** What commander hands over for `facet serve`. */
export interface ServeFlags extends CommonOptions {
  readonly port: string;
  readonly host: string;
  readonly open?: boolean;
}

/** `facet serve`: the studio in a browser, until the user interrupts. */
export async function runServe(host: CliHost, flags: ServeFlags): Promise<void> {
  const port = parseNumberWithin('--port', flags.port, 0, 65_535);
  if (!Number.isInteger(port)) throw usageError('--port takes a whole number.');
  const served = await host.serveStudio({ port, address: flags.host });
  try {
    await announce(host, flags, served);
    await interruptionOf(host.signal);
    if (!flags.quiet) host.stderr.write('Ending: unfinished jobs can be resumed when their project is opened again.\n');
  } finally {
    await served.close();
  }
}

async function announce(host: CliHost, flags: ServeFlags, { url, port, openBrowser }: ServedStudio): Promise<void> {
  const ink = inkOf(host);
  if (flags.json) writeJson(host, { url, port });
  else host.stdout.write(`Facet is at ${ink.bold(url)}\n`);
  if (!flags.quiet) {
    const isOnlyHere = /^https?:\/\/(127\.|localhost|\[::1\])/.test(url) && flags.host !== '0.0.0.0';
    host.stderr.write(
      isOnlyHere
        ? 'Whoever has this address can use it on this computer. Ctrl+C ends it.\n'
        : 'Whoever has this address can use the studio and read the media files of this account. What is sent is not encrypted: use a network that you trust, or a tunnel. Ctrl+C ends it.\n',
    );
  }
  if (flags.open && !(await openBrowser()) && !flags.quiet)
    host.stderr.write('There is no browser to open here; use the address above.\n');
}

function interruptionOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
