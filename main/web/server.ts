import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { resourcePath } from '../../api/resource-url.ts';
import { isStudioError } from '../../core/errors.ts';
import { readPageFile } from '../delivery/page-file.ts';
import type { Router } from '../router.ts';
import type { Access } from './access.ts';
import {
  bearerOf,
  hostNamesFor,
  inBrackets,
  isAddressedTo,
  isFromForeignPage,
  makeAccess,
  sessionOfUpgrade,
} from './access.ts';
import { sendResource } from './resources.ts';
import { createSocketTransport } from './socket-transport.ts';
import { clearAbandonedUploads, receiveUpload } from './upload.ts';
import type { UploadPlace } from './upload.ts';

/** What the web host serves. */
export interface WebHostOptions {
  readonly router: Router;
  /** Folder of the built page, absolute. */
  readonly pageFolder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address or name of this computer to listen on; the loopback address when absent. */
  readonly address?: string;
  /** The file behind a path that begins with `resource/` (no leading slash), null when the page may not have it. */
  readonly resolveResource?: (path: string) => Promise<string | null>;
  /** Where dropped files go; absent: this host takes none. */
  readonly uploads?: UploadPlace;
  /** Told of a request that failed against expectation; the host goes on. */
  readonly onBug: (error: unknown) => void;
}

/** A running web host. */
export interface WebHost {
  /** Address with the token of this run; whoever has it may use the studio. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** An address that lets one page in within a minute: other users of a computer can see the arguments of a browser's start. */
  makeTicketUrl(): string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
const maxUploads = 4;

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=()',
};

/**
 * Starts the host. The caller closes it.
 * @throws Node's own errors of `listen` (EADDRINUSE, EACCES, EADDRNOTAVAIL, ENOTFOUND)
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const access = makeAccess();
  const address = options.address ?? loopback;
  const names = hostNamesFor(address);
  const sockets = createSocketTransport(options.router);
  const serve = createRequestHandler(options, access);
  const isWelcome = (request: IncomingMessage) => isAddressedTo(names, request) && !isFromForeignPage(request);

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (!isWelcome(request)) return refuse(response, 403, 'forbidden');
    serve(request, response).catch((error: unknown) => {
      options.onBug(error);
      response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!isWelcome(request)) return refuseUpgrade(socket, '403 Forbidden');
    if (pathOf(request) !== '/api') return refuseUpgrade(socket, '404 Not Found');
    if (!access.isSession(sessionOfUpgrade(request))) return refuseUpgrade(socket, '401 Unauthorized');
    sockets.accept(request, socket, head);
  });
  await listen(server, options.port, address);
  if (options.uploads !== undefined) await clearAbandonedUploads(options.uploads.folder, Date.now());
  const { port } = server.address() as AddressInfo;
  const name = address === '0.0.0.0' || address === '::' ? loopback : inBrackets(address);
  const origin = `http://${name}:${port}/`;
  return {
    url: `${origin}#token=${access.token}`,
    port,
    token: access.token,
    makeTicketUrl: () => `${origin}#token=${access.makeTicket()}`,
    close: () => {
      sockets.close();
      return close(server);
    },
  };
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createRequestHandler(options: WebHostOptions, access: Access): RequestHandler {
  let runningUploads = 0;
  const takeUpload = async (request: IncomingMessage, response: ServerResponse, name: string) => {
    if (request.method !== 'PUT') return refuse(response, 405, 'only PUT');
    if (!access.isSession(bearerOf(request))) return refuse(response, 401, 'open the address that facet printed');
    if (options.uploads === undefined) return refuse(response, 404, 'this host takes no files');
    if (runningUploads >= maxUploads) return refuse(response, 429, 'too many files at once');
    runningUploads += 1;
    try {
      answerJson(response, 201, { path: await receiveUpload(request, name, options.uploads) });
    } catch (error) {
      if (!isStudioError(error)) throw error;
      const status = { 'export.disk-full': 507, 'host.upload-refused': 413 }[error.code as string] ?? 403;
      answerJson(response, status, { code: error.code, message: error.message, details: error.details });
      letGo(request);
    } finally {
      runningUploads -= 1;
    }
  };

  return async (request, response) => {
    const path = pathOf(request);
    if (path === '/session') return answerSession(access, request, response);
    if (path === '/api') return refuse(response, 426, 'a WebSocket is spoken here');
    const uploadName = /^\/upload\/([^/]+)$/.exec(path)?.[1];
    if (uploadName !== undefined) return takeUpload(request, response, decodeName(uploadName));
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET');
    if (path.startsWith(`/${resourcePath}/`)) {
      const file = (await options.resolveResource?.(path.slice(1))) ?? null;
      return file === null ? refuse(response, 404, 'not found') : sendResource(file, request, response);
    }
    const file = await readPageFile(options.pageFolder, path);
    if (file === null) return refuse(response, 404, 'not found');
    response.writeHead(200, file.headers).end(request.method === 'HEAD' ? undefined : file.body);
  };
}

/** Lets the rest of a refused body run out for a moment: a connection that is cut at once loses the answer as well. */
function letGo(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  setTimeout(() => request.complete || request.destroy(), 2000).unref();
}

/** POST changes the token of the run for a session, GET says whether a session is still good. */
function answerSession(access: Access, request: IncomingMessage, response: ServerResponse): void {
  const secret = bearerOf(request);
  if (request.method === 'GET' && access.isSession(secret)) return void response.writeHead(204).end();
  const session = request.method === 'POST' ? access.openSession(secret) : null;
  if (session === null) return refuse(response, 401, 'open the address that facet printed');
  answerJson(response, 200, { session });
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${reason}\n`);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function pathOf(request: IncomingMessage): string {
  // Resolves `..` as a browser would; a target that is no URL has no path here.
  return URL.parse(request.url ?? '/', `http://${loopback}`)?.pathname ?? '';
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A malformed escape is as good a name as any other; it is cleaned where the file is made.
    return name;
  }
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
