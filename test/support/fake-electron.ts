import { EventEmitter } from 'node:events';
import type { ElectronApi } from '../../main/electron/electron-api.ts';

/** What the fake Electron was asked to do, in order. */
export interface ElectronLog {
  readonly calls: { readonly name: string; readonly words: readonly unknown[] }[];
}

/** A web contents that remembers its locks. */
export class FakeContents extends EventEmitter {
  readonly id: number;
  readonly sent: { readonly channel: string; readonly message: unknown }[] = [];
  windowOpenHandler: ((details: { readonly url: string }) => { readonly action: string }) | null = null;
  isTyping = false;
  crashes = 0;
  reloads = 0;
  readonly edited: string[] = [];
  private readonly electron: FakeElectron;

  constructor(electron: FakeElectron, id: number) {
    super();
    this.id = id;
    this.electron = electron;
    electron.app.emit('web-contents-created', {}, this);
  }
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { readonly action: string }): void {
    this.windowOpenHandler = handler;
  }
  isDestroyed(): boolean {
    return false;
  }
  send(channel: string, message: unknown): void {
    this.sent.push({ channel, message });
  }
  executeJavaScript(): Promise<unknown> {
    return Promise.resolve(this.isTyping);
  }
  reload(): void {
    this.reloads += 1;
  }
  forcefullyCrashRenderer(): void {
    this.crashes += 1;
  }
  copy(): void {
    this.edited.push('copy');
  }
  undo(): void {
    this.edited.push('undo');
  }
  /** A message of the page in this window. */
  receive(channel: string, message: unknown, url = 'facet://studio/', parent: unknown = null): void {
    this.electron.ipcMain.emit(channel, { sender: this, senderFrame: { url, parent } }, message);
  }
}

/** A window that is nowhere to be seen. */
export class FakeWindow extends EventEmitter {
  readonly webContents: FakeContents;
  readonly options: Record<string, unknown>;
  readonly progress: unknown[][] = [];
  address = '';
  isMax = false;
  hasFocus = true;
  isGone = false;
  isMini = false;
  shown = 0;
  bounds = { x: 10, y: 20, width: 1400, height: 880 };

  constructor(electron: FakeElectron, options: Record<string, unknown>) {
    super();
    this.options = options;
    this.webContents = new FakeContents(electron, electron.windows.length + 1);
    electron.windows.push(this);
  }
  async loadURL(address: string): Promise<void> {
    this.address = address;
  }
  maximize(): void {
    this.isMax = true;
  }
  isMaximized(): boolean {
    return this.isMax;
  }
  isFullScreen(): boolean {
    return false;
  }
  isFocused(): boolean {
    return this.hasFocus;
  }
  isDestroyed(): boolean {
    return this.isGone;
  }
  isMinimized(): boolean {
    return this.isMini;
  }
  restore(): void {
    this.isMini = false;
  }
  show(): void {
    this.shown += 1;
  }
  focus(): void {
    this.hasFocus = true;
  }
  getBounds() {
    return this.bounds;
  }
  getNormalBounds() {
    return this.bounds;
  }
  setProgressBar(...words: unknown[]): void {
    this.progress.push(words);
  }
}

/** The event of something that can be prevented. */
export function aPreventable<T extends object>(fields: T = {} as T) {
  const event = { ...fields, isPrevented: false, preventDefault: () => void (event.isPrevented = true) };
  return event;
}

/** Electron without Electron: the shell's real modules run against it. */
export class FakeElectron {
  readonly log: ElectronLog = { calls: [] };
  readonly windows: FakeWindow[] = [];
  readonly notifications: (EventEmitter & { readonly options: Record<string, unknown> })[] = [];
  readonly menus: Record<string, unknown>[][] = [];
  readonly children: FakeUtilityProcess[] = [];
  readonly handlers = new Map<string, (request: Request) => Promise<Response>>();
  readonly ipcMain = new EventEmitter();
  readonly defaultSession = new FakeSession();
  readonly ready: Promise<void>;
  becomeReady: () => void = () => undefined;
  hasLock = true;
  isPackaged = false;
  locale = 'en-GB';
  /** What the next message boxes are answered with. */
  answers: number[] = [];
  chosen: { canceled: boolean; filePaths: string[]; filePath: string } = {
    canceled: true,
    filePaths: [],
    filePath: '',
  };
  readonly app: EventEmitter;
  private userData: string;

