import { app, ipcMain } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Router } from '../router.ts';
import { serveWindow } from './ipc-transport.ts';
import { declarePageScheme, servePage } from './page-protocol.ts';
import { openWindow } from './window.ts';

/**
 * Starts the desktop application: one window, one instance.
 * @param open makes the studio's router once Electron is ready
 */
export async function startElectron(open: () => Router): Promise<void> {
  if (!app.requestSingleInstanceLock()) return app.quit();
  // The bundle is out/main/index.js; page and preload lie beside its folder.
  const outFolder = dirname(dirname(fileURLToPath(import.meta.url)));
  declarePageScheme();
  app.enableSandbox();
  await app.whenReady();
  servePage(join(outFolder, 'renderer'));
  const window = openWindow(join(outFolder, 'preload', 'index.cjs'));
  serveWindow(ipcMain, open(), window.webContents);
  app.on('second-instance', () => window.focus());
  app.on('window-all-closed', () => app.quit());
}
