import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';

/** What a program and all of its children used. */
export interface TreeUsage {
  readonly wallSec: number;
  /** Processor time of all processes; null where the system does not tell (only Linux does). */
  readonly cpuSec: number | null;
  /** Largest sum of resident memory at one moment, bytes; null where the system does not tell. Shared pages count in every process. */
  readonly peakMemoryBytes: number | null;
  readonly out: string;
}

interface ProcessState {
  readonly parent: number;
  readonly cpuTicks: number;
  readonly residentBytes: number;
}

const ticksPerSec = 100;
const pageBytes = 4096;
const lookIntervalMs = 100;

/** Runs a program and watches its processes ten times a second. @throws Error when it fails */
export function runWatched(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TreeUsage> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    let [peak, cpuTicks, isLooking] = [0, 0, false];
    const look = async (): Promise<void> => {
      if (isLooking || child.pid === undefined) return;
      isLooking = true;
      const usage = await usageOf(child.pid);
      peak = Math.max(peak, usage.residentBytes);
      cpuTicks = Math.max(cpuTicks, usage.cpuTicks);
      isLooking = false;
    };
    const timer = setInterval(() => void look(), lookIntervalMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(timer);
      if (status !== 0)
        return reject(
          new Error(
            `${program} ${words.join(' ')} ended with ${status}:\n${err.trim().split('\n').slice(-8).join('\n')}`,
          ),
        );
      const isKnown = peak > 0;
      resolve({
        wallSec: (performance.now() - startMs) / 1000,
        cpuSec: isKnown ? cpuTicks / ticksPerSec : null,
        peakMemoryBytes: isKnown ? peak : null,
        out,
      });
    });
  });
}

/** Sums over a process, its living descendants, and (processor time only) those that have ended. */
async function usageOf(root: number): Promise<{ residentBytes: number; cpuTicks: number }> {
  const states = new Map<number, ProcessState>();
  const names = await readdir('/proc').catch(() => [] as string[]);
  await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const state = parseStat(await readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''));
        if (state) states.set(Number(name), state);
      }),
  );
  const isInTree = (pid: number): boolean => {
    for (let at = pid, depth = 0; at > 1 && depth < 40; at = states.get(at)?.parent ?? 0, depth++)
      if (at === root) return true;
    return false;
  };
  let [residentBytes, cpuTicks] = [0, 0];
  for (const [pid, state] of states) {
    if (!isInTree(pid)) continue;
    residentBytes += state.residentBytes;
    cpuTicks += state.cpuTicks;
  }
  return { residentBytes, cpuTicks };
}

/** Fields of /proc/PID/stat (proc(5)); the program's name may hold blanks and brackets. */
function parseStat(text: string): ProcessState | null {
  const end = text.lastIndexOf(')');
  if (end < 0) return null;
  const fields = text
    .slice(end + 2)
    .split(' ')
    .map(Number);
  return {
    parent: fields[1],
    cpuTicks: fields[11] + fields[12] + fields[13] + fields[14],
    residentBytes: fields[21] * pageBytes,
  };
}
