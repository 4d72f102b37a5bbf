import { createHash } from 'node:crypto';

/**
 * The key of an artifact: what it is, and a hash of everything that its content depends on. It is a file name everywhere and fits
 * into a resource URL.
 *
 * @param maker  name and version of what makes it, such as `peaks-1`; letters, digits and dashes
 * @param inputs content keys and parameters, in a fixed order
 */
export function artifactKey(maker: string, ...inputs: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
  return `${maker}-${hash.slice(0, 40)}`;
}
