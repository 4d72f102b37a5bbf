import type { FacetBridge } from '../../api/bridge.ts';
import type { Transport } from '../../api/transport.ts';
import { createHttpTransport } from './http-transport.ts';

declare global {
  interface Window {
    /** Present in the desktop window only (see preload/). */
    readonly facet?: FacetBridge;
  }
}

/** The desktop's bridge where there is one, else the web host that served the page. */
export function pickTransport(window: Window): Transport {
  return window.facet ?? createHttpTransport('/api', tokenFrom(window));
}

/**
 * The token is in the address of the first visit. It moves to the session's storage, so that a reload still works and
 * a copied address gives nothing away.
 */
function tokenFrom(window: Window): string {
  const fromAddress = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (fromAddress !== null) {
    window.sessionStorage.setItem('token', fromAddress);
    window.history.replaceState(null, '', window.location.pathname);
  }
  return window.sessionStorage.getItem('token') ?? '';
}
