import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWebHost } from '../../main/web/server.ts';
import type { WebHost } from '../../main/web/server.ts';
import { aRouter } from '../support/served-studio.ts';

let folder: string;
let host: WebHost;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facet-page-'));
  writeFileSync(join(folder, 'index.html'), '<title>Facet</title>');
  writeFileSync(join(folder, 'secret.txt'), 'not a page file');
  host = await startWebHost({ router: aRouter(), pageFolder: folder, port: 0, onBug: () => undefined });
});

afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** fetch sets Host and Origin itself and cleans paths; an attacker does not. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, headers, method }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const question = JSON.stringify({ id: 1, name: 'about.read', input: {} });

describe('the web host', () => {
  it('serves the page with a policy that allows its own files only', async () => {
    const answer = await ask('/');
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Facet');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it('answers nobody without the token of this run, and puts the token where requests do not carry it', async () => {
    expect((await ask('/api', {}, 'POST', question)).status).toBe(401);
    expect((await ask('/api', { authorization: 'Bearer guess' }, 'POST', question)).status).toBe(401);
    const good = await ask('/api', { authorization: `Bearer ${host.token}` }, 'POST', question);
    expect(JSON.parse(good.body)).toMatchObject({ id: 1, value: { version: '9.8.7' } });
    expect(new URL(host.url).hash).toBe(`#token=${host.token}`);
  });

  it('refuses a page of another origin even with the token', async () => {
    const headers = { authorization: `Bearer ${host.token}`, origin: 'http://evil.example' };
    expect((await ask('/api', headers, 'POST', question)).status).toBe(403);
  });

  it('refuses a request under a foreign host name, as DNS rebinding sends it', async () => {
    expect((await ask('/', { host: `evil.example:${host.port}` })).status).toBe(403);
  });

  it('serves nothing outside the page folder and no unknown kind of file', async () => {
    for (const path of [
      '/../secret',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/secret.txt',
      '/%ff',
      '/a%00.js',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });

  it('refuses what is not a message, too long a message and a wrong method', async () => {
    const headers = { authorization: `Bearer ${host.token}` };
    expect((await ask('/api', headers, 'POST', 'no json')).status).toBe(400);
    expect((await ask('/api', headers, 'POST', JSON.stringify({ id: 1, cancel: true }))).status).toBe(400);
    expect((await ask('/api', headers, 'POST', `"${'x'.repeat(1_100_000)}"`)).status).toBe(400);
    expect((await ask('/api', headers)).status).toBe(405);
    expect((await ask('/', {}, 'POST')).status).toBe(405);
  });
});
