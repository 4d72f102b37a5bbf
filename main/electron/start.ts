import { app, ipcMain } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Router } from '../router.ts';
import { serveWindow } from './ipc-transport.ts';
import { declarePageScheme, servePage } from './page-protocol.ts';
import { openWindow } from './window.ts';

/** What the shell needs from the composition: the router, and how to let go of what is behind it. */
export interface ElectronHost {
  readonly router: Router;
  close(): Promise<void>;
}

/**
 * Starts the desktop application: one window, one instance.
 * @param open makes the host once Electron is ready; it is closed before the application quits
 */
export async function startElectron(open: () => ElectronHost): Promise<void> {
  if (!app.requestSingleInstanceLock()) return app.quit();
  // The bundle is out/main/index.js; page and preload lie beside its folder.
  const outFolder = dirname(dirname(fileURLToPath(import.meta.url)));
  declarePageScheme();
  app.enableSandbox();
  await app.whenReady();
  servePage(join(outFolder, 'renderer'));
  const host = open();
  const window = openWindow(join(outFolder, 'preload', 'index.cjs'));
  serveWindow(ipcMain, host.router, window.webContents);
  app.on('second-instance', () => window.focus());
  app.on('window-all-closed', () => void host.close().finally(() => app.quit()));
}
