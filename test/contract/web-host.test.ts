import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWebHost } from '../../main/web/server.ts';
import type { WebHost, WebHostOptions } from '../../main/web/server.ts';
import { aRouter } from '../support/served-studio.ts';

let folder: string;
let host: WebHost;
const bugs: unknown[] = [];
const pixels = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

const open = async (change: Partial<WebHostOptions> = {}): Promise<WebHost> =>
  startWebHost({
    router: aRouter(),
    pageFolder: join(folder, 'page'),
    port: 0,
    uploads: { folder: join(folder, 'media'), maxBytes: 100_000 },
    resolveResource: async (path) => (path === 'resource/pass/artifact/key/clip.mp4' ? join(folder, 'clip.mp4') : null),
    onBug: (error) => bugs.push(error),
    ...change,
  });

beforeEach(async () => {
  bugs.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'facet-page-'));
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<title>Facet</title><meta nonce="FACET_NONCE">');
  writeFileSync(join(folder, 'page', 'secret.txt'), 'not a page file');
  writeFileSync(join(folder, 'clip.mp4'), pixels);
  host = await open();
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly bytes: Buffer;
  readonly body: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** fetch sets Host and Origin itself and cleans paths; an attacker does not. */
function ask(path: string, { method = 'GET', headers = {}, body = '' }: Asking = {}, to = host): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: to.port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, body: bytes.toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

async function openSession(to = host): Promise<string> {
  const answer = await ask('/session', { method: 'POST', headers: bearer(to.token) }, to);
  return (JSON.parse(answer.body) as { session: string }).session;
}

/** Status of a WebSocket's opening request: 101 when it is let in. */
function knock(headers: Record<string, string>, path = '/api'): Promise<number> {
  return new Promise((resolve, reject) => {
    const all = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16, 7).toString('base64'),
      ...headers,
    };
    const sent = request({ host: '127.0.0.1', port: host.port, path, headers: all });
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on('response', (response) => resolve(response.statusCode ?? 0));
    sent.on('error', reject);
    sent.end();
  });
}

