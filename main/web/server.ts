import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagePolicy } from '../../api/bridge.ts';
import type { Router } from '../router.ts';
import type { Access } from './access.ts';
import { hasToken, isAddressedToLoopback, isFromForeignPage, makeAccess } from './access.ts';
import { serveRequest } from './http-transport.ts';
import { findStaticFile, sendFile } from './static-files.ts';

/** What the web host serves. */
export interface WebHostOptions {
  readonly router: Router;
  /** Folder of the built page, absolute. */
  readonly pageFolder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Told of a request that broke off; the host goes on. */
  readonly onBug: (error: unknown) => void;
}

/** A running web host. */
export interface WebHost {
  /** Address with the token of this run; whoever has it may use the studio on this computer. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': pagePolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

/** Starts the host on the loopback interface. The caller closes it. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const access = makeAccess();
  const server = createServer((request, response) => {
    serve(options, access, request, response).catch((error: unknown) => {
      options.onBug(error);
      response.destroy();
    });
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${loopback}:${port}/${access.fragment}`,
    port,
    token: access.token,
    close: () => close(server),
  };
}

async function serve(
  { router, pageFolder }: WebHostOptions,
  access: Access,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (!isAddressedToLoopback(request) || isFromForeignPage(request)) return refuse(response, 403, 'forbidden');
  const path = new URL(request.url ?? '/', `http://${loopback}`).pathname;
  if (path === '/api') {
    if (request.method !== 'POST') return refuse(response, 405, 'only POST');
    if (!hasToken(request, access.token)) return refuse(response, 401, 'open the address that facet printed');
    return serveRequest(router, request, response);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET');
  const file = await findStaticFile(pageFolder, path);
  return file === null ? refuse(response, 404, 'not found') : sendFile(file, response);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
