import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { connectionLimits } from '../../api/transport.ts';
import type { ServerMessage } from '../../api/transport.ts';
import { openConnection } from '../router.ts';
import type { Router } from '../router.ts';
import { makeMessageBudget } from './message-budget.ts';

/** Subprotocol of the contract; a page offers it together with its session. */
export const socketProtocol = 'facet';

/** Why the host ends a socket, in the private range of close codes and one of the standard. */
export const closeCodes = { tooFast: 4008, doesNotRead: 4009, hostEnds: 1001, tooMany: 1013 } as const;

const maxSockets = 32;
/** A page that has this much unread does not read any more. */
const maxUnreadBytes = 268_435_456;

/** Serves the contract to WebSockets that the host has let in. */
export interface SocketTransport {
  /** Takes over a request that was checked already. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every socket; everything that their pages asked for is cancelled. */
  close(): void;
}

/**
 * Makes the transport; one connection of the router a socket.
 *
 * @param heartbeatMs how often a socket must show that it is still there; one that does not for that long is ended
 */
export function createSocketTransport(router: Router, heartbeatMs = 20_000): SocketTransport {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: connectionLimits.messageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(socketProtocol) ? socketProtocol : false),
  });
  const heartbeat = setInterval(() => server.clients.forEach(checkPulse), heartbeatMs);
  heartbeat.unref();
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => {
        if (server.clients.size > maxSockets) opened.close(closeCodes.tooMany, 'too many windows');
        else serveSocket(router, opened);
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of server.clients) {
        socket.close(closeCodes.hostEnds, 'the studio was ended');
        // A peer that does not answer the goodbye must not hold the host.
        setTimeout(() => socket.terminate(), 500).unref();
      }
      server.close();
    },
  };
}

const silent = new WeakSet<WebSocket>();

function checkPulse(socket: WebSocket): void {
  if (silent.has(socket)) return socket.terminate();
  silent.add(socket);
  socket.ping();
}

function serveSocket(router: Router, socket: WebSocket): void {
  const isWithinBudget = makeMessageBudget(connectionLimits.messagesPerSec, connectionLimits.burstMessages, () =>
    performance.now(),
  );
  const send = (message: ServerMessage) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxUnreadBytes) socket.close(closeCodes.doesNotRead, 'the page does not read');
    else socket.send(JSON.stringify(message));
  };
  const connection = openConnection(router, send);
  socket.on('pong', () => silent.delete(socket));
  socket.on('message', (data, isBinary) => {
    if (!isWithinBudget()) socket.close(closeCodes.tooFast, 'too many messages');
    else if (!isBinary) connection.receive(parseJson(data));
  });
  // A frame against the protocol or above the limit; 'close' follows.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => connection.close());
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    // Not JSON is one more way of not being a message; the schema says so.
    return undefined;
  }
}
