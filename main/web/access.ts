import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to the web host: pages that it served itself, opened with the token of this run. */
export interface Access {
  readonly token: string;
  /** The part of the address that hands the token to the page; a fragment never travels in a request or a log. */
  readonly fragment: string;
}

/** Makes a new token; 256 random bits. */
export function makeAccess(): Access {
  const token = randomBytes(32).toString('base64url');
  return { token, fragment: `#token=${token}` };
}

/** True when the request was addressed to this computer by name: another name means a rebound DNS entry. */
export function isAddressedToLoopback(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host);
}

/** True when a page of another origin is behind the request. Requests that are not from a page carry no origin. */
export function isFromForeignPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
}

/** True when the request carries the token; compared without telling by time how much of it was right. */
export function hasToken(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
