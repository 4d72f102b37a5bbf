import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageTransport, Transport } from '../../api/transport.ts';
import { pageAddress } from '../../main/electron/page-address.ts';
import { serveWindow } from '../../main/electron/ipc-transport.ts';
import type { MainIpc, PageSide } from '../../main/electron/ipc-transport.ts';
import { openConnection } from '../../main/router.ts';
import type { Router } from '../../main/router.ts';
import { startWebHost } from '../../main/web/server.ts';
import { makeBridge } from '../../preload/bridge.ts';
import type { FilePlaces, RendererIpc } from '../../preload/bridge.ts';
import { openSessionAt } from '../../renderer/app/session.ts';
import { createWebSocketTransport } from '../../renderer/app/websocket-transport.ts';

/** A user interface's end of a host, and how to shut the host. */
export interface OpenedHost {
  readonly transport: Transport;
  close(): Promise<void>;
}

/** One way from a user interface to the studio. */
export type Host = (router: Router) => Promise<OpenedHost>;

/** Both ends in one process; messages are copied as a border would. */
export const inProcess: Host = async (router) => {
  const listeners = new Set<(message: unknown) => void>();
  const connection = openConnection(router, (message) => {
    for (const listener of [...listeners]) listener(structuredClone(message));
  });
  return {
    transport: {
      send: (message) => connection.receive(structuredClone(message)),
      onMessage: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    close: async () => connection.close(),
  };
};

/** Electron's two ends without Electron: the real bridge and the real window transport over event emitters. */
export const fakeIpc: Host = async (router) => {
  const { mainIpc, contents, rendererIpc } = makeIpcPair(pageAddress);
  const stop = serveWindow(mainIpc, router, contents);
  return { transport: makeBridge(rendererIpc, noFilePlaces), close: async () => stop() };
};

/** A real web host on the loopback interface, with a page of one line, and the page's own transport. */
export const realWebSocket: Host = async (router) => {
  const pageFolder = mkdtempSync(join(tmpdir(), 'facet-page-'));
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Facet</title>');
  const host = await startWebHost({ router, pageFolder, port: 0, onBug: () => undefined });
  const transport = transportTo(host.port, host.token);
  return {
    transport,
    close: async () => {
      await host.close();
      rmSync(pageFolder, { recursive: true, force: true });
    },
  };
};

/** The transport of a page that was opened with the token; Node's own WebSocket and fetch stand for the browser's. */
export function transportTo(port: number, token: string): PageTransport {
  const storage = aStorage({ token });
  const base = new URL(`http://127.0.0.1:${port}/`);
  return createWebSocketTransport({
    openSocket: (session) => new WebSocket(`ws://127.0.0.1:${port}/api`, ['facet', `session.${session}`]),
    openSession: () => openSessionAt(base, storage),
    setTimer: (run, delayMs) => setTimeout(run, delayMs).unref(),
    clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
    random: () => 0,
  });
}

/** The storage of a tab. */
export function aStorage(
  content: Readonly<Record<string, string>>,
): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map(Object.entries(content));
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** A desktop on which dropped files have no place. */
export const noFilePlaces: FilePlaces = { getPathForFile: () => '' };

/** The parts of ipcMain, WebContents and ipcRenderer that belong together, for a page at the given address. */
export function makeIpcPair(address: string, senderId = 7) {
  const toMain = new EventEmitter();
  const toPage = new EventEmitter();
  const life = new EventEmitter();
  const contents: PageSide = {
    id: 7,
    isDestroyed: () => false,
    send: (channel, message) => void toPage.emit(channel, { sender: 'electron' }, structuredClone(message)),
    once: (event, listener) => life.once(event, listener),
    on: (event, listener) => life.on(event, listener),
  };
  const rendererIpc: RendererIpc = {
    send: (channel, message) =>
      void toMain.emit(
        channel,
        { sender: { id: senderId }, senderFrame: { url: address, parent: null } },
        structuredClone(message),
      ),
    on: (channel, listener) => toPage.on(channel, listener),
    removeListener: (channel, listener) => toPage.removeListener(channel, listener),
  };
  return { mainIpc: toMain as MainIpc, contents, rendererIpc, life, toPage };
}

/** The three ways, by the words that a test's name has for them. */
export const everyHost: readonly (readonly [string, Host])[] = [
  ['in process', inProcess],
  ['over IPC', fakeIpc],
  ['over a WebSocket', realWebSocket],
];
