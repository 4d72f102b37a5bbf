import type { FacetBridge, HostCommand } from '../../api/bridge.ts';
import { hostCommandSchema } from '../../api/bridge.ts';
import type { PageTransport } from '../../api/transport.ts';
import { openSessionAt, takeTokenFrom } from './session.ts';
import { uploadFile } from './upload.ts';
import { createWebSocketTransport } from './websocket-transport.ts';

declare global {
  interface Window {
    /** Present in the desktop window only (see preload/). */
    readonly facet?: FacetBridge;
  }
}

/** What a page may add to taking a file. */
export interface TakeFileOptions {
  readonly signal?: AbortSignal;
  /** Told of the share of the file that the host has, in [0, 1]. */
  readonly onProgress?: (ratio: number) => void;
}

/** The host of this page. */
export interface PageHost {
  readonly kind: 'desktop' | 'web';
  readonly transport: PageTransport;
  /**
   * The path, on the host, of a file that was dropped on the page: at once on the desktop, after an upload in a browser.
   * @throws StudioError 'host.upload-refused' | 'host.unreachable' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled'
   */
  takeFile(file: File, options?: TakeFileOptions): Promise<string>;
  /** Told of what menus and the desktop ask for; returns how to stop. A browser tab is never asked. */
  onCommand(listener: (command: HostCommand) => void): () => void;
}

/** The desktop's bridge where there is one, else the web host that served the page. */
export function pickHost(window: Window): PageHost {
  return window.facet === undefined ? webHostOf(window) : desktopHostOf(window.facet);
}

function desktopHostOf(bridge: FacetBridge): PageHost {
  return {
    kind: 'desktop',
    transport: {
      send: (message) => bridge.send(message),
      onMessage: (listener) => bridge.onMessage(listener),
      // The window and its host end together.
      state: 'open',
      onState: () => () => undefined,
      reconnect: () => undefined,
    },
    takeFile: async (file, options = {}) => {
      const path = bridge.pathOf(file);
      if (path === '') return Promise.reject(new Error(`${file.name} has no place on this computer`));
      options.onProgress?.(1);
      return path;
    },
    onCommand: (listener) =>
      bridge.onCommand((raw) => {
        const command = hostCommandSchema.safeParse(raw);
        if (command.success) listener(command.data);
      }),
  };
}

function webHostOf(window: Window): PageHost {
  const base = new URL('.', window.location.href);
  takeTokenFrom(window);
  // The address of a new run, opened in the tab of an old one, differs in its fragment only, and a browser does not load that anew.
  window.addEventListener('hashchange', () => {
    if (takeTokenFrom(window)) window.location.reload();
  });
  let session = '';
  const socketUrl = new URL('api', base);
  socketUrl.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    kind: 'web',
    transport: createWebSocketTransport({
      openSocket: (opened) => new WebSocket(socketUrl, ['facet', `session.${opened}`]),
      openSession: async () => {
        const answer = await openSessionAt(base, window.sessionStorage);
        if (typeof answer === 'object') session = answer.session;
        return answer;
      },
      setTimer: (run, delayMs) => window.setTimeout(run, delayMs),
      clearTimer: (timer) => window.clearTimeout(timer as number),
      random: Math.random,
    }),
    takeFile: (file, options = {}) =>
      uploadFile(new URL(`upload/${encodeURIComponent(file.name)}`, base), session, file, options),
    onCommand: () => () => undefined,
  };
}
