/** The engine process's way to its host. */
export interface HostPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Calls the listener when the host is gone. */
  onGone(listener: () => void): void;
}

/** What Electron adds to the process object of a utility process. */
interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Opens the way to the host, whichever kind of child this process is; null when nobody started it as one. */
export function openHostPort(): HostPort | null {
  const port = (process as { parentPort?: ElectronPort }).parentPort;
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      // Electron ends its utility processes itself.
      onGone: () => undefined,
    };
  }
  if (process.send === undefined) return null;
  return {
    send(message) {
      // An answer to a host that has just gone has nobody to take it; 'disconnect' says the rest.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage: (listener) => process.on('message', listener),
    onGone: (listener) => process.once('disconnect', listener),
  };
}
