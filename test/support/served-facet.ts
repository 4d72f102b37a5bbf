import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient, type ClientOf } from '../../api/client.ts';
import { contract, type Contract } from '../../api/contract.ts';
import type { JobValue } from '../../api/jobs.ts';
import { transportTo } from '../contract/hosts.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A real `facet serve` in a process of its own, with a client as the page has it. */
export interface ServedFacet {
  readonly client: ClientOf<Contract>;
  readonly url: string;
  readonly process: ChildProcess;
  /** Process id of the engine, once it runs. */
  enginePid(): Promise<number>;
  /** Process ids of the engine and whatever it started. */
  engineProcesses(): Promise<readonly number[]>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ctrl+C; resolves with the exit status. */
  interrupt(): Promise<number | null>;
}

/** Starts the host with its own home and cache below `folder`. */
export async function serveFacet(folder: string, env: Readonly<Record<string, string>> = {}): Promise<ServedFacet> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'bin', 'facet.mjs'), 'serve', '--port', '0', '--json'],
    {
      cwd: folder,
      env: {
        ...process.env,
        FACET_HOME: join(folder, 'home'),
        FACET_CACHE: join(folder, 'cache'),
        FACET_SCRATCH: join(folder, 'scratch'),
        npm_lifecycle_event: '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const gone = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const { url, port } = await addressOf(child);
  const token = new URL(url).hash.replace('#token=', '');
  const transport = transportTo(port, token);
  return {
    client: createClient(contract, transport),
    url,
    process: child,
    async enginePid() {
      for (;;) {
        for (const pid of await descendantsOf(child.pid ?? 0)) if (await isEngine(pid)) return pid;
        await sleep(20);
      }
    },
    engineProcesses: () => descendantsOf(child.pid ?? 0),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async interrupt() {
      child.kill('SIGINT');
      return gone;
    },
  };
}

function addressOf(child: ChildProcess): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      try {
        resolve(JSON.parse(out) as { url: string; port: number });
      } catch {
        // The line is not whole yet.
      }
    });
    child.once('close', () => reject(new Error(`facet serve ended before it had an address:\n${err}`)));
  });
}

async function descendantsOf(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(join('/proc', name, 'stat'), 'utf8').catch(() => '');
    // The name in brackets may hold anything; the parent is the second field behind it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== '') parents.set(Number(name), parent);
  }
  const found: number[] = [];
  for (const [child] of parents) {
    for (let at = parents.get(child); at !== undefined && at > 1; at = parents.get(at)) {
      if (at === pid) {
        found.push(child);
        break;
      }
    }
  }
  return found;
}

async function isEngine(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('engine-child');
}

/** True while a process of that id runs (a zombie does not). */
export async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

/** Waits for a state of the jobs; fails when a job that is waited for fails. */
export async function jobsThat(
  client: ClientOf<Contract>,
  isReached: (jobs: readonly JobValue[]) => boolean,
): Promise<readonly JobValue[]> {
  for await (const { jobs } of client.jobs.watch({})) {
    if (isReached(jobs)) return jobs;
  }
  throw new Error('The host stopped telling of its jobs.');
}
