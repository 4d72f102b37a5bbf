/** Scheme of the product's own page: `file:` would give a page rights over every file. */
export const pageScheme = 'facet';

/** The page's start address. */
export const pageAddress = `${pageScheme}://studio/`;

/** True for an address of the product's own page. Compared as a URL: a prefix match accepts `facet://studio.example`. */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === `${pageScheme}:` && host === 'studio';
}
