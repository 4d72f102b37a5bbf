import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';

/** Who may talk to the web host: pages that it served itself, opened with the token of this run. */
export interface Access {
  /** It reaches the page in the fragment of the address, which never travels in a request or a log. */
  readonly token: string;
  /** A secret that opens one session within a minute: for an address that others may see, such as a program's argument. */
  makeTicket(): string;
  /** A session for whoever has the token or a ticket; null for everybody else. The oldest one ends when there are too many. */
  openSession(secret: string): string | null;
  isSession(session: string): boolean;
}

const maxSessions = 64;
const ticketLifeMs = 60_000;

/** Makes a new token; 256 random bits. */
export function makeAccess(nowMs: () => number = () => performance.now()): Access {
  const token = randomSecret();
  const tickets = new Map<string, number>();
  // Digests, so that looking one up tells nothing by its time.
  const sessions = new Set<string>();
  return {
    token,
    makeTicket() {
      const ticket = randomSecret();
      tickets.set(digestOf(ticket).toString('hex'), nowMs() + ticketLifeMs);
      return ticket;
    },
    openSession(given) {
      const isToken = timingSafeEqual(digestOf(given), digestOf(token));
      const endMs = tickets.get(digestOf(given).toString('hex')) ?? -Infinity;
      tickets.delete(digestOf(given).toString('hex'));
      if (!isToken && endMs <= nowMs()) return null;
      const session = randomSecret();
      sessions.add(digestOf(session).toString('hex'));
      for (const oldest of sessions) {
        if (sessions.size <= maxSessions) break;
        sessions.delete(oldest);
      }
      return session;
    },
    isSession: (given) => sessions.has(digestOf(given).toString('hex')),
  };
}

/** The secret that a request carries in its Authorization header; empty when there is none. */
export function bearerOf(request: IncomingMessage): string {
  return /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** The session that a WebSocket offers as a subprotocol, because a page cannot set a header on it; empty when there is none. */
export function sessionOfUpgrade(request: IncomingMessage): string {
  return /(?:^|,\s*)session\.([\w-]+)/.exec(request.headers['sec-websocket-protocol'] ?? '')?.[1] ?? '';
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The names under which requests may address the host: another name means a rebound DNS entry.
 *
 * @param address that the host listens on: a loopback address, one address or name of this computer, or `0.0.0.0` / `::` for all
 */
export function hostNamesFor(address: string): ReadonlySet<string> {
  if (address === '0.0.0.0' || address === '::') {
    const own = Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map((entry) => entry.address));
    return new Set([...loopbackNames, ...own.map(inBrackets)]);
  }
  if (isLoopback(address)) return new Set(loopbackNames);
  return new Set([inBrackets(address).toLowerCase()]);
}

/** True for an address that only this computer reaches. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}

/** An IPv6 address as it stands in a URL. */
export function inBrackets(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** True when the request was addressed to one of the names, on any port (a tunnel may have another one at its far end). */
export function isAddressedTo(names: ReadonlySet<string>, request: IncomingMessage): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d+)?$/i.exec(request.headers.host ?? '')?.[1];
  return name !== undefined && names.has(name.toLowerCase());
}

/** True when a page of another origin is behind the request. Requests that are not from a page carry no origin. */
export function isFromForeignPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `http://${host}`;
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
