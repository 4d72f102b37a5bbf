import type { ElectronApi, StudioWindow } from './electron-api.ts';
import { pageAddress } from './page-address.ts';
import { placeWindow, readWindowState, windowSize, writeWindowState } from './window-state.ts';
import type { WindowState } from './window-state.ts';

/** What the window is made with. */
export interface WindowPlan {
  /** The built preload, absolute. */
  readonly preloadPath: string;
  /** Where its place is kept between runs. */
  readonly statePath: string;
  /** Whether the page may be looked into with developer tools. */
  readonly hasDevTools: boolean;
}

/** How long a window that is dragged must rest until its place is kept. */
const restMs = 500;

/** Opens the studio's window where it was last: the page is isolated, sandboxed, and without Node. */
export async function openWindow(
  { BrowserWindow, screen }: Pick<ElectronApi, 'BrowserWindow' | 'screen'>,
  { preloadPath, statePath, hasDevTools }: WindowPlan,
): Promise<StudioWindow> {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const state = placeWindow(await readWindowState(statePath), [primary, ...others]);
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: windowSize.minWidth,
    minHeight: windowSize.minHeight,
    backgroundColor: '#0d0e11',
    title: 'Facet',
    show: false,
    fullscreen: state.isFullScreen,
    webPreferences: {
      preload: preloadPath,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: hasDevTools,
      // The preview keeps pace with the sound while another window is in front.
      backgroundThrottling: false,
    },
  });
  if (state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepState(window, screen, statePath);
  void window.loadURL(pageAddress);
  return window;
}

function keepState(window: StudioWindow, screen: ElectronApi['screen'], statePath: string): void {
  let timer: NodeJS.Timeout | undefined;
  const now = (): WindowState => ({
    // Where it goes back to when it is no longer maximised.
    bounds: window.getNormalBounds(),
    isMaximized: window.isMaximized(),
    isFullScreen: window.isFullScreen(),
    displayId: screen.getDisplayMatching(window.getBounds()).id,
  });
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void (window.isDestroyed() || writeWindowState(statePath, now())), restMs);
  };
  for (const event of ['resize', 'move'] as const) window.on(event as 'resize', keepSoon);
  window.on('close', () => {
    clearTimeout(timer);
    void writeWindowState(statePath, now());
  });
}
