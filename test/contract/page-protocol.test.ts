import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePageHandler } from '../../main/electron/page-protocol.ts';

let folder: string;
const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
let handle: ReturnType<typeof makePageHandler>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-protocol-'));
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<title>Facet</title><meta nonce="FACET_NONCE">');
  writeFileSync(join(folder, 'secret.js'), 'outside');
  writeFileSync(join(folder, 'clip.mp4'), bytes);
  handle = makePageHandler({
    pageFolder: join(folder, 'renderer'),
    resolveResource: async (path) => (path === 'resource/pass/asset/p/a' ? join(folder, 'clip.mp4') : null),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A request whose address `Request` of Node would not take apart as Electron does. */
const ask = (url: string, headers: Record<string, string> = {}, more: object = {}) =>
  handle(Object.assign({ url, method: 'GET', headers: new Headers(headers) } as Request, more));

describe("the page's own protocol", () => {
  it('serves the page with a policy that names the nonce of this answer', async () => {
    const answer = await ask('facet://studio/');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(await answer.text()).toContain(`nonce="${nonce}"`);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves resources whole and in ranges, as a video element asks for them', async () => {
    const whole = await ask('facet://studio/resource/pass/asset/p/a');
    expect([whole.status, whole.headers.get('content-type'), (await whole.bytes()).length]).toEqual([
      200,
      'video/mp4',
      1000,
    ]);
    const part = await ask('facet://studio/resource/pass/asset/p/a', { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 100-199/1000');
    expect(await part.bytes()).toEqual(bytes.slice(100, 200));
    expect((await ask('facet://studio/resource/pass/asset/p/a', { range: 'bytes=5000-' })).status).toBe(416);
  });

  it('serves nothing else', async () => {
    for (const path of ['../secret.js', '%2e%2e/secret.js', '..%2fsecret.js', 'resource/wrong/asset/p/a', 'nothing.js'])
      expect((await ask(`facet://studio/${path}`)).status, path).toBe(404);
    expect((await ask('facet://other/')).status).toBe(403);
    expect((await ask('facet://studio/', {}, { method: 'POST' })).status).toBe(405);
  });

  it('serves nobody else: a page of another origin gets nothing', async () => {
    const path = 'facet://studio/resource/pass/asset/p/a';
    expect((await ask(path, {}, { initiatorOrigin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(path, {}, { initiatorOrigin: null })).status).toBe(403);
    expect((await ask(path, {}, { initiatorOrigin: 'facet://studio' })).status).toBe(200);
  });
});
