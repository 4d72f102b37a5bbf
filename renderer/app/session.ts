/**
 * The token is in the address of the first visit. It moves to the tab's storage until it is changed for a session, so that a copied
 * address gives nothing away. True when there was one.
 */
export function takeTokenFrom(window: Pick<Window, 'location' | 'history' | 'sessionStorage'>): boolean {
  const { location, history, sessionStorage } = window;
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return false;
  sessionStorage.setItem('token', token);
  sessionStorage.removeItem('session');
  history.replaceState(null, '', location.pathname);
  return true;
}

/**
 * The session of this tab: the one that it has, when the host still knows it (after a reload, after a lost connection), else a new
 * one for the token.
 */
export async function openSessionAt(
  base: URL,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): Promise<{ readonly session: string } | 'refused' | 'unreachable'> {
  const address = new URL('session', base);
  const headersOf = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });
  try {
    const known = storage.getItem('session');
    if (known !== null && (await fetch(address, headersOf(known))).ok) return { session: known };
    const answer = await fetch(address, { method: 'POST', ...headersOf(storage.getItem('token') ?? '') });
    if (!answer.ok) return 'refused';
    const { session } = (await answer.json()) as { session: string };
    storage.setItem('session', session);
    storage.removeItem('token');
    return { session };
  } catch {
    // fetch fails without a reason when nobody listens.
    return 'unreachable';
  }
}
