import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../api/client.ts';
import { contract } from '../../../api/contract.ts';
import { openSessionAt } from '../../../renderer/app/session.ts';
import { createWebSocketTransport } from '../../../renderer/app/websocket-transport.ts';

const whyNot = existsSync('out/renderer/index.html') ? null : 'the page is not built (npm run build)';

interface Served {
  readonly child: ChildProcess;
  readonly url: URL;
  readonly said: () => string;
}

let home: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'facet-home-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended;
  }
  rmSync(home, { recursive: true, force: true });
});

/** Starts `facet serve` with folders of its own and waits for its address. */
async function serve(...words: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/facet.mjs', 'serve', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FACET_HOME: home, FACET_CACHE: join(home, 'cache'), FACET_DEBUG: '' },
  });
  running.push(child);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    const url = /http:\S+/.exec(output)?.[0];
    if (url !== undefined && output.includes('\n')) return { child, url: new URL(url), said: () => stderr };
  }
  throw new Error(`it ended: ${output}${stderr}`);
}

/** The page's own transport, opened with the printed address. */
async function pageOf({ url }: Served) {
  const items = new Map([['token', url.hash.slice('#token='.length)]]);
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const sockets: WebSocket[] = [];
  const transport = createWebSocketTransport({
    openSocket: (session) => {
      const socket = new WebSocket(`ws://${url.host}/api`, ['facet', `session.${session}`]);
      sockets.push(socket);
      return socket;
    },
    openSession: () => openSessionAt(new URL('/', url), storage),
    setTimer: (run, delayMs) => setTimeout(run, delayMs).unref(),
    clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
    random: Math.random,
  });
  const client = createClient(contract, transport);
  await client.about.read({});
  return { client, transport, session: items.get('session') ?? '' };
}

const endOf = ({ child }: Served) =>
  new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));

describe.skipIf(whyNot !== null)(`facet serve as a process${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  it('answers a page, imports what was dropped on it, gives its bytes in ranges, and ends by itself when asked', async () => {
    const served = await serve();
    const { client, session } = await pageOf(served);
    expect(await client.about.read({})).toMatchObject({ host: 'web', platform: process.platform });

    const bytes = readFileSync('examples/sample-voice.wav');
    const answer = await fetch(new URL('/upload/my%20voice.wav', served.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${session}` },
      body: bytes,
    });
    const { path } = (await answer.json()) as { path: string };
    expect(readFileSync(path).equals(bytes)).toBe(true);

    const { projectId } = await client.project.create({ name: 'Served', path: null });
    const [imported] = await client.media.import({ projectId, paths: [path] });
    expect(imported.failure).toBeNull();
    const { fileUrl } = await client.media.locate({ projectId, assetId: imported.assetId ?? '' });
    const part = await fetch(new URL(fileUrl, new URL('/', served.url)), { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    const otherPass = fileUrl.replace(/resource\/[^/]+/, 'resource/0000');
    expect((await fetch(new URL(otherPass, new URL('/', served.url)))).status).toBe(404);

    const ended = endOf(served);
    served.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(served.said()).not.toMatch(/error|Error/);
  });

  it('says which port is taken and how to choose another, before it opens anything', async () => {
    const first = await serve();
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'bin/facet.mjs', 'serve', '--port', first.url.port],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FACET_HOME: home } },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const status = await new Promise((resolve) => child.once('exit', resolve));
    expect(status).toBe(8);
    expect(stderr).toContain(`Port ${first.url.port} cannot be used`);
    expect(stderr).toContain('[host.port-in-use]');
  });

  it.skipIf(process.platform !== 'linux')(
    'leaves nothing running when it is killed (looked at in /proc of Linux)',
    async () => {
      const served = await serve();
      const { client } = await pageOf(served);
      let engineIsReady = false;
      for await (const { engine } of client.jobs.watch({})) {
        engineIsReady = engine.state === 'ready';
        if (engineIsReady) break;
      }
      expect(engineIsReady).toBe(true);
      const children = () => childrenOf(served.child.pid ?? 0);
      const engines = children();
      expect(engines.length).toBeGreaterThan(0);
      const ended = endOf(served);
      served.child.kill('SIGKILL');
      await ended;
      await expect.poll(() => engines.filter((id) => existsSync(`/proc/${id}`)), { timeout: 10_000 }).toEqual([]);
    },
  );
});

/** Processes that a process has started; only Linux says. */
function childrenOf(processId: number): number[] {
  const tasks = `/proc/${processId}/task`;
  if (!existsSync(tasks)) return [];
  return readdirSync(tasks).flatMap((task) =>
    readFileSync(join(tasks, task, 'children'), 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}