describe('the page of the web host', () => {
  it('comes with a policy that allows its own files only, and with a nonce of its own each time', async () => {
    const [first, second] = [await ask('/'), await ask('/')];
    expect(first.status).toBe(200);
    const policies = [first, second].map(({ headers }) => String(headers['content-security-policy']));
    expect(policies[0]).toContain("default-src 'none'");
    expect(policies[0]).toContain("connect-src 'self'");
    expect(policies[0]).not.toContain('unsafe');
    const nonces = policies.map((policy) => /'nonce-([\w-]+)'/.exec(policy)?.[1]);
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(first.body).toContain(`nonce="${nonces[0]}"`);
    expect(first.headers['x-content-type-options']).toBe('nosniff');
  });

  it('is all that is served: nothing outside of its folder and no unknown kind of file', async () => {
    const paths = [
      '/../clip.mp4',
      '/%2e%2e/clip.mp4',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/secret.txt',
      '/%ff',
      '/a%00.js',
      '//',
      '/index.html/',
    ];
    for (const path of paths) expect((await ask(path)).status, path).toBe(404);
  });

  it('is only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect((await ask('/', { method })).status).toBe(405);
    const head = await ask('/', { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
  });
});

describe('access to the web host', () => {
  it('gives a session for the token of this run, which the address hands over where requests do not carry it', async () => {
    expect(new URL(host.url).hash).toBe(`#token=${host.token}`);
    for (const secret of ['', 'guess', host.token.slice(1)])
      expect((await ask('/session', { method: 'POST', headers: bearer(secret) })).status).toBe(401);
    const session = await openSession();
    expect(session).not.toBe(host.token);
    expect((await ask('/session', { headers: bearer(session) })).status).toBe(204);
    expect((await ask('/session', { headers: bearer(host.token) })).status).toBe(401);
  });

  it('lets a ticket in once', async () => {
    const ticket = new URL(host.makeTicketUrl()).hash.slice('#token='.length);
    const enter = () => ask('/session', { method: 'POST', headers: bearer(ticket) });
    expect((await enter()).status).toBe(200);
    expect((await enter()).status).toBe(401);
  });

  it('opens a WebSocket for a session only, and only at its place', async () => {
    const session = await openSession();
    const offer = (secret: string) => ({ 'sec-websocket-protocol': `facet, session.${secret}` });
    expect(await knock(offer(session))).toBe(101);
    expect(await knock(offer(host.token))).toBe(401);
    expect(await knock({})).toBe(401);
    expect(await knock(offer(session), '/')).toBe(404);
    expect((await ask('/api')).status).toBe(426);
  });

  it('refuses a page of another origin, on a WebSocket too, even with the session', async () => {
    const session = await openSession();
    const foreign = { origin: 'http://evil.example' };
    expect((await ask('/session', { headers: { ...bearer(session), ...foreign } })).status).toBe(403);
    expect(await knock({ 'sec-websocket-protocol': `facet, session.${session}`, ...foreign })).toBe(403);
    const own = { origin: `http://127.0.0.1:${host.port}` };
    expect(await knock({ 'sec-websocket-protocol': `facet, session.${session}`, ...own })).toBe(101);
  });

  it('refuses a foreign host name, as DNS rebinding sends it, on a WebSocket too', async () => {
    const session = await openSession();
    const offer = { 'sec-websocket-protocol': `facet, session.${session}` };
    for (const name of ['evil.example', `evil.example:${host.port}`, '127.0.0.1.evil.example', '[::1', '192.168.1.1']) {
      expect((await ask('/', { headers: { host: name } })).status, name).toBe(403);
      expect(await knock({ ...offer, host: name }), name).toBe(403);
    }
    for (const name of ['localhost', 'LOCALHOST:9000', '[::1]:80', '127.0.0.1'])
      expect((await ask('/', { headers: { host: name } })).status, name).toBe(200);
  });

  it('answers to another address just by its own name when it was asked to listen there', async () => {
    // The whole of 127/8 is this computer on Linux; the name check is what is looked at.
    const everywhere = await open({ address: '0.0.0.0' });
    const named = (name: string) => ask('/', { headers: { host: name } }, everywhere);
    expect((await named('127.0.0.1')).status).toBe(200);
    expect((await named('evil.example')).status).toBe(403);
    expect((await ask('/session', { method: 'POST', headers: bearer('guess') }, everywhere)).status).toBe(401);
    await everywhere.close();
  });

  it('says that a port is taken by rejecting', async () => {
    await expect(open({ port: host.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('resources of the web host', () => {
  const path = '/resource/pass/artifact/key/clip.mp4';

  it('come whole, with their kind, and say that ranges are understood', async () => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.bytes.equals(pixels)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'content-length': '1000',
    });
  });

  it('come in ranges, also from the end and without an end', async () => {
    const parts: [string, number, number][] = [
      ['bytes=0-0', 0, 1],
      ['bytes=10-19', 10, 20],
      ['bytes=990-', 990, 1000],
      ['bytes=-10', 990, 1000],
      ['bytes=900-5000', 900, 1000],
    ];
    for (const [range, start, end] of parts) {
      const answer = await ask(path, { headers: { range } });
      expect(answer.status, range).toBe(206);
      expect(answer.bytes.equals(pixels.subarray(start, end)), range).toBe(true);
      expect(answer.headers['content-range']).toBe(`bytes ${start}-${end - 1}/1000`);
      expect(answer.headers['content-length']).toBe(String(end - start));
    }
  });

  it('refuse a range behind their end and send everything for one that is malformed', async () => {
    const behind = await ask(path, { headers: { range: 'bytes=1000-' } });
    expect([behind.status, behind.headers['content-range'], behind.bytes.length]).toEqual([416, 'bytes */1000', 0]);
    for (const range of ['bytes=5-2', 'lines=1-2', 'bytes=a-b', 'bytes=0-1,5-6'])
      expect((await ask(path, { headers: { range } })).status, range).toBe(200);
  });

  it('are not sent again while they are unchanged, and a range of an older version is not mixed with a newer one', async () => {
    const etag = String((await ask(path)).headers.etag);
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask(path, { headers: { range: 'bytes=0-9', 'if-range': etag } })).status).toBe(206);
    writeFileSync(join(folder, 'clip.mp4'), Buffer.alloc(500, 1));
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(200);
    expect((await ask(path, { headers: { range: 'bytes=0-9', 'if-range': etag } })).bytes.length).toBe(500);
  });

  it('answer HEAD without bytes', async () => {
    const answer = await ask(path, { method: 'HEAD' });
    expect([answer.status, answer.headers['content-length'], answer.bytes.length]).toEqual([200, '1000', 0]);
  });

  it('are only what the studio resolves', async () => {
    for (const other of [
      '/resource/other/artifact/key/clip.mp4',
      '/resource/pass/../../clip.mp4',
      '/resource/',
      '/resource/x',
    ])
      expect((await ask(other)).status, other).toBe(404);
    rmSync(join(folder, 'clip.mp4'));
    expect((await ask(path)).status).toBe(404);
  });

  it('that a player leaves half read are no failure', async () => {
    writeFileSync(join(folder, 'clip.mp4'), Buffer.alloc(50_000_000));
    await new Promise<void>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: host.port, path }, (response) => {
        response.once('data', () => response.destroy());
        response.once('close', () => resolve());
      });
      sent.on('error', reject);
      sent.end();
    });
    expect((await ask(path, { method: 'HEAD' })).status).toBe(200);
    expect(bugs).toEqual([]);
  });
});

