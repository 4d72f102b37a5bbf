import type { HostCommand } from '../../api/bridge.ts';
import type { ConnectionState } from '../../api/transport.ts';

/** What the page can ask of the host besides the contract. */
export interface HostLink {
  readonly kind: 'desktop' | 'web';
  readonly transport: {
    readonly state: ConnectionState;
    onState(listener: (state: ConnectionState) => void): () => void;
    reconnect(): void;
  };
  /** The path, on the host, of a file that was dropped on the page. */
  takeFile(
    file: File,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (ratio: number) => void },
  ): Promise<string>;
  /** Told of what menus and the desktop ask for; returns how to stop. */
  onCommand(listener: (command: HostCommand) => void): () => void;
}
