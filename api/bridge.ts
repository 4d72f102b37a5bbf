import type { Transport } from './transport.ts';

/** Channel of both directions between a window and the host; every message carries its request's id. */
export const bridgeChannel = 'facet';

/** What the preload exposes to the page as `window.facet`: two functions, and no Electron object in either of them. */
export type FacetBridge = Transport;

/**
 * What the page may load, in every host: its own files and nothing else; no inline script or style, no frame, no form
 * target, no other address.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
