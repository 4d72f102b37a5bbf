import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerMessage } from '../../api/transport.ts';
import { clientMessageSchema } from '../../api/transport.ts';
import type { Router } from '../router.ts';

/** Largest request; inputs are small values, media never rides the contract. */
const maxRequestBytes = 1_000_000;

/**
 * Answers one request of the contract: a POST with one client message; the response is one server message a line (NDJSON).
 * The page cancels by closing the response, so the 'cancel' message never comes this way.
 */
export async function serveRequest(router: Router, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const message = clientMessageSchema.safeParse(parseJson(await readBody(request)));
  if (!message.success || !('name' in message.data)) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end('not a message of the contract\n');
    return;
  }
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  const send = (answer: ServerMessage) => {
    if (!response.destroyed) response.write(`${JSON.stringify(answer)}\n`);
  };
  await router.handle(message.data, controller.signal, send);
  response.end();
}

/** The body as text, or null when it is too long; the rest of a long body is let go by unread. */
function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let byteCount = 0;
    request.on('data', (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount <= maxRequestBytes) chunks.push(chunk);
      else chunks = [];
    });
    request.on('end', () => resolve(byteCount <= maxRequestBytes ? Buffer.concat(chunks).toString('utf8') : null));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the request broke off')));
  });
}

function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is one more way of not being a message; the schema says so.
    return undefined;
  }
}
