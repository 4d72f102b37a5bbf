import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../api/client.ts';
import { contract } from '../../api/contract.ts';
import { connectionLimits } from '../../api/transport.ts';
import type { ConnectionState } from '../../api/transport.ts';
import { startWebHost } from '../../main/web/server.ts';
import type { WebHost } from '../../main/web/server.ts';
import { createSocketTransport } from '../../main/web/socket-transport.ts';
import { openSessionAt } from '../../renderer/app/session.ts';
import { createWebSocketTransport } from '../../renderer/app/websocket-transport.ts';
import type { SocketWorld } from '../../renderer/app/websocket-transport.ts';
import { aContractRouter } from '../support/contract-router.ts';
import type { AnyAnswer } from '../support/contract-router.ts';
import { aGate } from '../support/gate.ts';
import { aHealthCheck } from '../support/served-studio.ts';
import { aStorage, transportTo } from './hosts.ts';

const about = { version: '1.0.0', host: 'test', platform: 'linux' };
let folder: string;
let host: WebHost;
let answer: AnyAnswer;

const start = (port = 0) =>
  startWebHost({
    router: aContractRouter((...words) => answer(...words)),
    pageFolder: folder,
    port,
    onBug: () => undefined,
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facet-page-'));
  writeFileSync(join(folder, 'index.html'), '<title>Facet</title>');
  answer = async () => about;
  host = await start();
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page whose sockets a test can cut. */
function aCuttablePage() {
  const sockets: WebSocket[] = [];
  const storage = aStorage({ token: host.token });
  const { port } = host;
  const waits: number[] = [];
  const world: SocketWorld = {
    openSocket: (session) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, ['facet', `session.${session}`]);
      sockets.push(socket);
      return socket;
    },
    openSession: () => openSessionAt(new URL(`http://127.0.0.1:${port}/`), storage),
    setTimer: (run, delayMs) => {
      waits.push(delayMs);
      return setTimeout(run, Math.min(delayMs, 5));
    },
    clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
    random: () => 0.5,
  };
  const transport = createWebSocketTransport(world);
  const states: ConnectionState[] = [transport.state];
  transport.onState((state) => states.push(state));
  return { transport, states, waits, client: createClient(contract, transport), cut: () => sockets.at(-1)?.close() };
}

