import { net, protocol } from 'electron';
import { join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pagePolicy } from '../../api/bridge.ts';
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
    const { pathname } = new URL(request.url);
    const path = normalize(join(pageFolder, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)));
    if (!isPageAddress(request.url) || !path.startsWith(pageFolder + sep)) return new Response(null, { status: 404 });
    const file = await net.fetch(pathToFileURL(path).href);
    const headers = new Headers(file.headers);
    headers.set('content-security-policy', pagePolicy);
    headers.set('x-content-type-options', 'nosniff');
    return new Response(file.body, { status: file.status, headers });
  });
}
