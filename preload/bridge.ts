import type { FacetBridge } from '../api/bridge.ts';
// Not from bridge.ts: a sandboxed preload can load no package, and that one brings its schemas.
import { bridgeChannel, commandChannel } from '../api/bridge-channels.ts';

/** The part of Electron's ipcRenderer that the bridge uses. */
export interface RendererIpc {
  send(channel: string, message: unknown): void;
  on(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
}

/** The part of Electron's webUtils that the bridge uses. */
export interface FilePlaces {
  getPathForFile(file: File): string;
}

/** Makes the bridge; the event of Electron, which holds the sender, never reaches the page. */
export function makeBridge(ipc: RendererIpc, places: FilePlaces): FacetBridge {
  const listen = (channel: string, listener: (message: unknown) => void) => {
    const forward = (_event: unknown, message: unknown) => listener(message);
    ipc.on(channel, forward);
    return () => void ipc.removeListener(channel, forward);
  };
  return {
    send: (message) => ipc.send(bridgeChannel, message),
    onMessage: (listener) => listen(bridgeChannel, listener),
    pathOf: (file) => (file instanceof File ? places.getPathForFile(file) : ''),
    onCommand: (listener) => {
      const stop = listen(commandChannel, listener);
      ipc.send(commandChannel, { isListening: true });
      return stop;
    },
  };
}
