import type { ElectronApi, StudioWindow } from './electron-api.ts';
import type { DesktopWords } from './menu-words.ts';

/** Crashes of the page within a minute after which loading it again is no help. */
const maxCrashes = 3;

/** Loads a crashed page again, and asks what to do with one that hangs. Nothing is lost: projects live in this process. */
export function rescuePage(
  { app, dialog }: Pick<ElectronApi, 'app' | 'dialog'>,
  window: StudioWindow,
  words: () => DesktopWords['talk'],
  nowMs: () => number,
): void {
  let crashesMs: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = nowMs();
    crashesMs = [...crashesMs.filter((ms) => now - ms < 60_000), now];
    if (crashesMs.length <= maxCrashes) return window.webContents.reload();
    const { pageCrashed, pageCrashedDetail } = words();
    dialog.showErrorBox(pageCrashed, pageCrashedDetail.replace('{folder}', app.getPath('crashDumps')));
  });
  window.on('unresponsive', () => {
    const { notResponding, notRespondingDetail, wait, reload } = words();
    const buttons = [wait, reload];
    void dialog
      .showMessageBox(window, {
        type: 'warning',
        message: notResponding,
        detail: notRespondingDetail,
        buttons,
        defaultId: 0,
        cancelId: 0,
      })
      .then(({ response }) => {
        // A renderer that hangs does not hear a reload; one that crashed is loaded again above.
        if (response === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
      });
  });
}
