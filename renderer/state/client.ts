import { createContext, useContext } from 'react';
import type { ClientOf } from '../../api/client.ts';
import type { Contract } from '../../api/contract.ts';

/** Typed calls of the studio. */
export type StudioClient = ClientOf<Contract>;

const ClientContext = createContext<StudioClient | null>(null);

/** Gives the client to everything below it. */
export const ClientProvider = ClientContext.Provider;

/** The client of the page; throws outside a ClientProvider, which is a bug. */
export function useClient(): StudioClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('useClient needs a ClientProvider above it');
  return client;
}
