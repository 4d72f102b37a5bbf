import type { UtilityProcess } from 'electron';
import { createInterface } from 'node:readline';
import { probeLimitMs, probeRequestFrom } from '../../core/ports/provider-probe.ts';
import type { ProbeAnswer, ProbeReply } from '../../core/ports/provider-probe.ts';
import type { EngineExit, EngineLauncher } from '../engine-process/engine-launcher.ts';
import type { ElectronApi } from './electron-api.ts';

/** Where the programs of the engine lie, absolute. */
export interface EngineEntries {
  readonly engine: string;
  /** Tries one execution provider and answers. */
  readonly probe: string;
}

/** A provider that has not answered by then has hung; the engine has given up on it by itself before. */
const graceMs = 1000;

/**
 * Starts engine processes as Electron's utility processes: a packaged application cannot run itself as Node (its fuse is off), and a
 * utility process ends with the application. For the same reason the engine asks its host to start the processes in which execution
 * providers are tried; those requests are answered here and go no further.
 */
export function launchByUtilityProcess(
  { utilityProcess }: Pick<ElectronApi, 'utilityProcess'>,
  entries: EngineEntries,
): EngineLauncher {
  const fork = (entry: string, words: readonly string[], serviceName: string) =>
    utilityProcess.fork(entry, [...words], { serviceName, stdio: ['ignore', 'ignore', 'pipe'] });

  const probe = (provider: string): Promise<ProbeAnswer> =>
    new Promise((resolve) => {
      const child = fork(entries.probe, [provider], 'Facet provider probe');
      const timer = setTimeout(() => killNow(child), probeLimitMs(provider) + graceMs);
      child.once('message', (answer: ProbeAnswer) => {
        resolve(answer);
        killNow(child);
      });
      child.once('exit', (status) => {
        clearTimeout(timer);
        resolve({ reason: `The probe ended with status ${status}.` });
      });
    });

  return {
    start(words, onLog) {
      const child = fork(entries.engine, words, 'Facet engine');
      let exit: EngineExit | null = null;
      const listeners: ((exit: EngineExit) => void)[] = [];
      if (child.stderr) createInterface({ input: child.stderr }).on('line', onLog);
      child.on('error', (type, location) => onLog(`error: the engine process ended with ${type} at ${location}`));
      child.once('exit', (status) => {
        exit = { status, signal: null };
        for (const listener of listeners) listener(exit);
      });
      const send = (message: unknown) => {
        if (exit === null) child.postMessage(message);
      };
      child.on('message', (message: unknown) => {
        const asked = probeRequestFrom(message);
        if (asked === null) return;
        const { number, provider } = asked;
        void probe(provider).then((answer) => send({ probed: { number, answer } } satisfies ProbeReply));
      });
      return {
        send,
        onMessage(listener) {
          const forward = (message: unknown) => {
            if (probeRequestFrom(message) === null) listener(message);
          };
          child.on('message', forward);
          return () => void child.off('message', forward);
        },
        onExit(listener) {
          if (exit === null) listeners.push(listener);
          else listener(exit);
        },
        kill: () => killNow(child),
      };
    },
  };
}

/** Electron's own `kill` asks politely, and a process that computes does not listen. */
function killNow(child: UtilityProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone by itself in this moment.
  }
}
