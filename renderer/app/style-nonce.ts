declare global {
  /** Where libraries that add a style element (dialogs that hold the page's scrolling) look for the nonce of the page's policy. */
  var __webpack_nonce__: string | undefined;
}

/** Hands the nonce that the host wrote into the page to libraries that add style elements. */
export function adoptStyleNonce(document: Document): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  if (meta !== null) globalThis.__webpack_nonce__ = meta.nonce;
}
