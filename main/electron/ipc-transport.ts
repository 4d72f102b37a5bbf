import { bridgeChannel } from '../../api/bridge-channels.ts';
import type { ServerMessage } from '../../api/transport.ts';
import type { Router } from '../router.ts';
import { openConnection } from '../router.ts';
import { isPageAddress } from './page-address.ts';

/** The part of Electron's WebContents that the transport uses. */
export interface PageSide {
  readonly id: number;
  isDestroyed(): boolean;
  send(channel: string, message: unknown): void;
  once(event: 'destroyed', listener: () => void): unknown;
  on(event: 'did-start-navigation', listener: (details: Navigation) => void): unknown;
}

/** The part of Electron's navigation details that tells whether the page is replaced. */
export interface Navigation {
  readonly isMainFrame: boolean;
  readonly isSameDocument: boolean;
}

/** The part of Electron's ipcMain that the transport uses. */
export interface MainIpc {
  on(channel: string, listener: (event: MainIpcEvent, message: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: MainIpcEvent, message: unknown) => void): unknown;
}

/** The part of Electron's IpcMainEvent that tells who sent a message. */
export interface MainIpcEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** True for a message of the product's own page in the main frame of this window; everything else on the channel is dropped. */
export function isFromPage({ sender, senderFrame }: MainIpcEvent, { id }: Pick<PageSide, 'id'>): boolean {
  // A frame that is gone has no address any more; a frame inside the page would have a parent.
  return sender.id === id && senderFrame !== null && senderFrame.parent === null && isPageAddress(senderFrame.url);
}

/**
 * Serves one window. Messages from another window, or from a frame that is not the product's own page, are dropped.
 * Everything that the page asked for is cancelled when it navigates or goes away. Returns what stops serving it.
 */
export function serveWindow(ipc: MainIpc, router: Router, contents: PageSide): () => void {
  const send = (message: ServerMessage) => {
    if (!contents.isDestroyed()) contents.send(bridgeChannel, message);
  };
  let connection = openConnection(router, send);
  const receive = (event: MainIpcEvent, message: unknown) => {
    if (isFromPage(event, contents)) connection.receive(message);
  };
  const stop = () => {
    ipc.removeListener(bridgeChannel, receive);
    connection.close();
  };
  ipc.on(bridgeChannel, receive);
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (!isMainFrame || isSameDocument) return;
    connection.close();
    connection = openConnection(router, send);
  });
  contents.once('destroyed', stop);
  return stop;
}