  constructor(userData: string) {
    this.userData = userData;
    this.ready = new Promise((resolve) => (this.becomeReady = resolve));
    this.app = Object.assign(new EventEmitter(), {
      requestSingleInstanceLock: () => (this.note('requestSingleInstanceLock'), this.hasLock),
      enableSandbox: () => this.note('enableSandbox'),
      whenReady: () => this.ready,
      quit: () => {
        this.note('quit');
        const event = aPreventable();
        this.app.emit('before-quit', event);
        if (event.isPrevented) return;
        const last = aPreventable();
        this.app.emit('will-quit', last);
      },
      exit: (status: number) => this.note('exit', status),
      getPath: (name: string) => `${this.userData}/${name}`,
      getLocale: () => this.locale,
      addRecentDocument: (path: string) => this.note('addRecentDocument', path),
      clearRecentDocuments: () => this.note('clearRecentDocuments'),
      setAppUserModelId: (id: string) => this.note('setAppUserModelId', id),
    });
    Object.defineProperty(this.app, 'isPackaged', { get: () => this.isPackaged });
  }

  /** The module as the shell takes it. */
  get api(): ElectronApi {
    const note =
      (name: string) =>
      (...words: unknown[]) =>
        this.note(name, ...words);
    // Constructors must be functions that `new` can call with this fake in their closure.
    const makeWindow = (options: Record<string, unknown>) => new FakeWindow(this, options);
    const makeNotification = (options: Record<string, unknown>) => this.addNotification(options);
    const BrowserWindow = function (options: Record<string, unknown>) {
      return makeWindow(options);
    };
    const Notification = Object.assign(
      function (options: Record<string, unknown>) {
        return makeNotification(options);
      },
      { isSupported: () => true },
    );
    const api = {
      app: this.app,
      BrowserWindow,
      Notification,
      ipcMain: this.ipcMain,
      crashReporter: { start: note('crashReporter.start') },
      dialog: {
        showErrorBox: note('showErrorBox'),
        showMessageBox: async (...words: unknown[]) => {
          this.note('showMessageBox', words.at(-1));
          return { response: this.answers.shift() ?? 0 };
        },
        showOpenDialog: async (...words: unknown[]) => (this.note('showOpenDialog', ...words), this.chosen),
        showSaveDialog: async (...words: unknown[]) => (this.note('showSaveDialog', ...words), this.chosen),
      },
      Menu: {
        buildFromTemplate: (template: Record<string, unknown>[]) => template,
        setApplicationMenu: (template: Record<string, unknown>[]) => void this.menus.push(template),
      },
      powerSaveBlocker: {
        start: (kind: string) => (this.note('powerSaveBlocker.start', kind), 7),
        stop: note('powerSaveBlocker.stop'),
      },
      protocol: {
        registerSchemesAsPrivileged: note('registerSchemesAsPrivileged'),
        handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
          void this.handlers.set(scheme, handler),
      },
      screen: {
        getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }),
        getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
        getDisplayMatching: () => ({ id: 1 }),
      },
      session: { defaultSession: this.defaultSession },
      shell: { openExternal: note('openExternal'), showItemInFolder: note('showItemInFolder') },
      utilityProcess: {
        fork: (...words: unknown[]) => {
          const child = new FakeUtilityProcess(words);
          this.children.push(child);
          return child;
        },
      },
    };
    return api as unknown as ElectronApi;
  }

  note(name: string, ...words: unknown[]): void {
    this.log.calls.push({ name, words });
  }

  /** Words of every call of this name. */
  callsOf(name: string): readonly (readonly unknown[])[] {
    return this.log.calls.filter((call) => call.name === name).map(({ words }) => words);
  }

  private addNotification(options: Record<string, unknown>) {
    const notification = Object.assign(new EventEmitter(), { options, show: () => this.note('notification', options) });
    this.notifications.push(notification);
    return notification;
  }
}

/** A session that remembers its handlers. */
export class FakeSession extends EventEmitter {
  permissionRequest: ((contents: unknown, permission: string, decide: (isAllowed: boolean) => void) => void) | null =
    null;
  permissionCheck: (() => boolean) | null = null;
  devicePermission: (() => boolean) | null = null;
  displayMedia: unknown = 'not set';
  beforeRequest:
    ((details: { readonly url: string }, decide: (answer: { readonly cancel: boolean }) => void) => void) | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<FakeSession['beforeRequest']>) => void (this.beforeRequest = listener),
  };
  setPermissionRequestHandler(handler: NonNullable<FakeSession['permissionRequest']>): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: () => boolean): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(handler: unknown): void {
    this.displayMedia = handler;
  }
}

/** A utility process that does what a test says. */
export class FakeUtilityProcess extends EventEmitter {
  readonly words: readonly unknown[];
  readonly posted: unknown[] = [];
  pid: number | undefined = undefined;
  stderr = null;
  constructor(words: readonly unknown[]) {
    super();
    this.words = words;
  }
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
}
