import { protocol } from 'electron';
import { readPageFile } from '../delivery/page-file.ts';
import { isPageAddress, pageScheme } from './page-address.ts';

/** Declares the scheme; must run before Electron is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page from a folder, with its security policy, and nothing outside the folder. */
export function servePage(pageFolder: string): void {
  protocol.handle(pageScheme, async (request) => {
    const file = isPageAddress(request.url) ? await readPageFile(pageFolder, new URL(request.url).pathname) : null;
    if (file === null) return new Response(null, { status: 404 });
    return new Response(file.body, { headers: { ...file.headers, 'x-content-type-options': 'nosniff' } });
  });
}
