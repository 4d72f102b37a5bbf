import { createClient } from '../../api/client.ts';
import type { ClientOf } from '../../api/client.ts';
import { contract } from '../../api/contract.ts';
import type { Contract } from '../../api/contract.ts';
import type { Router } from '../router.ts';
import { openConnection } from '../router.ts';

/** The studio as the shell itself asks it: jobs for the taskbar, recent projects for the menu. */
export interface OwnClient {
  readonly client: ClientOf<Contract>;
  close(): void;
}

/** Opens a client within this process. */
export function openOwnClient(router: Router): OwnClient {
  const listeners = new Set<(message: unknown) => void>();
  const connection = openConnection(router, (message) => {
    for (const listener of [...listeners]) listener(message);
  });
  const client = createClient(contract, {
    send: (message) => connection.receive(message),
    onMessage: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  return { client, close: () => connection.close() };
}
