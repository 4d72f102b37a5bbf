import { join } from 'node:path';
import type { HostCommand } from '../../api/bridge.ts';
import type { HostShell } from '../../core/ports/host-shell.ts';
import type { EngineLauncher } from '../engine-process/engine-launcher.ts';
import type { Router } from '../router.ts';
import { makeDesktopShell } from './desktop-shell.ts';
import { showMenu } from './desktop-menu.ts';
import type { ElectronApi, StudioWindow } from './electron-api.ts';
import { launchByUtilityProcess } from './engine-launcher.ts';
import { watchExports } from './export-watch.ts';
import { makeLinkOpener } from './external-links.ts';
import { serveWindow } from './ipc-transport.ts';
import { commandFromPaths, commandFromWords } from './launch-words.ts';
import { lockDown } from './lock-down.ts';
import { openOwnClient } from './own-client.ts';
import { pageScheme } from './page-address.ts';
import { makePageCommands } from './page-commands.ts';
import type { PageCommands } from './page-commands.ts';
import { declarePageScheme, makePageHandler } from './page-protocol.ts';
import { rescuePage } from './page-rescue.ts';
import { guardQuit } from './quit-guard.ts';
import { openWindow } from './window.ts';

/** The studio behind the window. */
export interface DesktopStudio {
  readonly router: Router;
  /** The file behind a path that begins with `resource/`, null when the page may not have it. */
  resolveResource(path: string): Promise<string | null>;
  /** Looks again for the files of open projects. */
  checkAssets(): Promise<void>;
  /** True while an export runs or waits for its turn. */
  isExporting(): boolean;
  close(): Promise<void>;
}

/** What the shell needs besides Electron. */
export interface DesktopWorld {
  /** Folder of the build, absolute: `main`, `preload` and `renderer` lie in it. */
  readonly outFolder: string;
  /** `process.argv` and the folder that its paths belong to. */
  readonly words: readonly string[];
  readonly folder: string;
  readonly platform: string;
  readonly nowMs: () => number;
  readonly openStudio: (shell: HostShell, launchEngine: EngineLauncher) => Promise<DesktopStudio>;
}

/**
 * Starts the desktop application: one instance, one window.
 *
 * What must happen before Electron is ready happens before this returns: Electron waits for the program to be evaluated, and a program
 * that waits for Electron in turn would wait for ever.
 */
export function startElectron(electron: ElectronApi, world: DesktopWorld): void {
  const { app, crashReporter } = electron;
  crashReporter.start({ uploadToServer: false });
  if (!app.requestSingleInstanceLock()) return app.quit();
  declarePageScheme(electron);
  app.enableSandbox();
  if (world.platform === 'win32') app.setAppUserModelId('studio.facet');
  const desktop: Desktop = { window: null, commands: makePageCommands(electron.ipcMain) };
  listenForFiles(electron, world, desktop);
  app
    .whenReady()
    .then(() => run(electron, world, desktop))
    .catch((error: unknown) => {
      process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
      electron.dialog.showErrorBox('Facet', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
}

interface Desktop {
  window: StudioWindow | null;
  readonly commands: PageCommands;
}

/** Files come with the start, from a second start, and on a Mac from the Finder, possibly before anything is ready. */
function listenForFiles({ app }: ElectronApi, world: DesktopWorld, desktop: Desktop): void {
  const obey = (command: HostCommand | null) => {
    if (command !== null) desktop.commands.send(command);
  };
  obey(commandFromWords(world.words, world.folder));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    obey(commandFromPaths([path]));
    bringForward(desktop.window);
  });
  app.on('second-instance', (_event, words, folder) => {
    obey(commandFromWords(words, folder));
    bringForward(desktop.window);
  });
}

async function run(electron: ElectronApi, world: DesktopWorld, desktop: Desktop): Promise<void> {
  const { app, protocol } = electron;
  const openExternal = makeLinkOpener(electron);
  const windowOf = () => (desktop.window === null || desktop.window.isDestroyed() ? null : desktop.window);
  lockDown(electron, openExternal);

  // The words of the menu follow the studio's settings, and the studio asks for dialogs: the shell looks them up when it is used.
  const shell = makeDesktopShell(electron, windowOf, () => menu.words.talk);
  const program = (name: string) => join(world.outFolder, 'main', name);
  const entries = { engine: program('engine-child.js'), probe: program('provider-probe-child.js') };
  const launchEngine = launchByUtilityProcess(electron, entries);
  const studio = await world.openStudio(shell, launchEngine);
  const own = openOwnClient(studio.router);
  const { client } = own;
  const send = (command: HostCommand) => desktop.commands.send(command);
  const menu = showMenu(electron, { client, platform: world.platform, windowOf, send, openExternal });
  const words = () => menu.words.talk;
  const exports = watchExports(electron, { client, windowOf, words });
  const watchWindow = guardQuit(electron, {
    quitsWithWindow: world.platform !== 'darwin',
    isExporting: () => studio.isExporting(),
    windowOf,
    words,
    close: () => {
      exports.close();
      own.close();
      return studio.close();
    },
  });

  protocol.handle(
    pageScheme,
    makePageHandler({
      pageFolder: join(world.outFolder, 'renderer'),
      resolveResource: (path) => studio.resolveResource(path),
    }),
  );
  const open = async () => {
    const window = await openWindow(electron, {
      preloadPath: join(world.outFolder, 'preload', 'index.cjs'),
      statePath: join(app.getPath('userData'), 'window.json'),
      hasDevTools: !app.isPackaged,
    });
    desktop.window = window;
    desktop.commands.attach(window.webContents);
    serveWindow(electron.ipcMain, studio.router, window.webContents);
    rescuePage(electron, window, words, world.nowMs);
    watchWindow(window);
  };
  // Files may have been moved while another window was in front.
  app.on('browser-window-focus', () => void studio.checkAssets());
  app.on('activate', () => {
    if (windowOf() === null) void open();
  });
  app.on('window-all-closed', () => {
    if (world.platform !== 'darwin') app.quit();
  });
  await open();
  await menu.refresh();
}

function bringForward(window: StudioWindow | null): void {
  if (window === null || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
