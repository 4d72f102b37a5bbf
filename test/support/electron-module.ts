import { fork } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeElectron } from './fake-electron.ts';
import type { FakeContents } from './fake-electron.ts';

/**
 * Stands for the module `electron` when the built application is run by Node: a fake window, and utility processes that are real forks.
 * When the window is there it asks, as a page would, for what FACET_ASK holds (JSON: procedure names and page addresses), writes the
 * answers as one line of JSON each, and quits.
 */
const fake = new FakeElectron(process.env.FACET_HOME ?? '.');
const { api } = fake;

const parentPort = fileURLToPath(new URL('./electron-parent-port.ts', import.meta.url));
const utilityProcess = {
  fork(entry: string, words: string[]) {
    print('fork', basename(entry));
    const child = fork(entry, words, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', parentPort],
    });
    return Object.assign(child, { postMessage: (message: object) => void child.send(message, () => undefined) });
  },
};

const print = (what: string, value: unknown) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);

async function play(): Promise<void> {
  fake.becomeReady();
  while (fake.windows.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const [window] = fake.windows;
  print('window', window.options.webPreferences);
  const asked = JSON.parse(process.env.FACET_ASK ?? '[]') as string[];
  for (const [index, what] of asked.entries()) {
    if (what.startsWith('facet:')) {
      const answer = await fake.handlers.get('facet')?.(new Request(what));
      print(what, { status: answer?.status, length: (await answer?.arrayBuffer())?.byteLength });
    } else print(what, await ask(window.webContents, index, what));
  }
  fake.app.emit('window-all-closed');
  while (fake.callsOf('exit').length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  print('exit', fake.callsOf('exit')[0][0]);
  process.exit(0);
}

interface Answer {
  readonly id: number;
  readonly item?: unknown;
  readonly end?: true;
  readonly value?: unknown;
}

/** The value of a query, all items of a stream that ends, or the item in which a watched engine stands. */
async function ask(contents: FakeContents, id: number, name: string): Promise<unknown> {
  contents.receive('facet', { id, name, input: {} });
  for (;;) {
    const answers = contents.sent.map(({ message }) => message as Answer).filter((answer) => answer.id === id);
    const standing = answers.find(({ item }) => JSON.stringify(item)?.includes('"state":"ready"'));
    const last = answers.find(({ item }) => item === undefined);
    if (standing !== undefined) return standing.item;
    if (last?.end) return answers.flatMap(({ item }) => (item === undefined ? [] : [item]));
    if (last !== undefined) return last.value ?? last;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

setImmediate(() => void play());

export const { app, BrowserWindow, crashReporter, dialog, ipcMain, Menu, Notification } = api;
export const { powerSaveBlocker, protocol, screen, session, shell } = api;
export { utilityProcess };
