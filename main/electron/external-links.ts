import type { ElectronApi } from './electron-api.ts';

/** Sites that the studio itself links to: the method's paper, and the licences of what it is made of. */
const trustedHosts: ReadonlySet<string> = new Set([
  'arxiv.org',
  'github.com',
  'spdx.org',
  'creativecommons.org',
  'ffmpeg.org',
  'www.electronjs.org',
]);

/** True for an address that may be handed to the user's browser: https, a trusted host, no name or password, the usual port. */
export function isTrustedLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, port } = new URL(address);
  return protocol === 'https:' && trustedHosts.has(hostname) && username === '' && password === '' && port === '';
}

/** Opens trusted addresses in the user's browser and drops all others. */
export function makeLinkOpener({ shell }: Pick<ElectronApi, 'shell'>): (address: string) => void {
  return (address) => {
    if (isTrustedLink(address)) void shell.openExternal(new URL(address).href);
  };
}
