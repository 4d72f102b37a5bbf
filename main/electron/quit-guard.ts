import type { ElectronApi, StudioWindow } from './electron-api.ts';
import type { DesktopWords } from './menu-words.ts';

/** What stands between the wish to quit and the end. */
export interface QuitGuardWorld {
  /** False on a Mac, where applications outlive their windows. */
  readonly quitsWithWindow: boolean;
  readonly isExporting: () => boolean;
  readonly windowOf: () => StudioWindow | null;
  readonly words: () => DesktopWords['talk'];
  /** Ends projects and the engine. */
  readonly close: () => Promise<void>;
}

/** Time that ending may take; what is left then ends with the process. Projects are saved as they are changed. */
const closeLimitMs = 5000;

/** Watches a window whose end would be the application's. */
export type WatchWindow = (window: StudioWindow) => void;

/** Asks before an export is broken off by quitting, and lets the studio end in order. */
export function guardQuit({ app, dialog }: Pick<ElectronApi, 'app' | 'dialog'>, world: QuitGuardWorld): WatchWindow {
  let isAgreed = false;
  let isAsking = false;
  let isClosed = false;

  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    const { exportRunning, exportRunningDetail, keepExporting, quit } = world.words();
    const options = {
      type: 'question' as const,
      message: exportRunning,
      detail: exportRunningDetail,
      buttons: [keepExporting, quit],
      defaultId: 0,
      cancelId: 0,
    };
    const window = world.windowOf();
    const { response } = await (window === null
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options));
    isAsking = false;
    if (response !== 1) return;
    isAgreed = true;
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (isAgreed || !world.isExporting()) return;
    event.preventDefault();
    void ask();
  });
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    const limit = new Promise((resolve) => setTimeout(resolve, closeLimitMs).unref());
    void Promise.race([world.close(), limit])
      .catch((error: unknown) => process.stderr.write(`error: the studio did not end in order: ${String(error)}\n`))
      .finally(() => {
        isClosed = true;
        app.exit(0);
      });
  });
  return (window) => {
    window.on('close', (event) => {
      if (isAgreed || !world.quitsWithWindow || !world.isExporting()) return;
      event.preventDefault();
      void ask();
    });
  };
}
