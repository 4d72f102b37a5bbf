import { bridgeChannel } from '../api/bridge.ts';
import type { FacetBridge } from '../api/bridge.ts';

/** The part of Electron's ipcRenderer that the bridge uses. */
export interface RendererIpc {
  send(channel: string, message: unknown): void;
  on(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, message: unknown) => void): unknown;
}

/** Makes the bridge; the event of Electron, which holds the sender, never reaches the page. */
export function makeBridge(ipc: RendererIpc): FacetBridge {
  return {
    send: (message) => ipc.send(bridgeChannel, message),
    onMessage: (listener) => {
      const forward = (_event: unknown, message: unknown) => listener(message);
      ipc.on(bridgeChannel, forward);
      return () => void ipc.removeListener(bridgeChannel, forward);
    },
  };
}
