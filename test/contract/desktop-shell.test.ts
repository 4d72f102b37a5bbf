import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgeChannel, commandChannel } from '../../api/bridge-channels.ts';
import type { JobValue } from '../../api/jobs.ts';
import { startElectron } from '../../main/electron/start.ts';
import type { DesktopStudio } from '../../main/electron/start.ts';
import { aContractRouter } from '../support/contract-router.ts';
import { FakeElectron, aPreventable } from '../support/fake-electron.ts';
import { anExportJob } from '../support/an-export-job.ts';

let folder: string;
let electron: FakeElectron;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-shell-'));
  electron = new FakeElectron(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface ShellOptions {
  readonly words?: readonly string[];
  readonly platform?: string;
  readonly isExporting?: boolean;
  readonly canNotify?: boolean;
  readonly language?: string;
}

/** The real shell on a fake Electron, with a studio whose jobs a test pushes. */
async function openShell({
  words = ['facet'],
  platform = 'linux',
  isExporting = false,
  canNotify = true,
  language = 'en',
}: ShellOptions = {}) {
  const calls = { closed: 0, assetChecks: 0 };
  let wake = () => {};
  let jobs: readonly JobValue[] = [];
  const engine = { state: 'ready', executionProvider: 'cpu', mediaRunner: 'ffmpeg', restarts: 0, sentence: '' };
  const recent = ['/films/Ä & B.facet', '/films/old.facet'].map((path) => ({
    path,
    name: path,
    openedMs: 1,
    isPresent: true,
  }));
  const router = aContractRouter((name, _input, signal) => {
    if (name === 'project.listRecent') return Promise.resolve(recent);
    if (name === 'settings.read') return Promise.resolve({ canNotify, language });
    if (name === 'about.read') return Promise.resolve({ version: '1', host: 'electron', platform });
    if (name === 'jobs.watch') return watch(signal);
    return Promise.resolve({});
  });
  async function* watch(signal: AbortSignal) {
    while (!signal.aborted) {
      yield { jobs, engine };
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    }
  }
  const studio: DesktopStudio = {
    router,
    resolveResource: async () => null,
    checkAssets: async () => void (calls.assetChecks += 1),
    isExporting: () => isExporting,
    close: async () => void (calls.closed += 1),
  };
  startElectron(electron.api, {
    outFolder: join(folder, 'out'),
    words,
    folder: '/films',
    platform,
    nowMs: () => 0,
    openStudio: async () => studio,
  });
  electron.becomeReady();
  await expect.poll(() => electron.windows.length + electron.callsOf('quit').length).toBeGreaterThan(0);
  await settle();
  return {
    calls,
    window: electron.windows[0],
    contents: electron.windows[0]?.webContents,
    pushJobs: async (next: readonly JobValue[]) => {
      jobs = next;
      wake();
      await settle();
    },
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('the start of the desktop application', () => {
  it('does before Electron is ready what only works then, and waits for nothing', () => {
    startElectron(electron.api, {
      outFolder: folder,
      words: [],
      folder,
      platform: 'linux',
      nowMs: () => 0,
      openStudio: () => new Promise(() => undefined),
    });
    const names = electron.log.calls.map(({ name }) => name);
    expect(names).toEqual([
      'crashReporter.start',
      'requestSingleInstanceLock',
      'registerSchemesAsPrivileged',
      'enableSandbox',
    ]);
    expect(electron.callsOf('crashReporter.start')).toEqual([[{ uploadToServer: false }]]);
    const [[schemes]] = electron.callsOf('registerSchemesAsPrivileged') as [[{ scheme: string; privileges: object }[]]];
    expect(schemes.map(({ scheme }) => scheme)).toEqual(['facet']);
    expect(schemes[0].privileges).toMatchObject({ standard: true, secure: true, stream: true, supportFetchAPI: true });
    expect(schemes[0].privileges).not.toHaveProperty('bypassCSP');
    expect(electron.windows).toEqual([]);
  });

  it('gives way to an instance that runs already', async () => {
    electron.hasLock = false;
    await openShell();
    expect(electron.callsOf('quit')).toHaveLength(1);
    expect(electron.windows).toEqual([]);
  });

  it('says in a dialog why the studio could not be opened, and ends', async () => {
    startElectron(electron.api, {
      outFolder: folder,
      words: [],
      folder,
      platform: 'linux',
      nowMs: () => 0,
      openStudio: async () => Promise.reject(new Error('the data folder cannot be written')),
    });
    electron.becomeReady();
    await expect.poll(() => electron.callsOf('exit')).toEqual([[1]]);
    expect(electron.callsOf('showErrorBox')[0][1]).toContain('the data folder cannot be written');
  });
});

describe('the window', () => {
  it('is isolated, sandboxed, without Node, and shows the page of the own protocol', async () => {
    const { window } = await openShell();
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      preload: join(folder, 'out', 'preload', 'index.cjs'),
    });
    expect(window.options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
    expect(window.address).toBe('facet://studio/');
    expect(window.shown).toBe(0);
    window.emit('ready-to-show');
    expect(window.shown).toBe(1);
  });

  it('has developer tools in a checkout and none in a build for users', async () => {
    const first = await openShell();
    expect(first.window.options.webPreferences).toMatchObject({ devTools: true });
    electron = new FakeElectron(folder);
    electron.isPackaged = true;
    const second = await openShell();
    expect(second.window.options.webPreferences).toMatchObject({ devTools: false });
    const roles = JSON.stringify(electron.menus.at(-1));
    expect(roles).not.toContain('toggleDevTools');
  });

  it('answers its own page and nobody else', async () => {
    const { contents } = await openShell();
    const request = { id: 1, name: 'about.read', input: {} };
    contents.receive(bridgeChannel, request, 'https://evil.example/');
    contents.receive(bridgeChannel, request, 'facet://studio.evil/');
    contents.receive(bridgeChannel, request, 'facet://studio/', { frame: 'outer' });
    await settle();
    expect(contents.sent).toEqual([]);
    contents.receive(bridgeChannel, request);
    await expect.poll(() => contents.sent).toHaveLength(1);
    expect(contents.sent[0]).toMatchObject({ channel: bridgeChannel, message: { id: 1, value: { version: '1' } } });
  });

  it('opens where it was when it was closed', async () => {
    const { window } = await openShell();
    window.bounds = { x: 100, y: 50, width: 1200, height: 800 };
    window.isMax = true;
    window.emit('close', aPreventable());
    await expect.poll(() => existsSync(join(folder, 'userData', 'window.json'))).toBe(true);
    electron = new FakeElectron(folder);
    const again = await openShell();
    expect(again.window.options).toMatchObject({ x: 100, y: 50, width: 1200, height: 800 });
    expect(again.window.isMax).toBe(true);
  });

  it('is loaded again after a crash, and after several in a row says where the reports are', async () => {
    const { window, contents } = await openShell();
    for (let count = 0; count < 3; count++) contents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(contents.reloads).toBe(3);
    contents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(contents.reloads).toBe(3);
    expect(String(electron.callsOf('showErrorBox')[0][1])).toContain(`${folder}/crashDumps`);
    electron.answers = [1];
    window.emit('unresponsive');
    await settle();
    expect(contents.crashes).toBe(1);
  });

  it('looks for moved files when it comes to the front', async () => {
    const { calls } = await openShell();
    electron.app.emit('browser-window-focus');
    expect(calls.assetChecks).toBe(1);
  });

  it('outlives itself on a Mac only, and is opened again there', async () => {
    await openShell({ platform: 'darwin' });
    electron.app.emit('window-all-closed');
    expect(electron.callsOf('quit')).toEqual([]);
    electron.windows[0].isGone = true;
    electron.app.emit('activate');
    await expect.poll(() => electron.windows.length).toBe(2);
    electron = new FakeElectron(folder);
    await openShell({ platform: 'linux' });
    electron.app.emit('window-all-closed');
    expect(electron.callsOf('quit')).toHaveLength(1);
  });
});

describe('files from the desktop', () => {
  const commandsOf = (contents: (typeof electron.windows)[0]['webContents']) =>
    contents.sent.filter(({ channel }) => channel === commandChannel).map(({ message }) => message);

  it('that come with the start wait until the page listens', async () => {
    const { contents } = await openShell({ words: ['facet', '--flag', 'talk.facet'] });
    expect(commandsOf(contents)).toEqual([]);
    contents.receive(commandChannel, { isListening: true });
    expect(commandsOf(contents)).toEqual([{ openProject: '/films/talk.facet' }]);
  });

  it('that come from a second start are opened in the first window, which comes forward', async () => {
    const { contents, window } = await openShell();
    contents.receive(commandChannel, { isListening: true });
    window.isMini = true;
    electron.app.emit('second-instance', {}, ['facet', '/other/a.mp4', 'b.wav'], '/other');
    expect(commandsOf(contents)).toEqual([{ importFiles: ['/other/a.mp4', '/other/b.wav'] }]);
    expect([window.isMini, window.shown]).toEqual([false, 1]);
  });

  it('that the Finder opens arrive also before anything is ready', async () => {
    const event = aPreventable();
    const opening = openShell({ platform: 'darwin' });
    electron.app.emit('open-file', event, '/films/x.facet');
    const { contents } = await opening;
    contents.receive(commandChannel, { isListening: true });
    expect(event.isPrevented).toBe(true);
    expect(commandsOf(contents)).toEqual([{ openProject: '/films/x.facet' }]);
  });

  it('wait again while the page is loaded anew, and are not told to a foreign page', async () => {
    const { contents } = await openShell();
    contents.receive(commandChannel, { isListening: true }, 'https://evil.example/');
    contents.receive(commandChannel, { isListening: true });
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    electron.app.emit('second-instance', {}, ['facet', 'x.facet'], '/films');
    expect(commandsOf(contents)).toEqual([]);
    contents.receive(commandChannel, { isListening: true });
    expect(commandsOf(contents)).toEqual([{ openProject: '/films/x.facet' }]);
  });
});

describe('exports on the desktop', () => {
  it('show their progress on the taskbar and keep the computer awake while they run', async () => {
    const { window, pushJobs } = await openShell();
    await pushJobs([anExportJob({ state: 'running', ratio: 0.25 })]);
    expect(window.progress.at(-1)).toEqual([0.25]);
    expect(electron.callsOf('powerSaveBlocker.start')).toEqual([['prevent-app-suspension']]);
    await pushJobs([anExportJob({ state: 'running', ratio: null })]);
    expect(window.progress.at(-1)).toEqual([2, { mode: 'indeterminate' }]);
    await pushJobs([anExportJob({ state: 'done' })]);
    expect(window.progress.at(-1)).toEqual([-1]);
    expect(electron.callsOf('powerSaveBlocker.stop')).toEqual([[7]]);
  });

  it('tell of their end when the user is elsewhere, once, and show the file on a click', async () => {
    const { window, pushJobs } = await openShell();
    window.hasFocus = false;
    await pushJobs([anExportJob({ state: 'running' })]);
    await pushJobs([anExportJob({ state: 'done' })]);
    await pushJobs([anExportJob({ state: 'done' })]);
    expect(electron.notifications.map(({ options }) => options)).toEqual([
      { title: 'Export finished', body: 'talk-fr.mp4' },
    ]);
    electron.notifications[0].emit('click');
    expect(electron.callsOf('showItemInFolder')).toEqual([['/films/talk-fr.mp4']]);
    expect(window.shown).toBe(1);
  });

  it('tell nothing to a user who watches, and nothing to one who does not want it', async () => {
    const watching = await openShell();
    await watching.pushJobs([anExportJob({ state: 'done' })]);
    expect(electron.notifications).toEqual([]);
    electron = new FakeElectron(folder);
    const unwilling = await openShell({ canNotify: false });
    unwilling.window.hasFocus = false;
    await unwilling.pushJobs([anExportJob({ state: 'failed' })]);
    expect(electron.notifications).toEqual([]);
  });

  it('say why they failed, in the language of the user', async () => {
    const { window, pushJobs } = await openShell({ language: 'ko' });
    window.hasFocus = false;
    await pushJobs([anExportJob({ state: 'failed' })]);
    expect(electron.notifications[0].options).toEqual({
      title: '내보내기 실패',
      body: 'There is no room on the disk.',
    });
  });
});

describe('quitting', () => {
  it('closes the studio first', async () => {
    const { calls } = await openShell();
    electron.app.emit('window-all-closed');
    await expect.poll(() => electron.callsOf('exit')).toEqual([[0]]);
    expect(calls.closed).toBe(1);
  });

  it('asks while an export runs, and stays when it should go on', async () => {
    const { window } = await openShell({ isExporting: true });
    electron.answers = [0];
    const closing = aPreventable();
    window.emit('close', closing);
    await settle();
    expect(closing.isPrevented).toBe(true);
    expect(electron.callsOf('showMessageBox')[0][0]).toMatchObject({
      message: 'An export is running.',
      defaultId: 0,
      cancelId: 0,
    });
    expect(electron.callsOf('exit')).toEqual([]);
  });

  it('breaks an export off when the user says so, and asks once', async () => {
    const { calls, window } = await openShell({ isExporting: true });
    electron.answers = [1];
    window.emit('close', aPreventable());
    window.emit('close', aPreventable());
    await expect.poll(() => electron.callsOf('exit')).toEqual([[0]]);
    expect([electron.callsOf('showMessageBox').length, calls.closed]).toEqual([1, 1]);
  });
});