describe('a page of the web host', () => {
  it('keeps what is asked before the connection stands', async () => {
    const page = aCuttablePage();
    expect(page.transport.state).toBe('connecting');
    expect(await page.client.about.read({})).toEqual(about);
    expect(page.states).toEqual(['connecting', 'open']);
  });

  it('fails running calls clearly when the connection is lost, connects again by itself, and can ask anew', async () => {
    const reached = aGate();
    answer = async function* () {
      yield aHealthCheck({ name: 'first' });
      reached.open();
      await new Promise(() => undefined);
    } as AnyAnswer;
    const page = aCuttablePage();
    const items = page.client.health.examine({})[Symbol.asyncIterator]();
    expect((await items.next()).value).toMatchObject({ name: 'first' });
    await reached.opened;
    const next = items.next();
    page.cut();
    await expect(next).rejects.toMatchObject({
      code: 'host.unreachable',
      message: expect.stringContaining('cannot be reached'),
    });
    await expect.poll(() => page.transport.state).toBe('open');
    expect(page.states).toEqual(['connecting', 'open', 'lost', 'open']);
    const anew = page.client.health.examine({})[Symbol.asyncIterator]();
    expect((await anew.next()).value).toMatchObject({ name: 'first' });
    await anew.return?.();
  });

  it('tells the studio that a lost page no longer waits for its answers', async () => {
    const heard = aGate();
    const reached = aGate();
    answer = (_name, _input, signal) => {
      signal.addEventListener('abort', () => heard.open());
      reached.open();
      return new Promise(() => undefined);
    };
    const page = aCuttablePage();
    const call = page.client.about.read({}).catch((error: unknown) => error);
    await reached.opened;
    page.cut();
    expect(await call).toMatchObject({ code: 'host.unreachable' });
    await heard.opened;
  });

  it('fails calls at once while the studio is away, tries again more and more slowly, and finds it when it is back', async () => {
    const page = aCuttablePage();
    await page.client.about.read({});
    const { port } = host;
    await host.close();
    await expect.poll(() => page.transport.state).toBe('lost');
    await expect(page.client.about.read({})).rejects.toMatchObject({ code: 'host.unreachable' });
    await expect.poll(() => page.waits.length).toBeGreaterThan(6);
    expect(page.waits.slice(0, 7)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000]);
    // A new run has a new secret: the old page is not let in, and says so.
    host = await start(port);
    await expect.poll(() => page.transport.state).toBe('refused');
    await expect(page.client.about.read({})).rejects.toMatchObject({
      message: expect.stringContaining('does not let this page in'),
    });
  });

  it('is refused with a wrong secret, and does not try for ever', async () => {
    const transport = transportTo(host.port, 'guess');
    const states: ConnectionState[] = [];
    transport.onState((state) => states.push(state));
    await expect(createClient(contract, transport).about.read({})).rejects.toMatchObject({ code: 'host.unreachable' });
    expect([states, transport.state]).toEqual([['refused'], 'refused']);
  });

  it('refuses by itself to send a request that is too large, and keeps the connection', async () => {
    const page = aCuttablePage();
    const path = 'x'.repeat(connectionLimits.messageBytes);
    await expect(page.client.project.open({ path })).rejects.toThrow('more than the studio takes at once');
    expect(await page.client.about.read({})).toEqual(about);
    expect(page.states).toEqual(['connecting', 'open']);
  });

  it('that floods the studio loses its connection, and other pages do not notice', async () => {
    const flood = aCuttablePage();
    const other = aCuttablePage();
    await flood.client.about.read({});
    for (let count = 0; count < connectionLimits.burstMessages * 2; count++)
      flood.transport.send({ id: 9, cancel: true });
    expect(await other.client.about.read({})).toEqual(about);
    await expect.poll(() => flood.states).toContain('lost');
    expect(other.states).toEqual(['connecting', 'open']);
  });
});

describe('a socket that is no page', () => {
  const openSocket = async () => {
    const session = await openSessionAt(new URL(`http://127.0.0.1:${host.port}/`), aStorage({ token: host.token }));
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/api`, [
      'facet',
      `session.${typeof session === 'object' ? session.session : ''}`,
    ]);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    return socket;
  };

  it('loses its connection for a message above the limit', async () => {
    const socket = await openSocket();
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    socket.send('x'.repeat(connectionLimits.messageBytes + 1));
    expect([1006, 1009]).toContain(await closed);
  });

  it('gets nothing for text that is not JSON and for bytes, and can go on', async () => {
    const socket = await openSocket();
    const first = new Promise((resolve) =>
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data)))),
    );
    for (const text of ['{"id": 1, "name"', '', 'null', '[]', '"about.read"', '{"id":1}']) socket.send(text);
    socket.send(new Uint8Array([1, 2, 3]));
    socket.send(JSON.stringify({ id: 2, name: 'about.read', input: {} }));
    expect(await first).toEqual({ id: 2, value: about });
    socket.close();
  });

  it('that has gone without a word is given up, and one that is still there is not', async () => {
    const transport = createSocketTransport(
      aContractRouter(async () => about),
      40,
    );
    const server = createServer().on('upgrade', (...words) => transport.accept(...words));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    // Node's own WebSocket answers a heartbeat, a bare connection does not.
    const alive = new WebSocket(`ws://127.0.0.1:${port}/api`, ['facet']);
    await new Promise((resolve) => alive.addEventListener('open', resolve));
    const dead = connect(port, '127.0.0.1', () =>
      dead.write(
        'GET /api HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      ),
    );
    dead.resume();
    await new Promise((resolve) => dead.once('close', resolve));
    expect(alive.readyState).toBe(WebSocket.OPEN);
    transport.close();
    server.close();
    server.closeAllConnections();
  });
});