describe('uploads to the web host', () => {
  const media = () => readdirSync(join(folder, 'media')).sort();

  it('are kept under their name, and never in place of an older file', async () => {
    const session = await openSession();
    const put = (body: string) => ask('/upload/voice%20one.wav', { method: 'PUT', headers: bearer(session), body });
    const [first, second] = [await put('one'), await put('two')];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(media()).toEqual(['voice one (2).wav', 'voice one.wav']);
    const { path } = JSON.parse(second.body) as { path: string };
    expect(readFileSync(path, 'utf8')).toBe('two');
  });

  it('cannot leave their folder or hide in it', async () => {
    const session = await openSession();
    for (const name of ['..%2F..%2Fevil.wav', '..%5Cevil.wav', '.hidden', '%00.wav', 'CON.wav', '..'])
      await ask(`/upload/${name}`, { method: 'PUT', headers: bearer(session), body: 'x' });
    expect(media().every((name) => !name.startsWith('.') && !name.includes('/') && !/^con\./i.test(name))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['clip.mp4', 'media', 'page']);
  });

  it('need the session', async () => {
    const answer = await ask('/upload/a.wav', { method: 'PUT', headers: bearer('guess'), body: 'x' });
    expect(answer.status).toBe(401);
    expect((await ask('/upload/a.wav', { headers: bearer(await openSession()) })).status).toBe(405);
    expect(readdirSync(folder)).not.toContain('media');
  });

  it('that are too large are refused, announced or not, and leave nothing', async () => {
    const headers = bearer(await openSession());
    const announced = await ask('/upload/a.wav', { method: 'PUT', headers, body: Buffer.alloc(200_000) });
    expect(announced.status).toBe(413);
    const streamed = await ask('/upload/a.wav', {
      method: 'PUT',
      headers: { ...headers, 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(150_000),
    });
    expect(streamed.status).toBe(413);
    expect(JSON.parse(streamed.body)).toMatchObject({ code: 'host.upload-refused' });
    expect(media()).toEqual([]);
  });

  it('that break off leave nothing', async () => {
    const session = await openSession();
    await new Promise<void>((resolve) => {
      const socket = connect(host.port, '127.0.0.1', () => {
        socket.write(
          `PUT /upload/a.wav HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${session}\r\nContent-Length: 5000\r\n\r\npart`,
        );
        setTimeout(() => socket.destroy(), 50);
      });
      socket.on('close', () => resolve());
    });
    await expect.poll(() => media()).toEqual([]);
    expect(bugs).toEqual([]);
  });

  it('that the disk has no room for are refused before anything is written', async () => {
    const roomy = await open({ uploads: { folder: join(folder, 'media'), maxBytes: Number.MAX_SAFE_INTEGER } });
    const session = await openSession(roomy);
    const headers = { ...bearer(session), 'content-length': String(2 ** 52) };
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: roomy.port, path: '/upload/a.mov', method: 'PUT', headers },
        (answer) => {
          resolve(answer.statusCode);
          sent.destroy();
        },
      );
      sent.on('error', reject);
      sent.write('the first of very many bytes');
    });
    expect(status).toBe(507);
    expect(media()).toEqual([]);
    await roomy.close();
  });

  it('that a killed host has left half written are removed by the next one, and those of a running one are not', async () => {
    mkdirSync(join(folder, 'media'));
    const [old, young] = ['0123456789ab', 'ba9876543210'].map((word) =>
      join(folder, 'media', `.facet-${word}.partial`),
    );
    for (const path of [old, young]) writeFileSync(path, 'half');
    utimesSync(old, new Date(), new Date(Date.now() - 2 * 3_600_000));
    await (await open()).close();
    expect(media()).toEqual([basename(young)]);
  });

  it('say where the disk or the folder does not take them', async () => {
    writeFileSync(join(folder, 'media'), 'a file where the folder should be');
    const headers = bearer(await openSession());
    const answer = await ask('/upload/a.wav', { method: 'PUT', headers, body: 'x' });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'export.not-writable']);
  });
});

describe('the end of the web host', () => {
  it('does not wait for pages that are still there', async () => {
    const other = await open();
    const session = await openSession(other);
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/api`, ['facet', `session.${session}`]);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    await other.close();
    expect([1001, 1006]).toContain(await closed);
    const again = createServer().listen(other.port, '127.0.0.1');
    await new Promise((resolve) => again.once('listening', resolve));
    expect((again.address() as AddressInfo).port).toBe(other.port);
    again.close();
  });
});
