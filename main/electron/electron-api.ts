import type * as electron from 'electron';

/**
 * The part of Electron that the shell uses. It is handed in, never imported by the modules that use it, so that a test can hand in its
 * own; `run.ts` is the only one that imports the real thing.
 */
export type ElectronApi = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'crashReporter'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'Notification'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>;

/** A window of the studio. */
export type StudioWindow = electron.BrowserWindow;

/** What a window shows. */
export type PageContents = electron.WebContents;
