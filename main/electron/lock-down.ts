import type { Session, WebContents } from 'electron';
import type { ElectronApi } from './electron-api.ts';
import { isPageAddress, pageScheme } from './page-address.ts';

/** Schemes that the page may load from: its own, its own drawings, and the developer tools of a build that has them. */
const ownSchemes = new Set([`${pageScheme}:`, 'blob:', 'devtools:']);

/**
 * Takes from every page what the studio does not need: permissions, devices, the network, downloads, other pages, windows and webviews.
 * For all contents that will ever be made; call once, when Electron is ready.
 *
 * @param openExternal is asked when a page wants to open an address in a new window
 */
export function lockDown(
  { app, session }: Pick<ElectronApi, 'app' | 'session'>,
  openExternal: (address: string) => void,
): void {
  lockSession(session.defaultSession);
  app.on('web-contents-created', (_event, contents) => lockContents(contents, openExternal));
}

function lockSession(of: Session): void {
  of.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  of.setPermissionCheckHandler(() => false);
  of.setDevicePermissionHandler(() => false);
  of.setDisplayMediaRequestHandler(null);
  of.on('will-download', (event) => event.preventDefault());
  // The studio works without a network; a page that was tricked into asking for one gets nothing.
  of.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isOwnScheme(details.url) }));
}

function lockContents(contents: WebContents, openExternal: (address: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(url);
    return { action: 'deny' };
  });
  const stay = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isPageAddress(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function isOwnScheme(address: string): boolean {
  return URL.canParse(address) && ownSchemes.has(new URL(address).protocol);
}
