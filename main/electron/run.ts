import * as electron from 'electron';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DesktopWorld } from './start.ts';
import { startElectron } from './start.ts';

/** Starts the desktop application in the Electron that runs this program. */
export function runDesktop(openStudio: DesktopWorld['openStudio']): void {
  startElectron(electron, {
    // The bundle is out/main/index.js; page and preload lie beside its folder.
    outFolder: dirname(dirname(fileURLToPath(import.meta.url))),
    words: process.argv,
    folder: process.cwd(),
    platform: process.platform,
    nowMs: () => performance.now(),
    openStudio,
  });
}
