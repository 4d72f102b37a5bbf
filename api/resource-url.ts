/**
 * Big bytes (media, tracks, peaks, pictures) never ride the contract: procedures answer URLs below this path, relative to the page,
 * and every host serves them with ranges: `resource/<pass>/artifact/<key>/<file>` and `resource/<pass>/asset/<projectId>/<assetId>`.
 * The pass is a secret of this run, because a picture or a video element cannot send a header.
 */
export const resourcePath = 'resource';

/** What a resource URL points at. */
export type ResourceAddress =
  | { readonly kind: 'artifact'; readonly key: string; readonly file: string }
  | { readonly kind: 'asset'; readonly projectId: string; readonly assetId: string };

/** The URL of a resource, relative to the page. */
export function resourceUrl(pass: string, address: ResourceAddress): string {
  const parts =
    address.kind === 'artifact'
      ? ['artifact', address.key, address.file]
      : ['asset', address.projectId, address.assetId];
  return [resourcePath, pass, ...parts].map(encodeURIComponent).join('/');
}

/** The pass and the address that a path (from the page's root, without a leading slash) holds; null when it is none. Checks the form only. */
export function parseResourcePath(path: string): { readonly pass: string; readonly address: ResourceAddress } | null {
  let parts: string[];
  try {
    parts = path.split('/').map(decodeURIComponent);
  } catch {
    // A broken escape is no address.
    return null;
  }
  const [room, pass, kind, first, second] = parts;
  const isName = (part: string | undefined): part is string => part !== undefined && /^[\w][\w.-]*$/.test(part);
  if (parts.length !== 5 || room !== resourcePath || !isName(pass) || !isName(first) || !isName(second)) return null;
  if (kind === 'artifact') return { pass, address: { kind, key: first, file: second } };
  if (kind === 'asset') return { pass, address: { kind, projectId: first, assetId: second } };
  return null;
}
