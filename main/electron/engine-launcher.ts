import { createInterface } from 'node:readline';
import type { EngineExit, EngineLauncher } from '../engine-process/engine-launcher.ts';
import type { UtilityProcess } from 'electron';
import type { ElectronApi } from './electron-api.ts';

/**
 * Starts engine processes as Electron's utility processes: a packaged application cannot run itself as Node (its fuse is off), and a
 * utility process ends with the application.
 *
 * @param entry the built engine child, absolute
 */
export function launchByUtilityProcess(
  { utilityProcess }: Pick<ElectronApi, 'utilityProcess'>,
  entry: string,
): EngineLauncher {
  return {
    start(words, onLog) {
      const child = utilityProcess.fork(entry, [...words], {
        serviceName: 'Facet engine',
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let exit: EngineExit | null = null;
      const listeners: ((exit: EngineExit) => void)[] = [];
      if (child.stderr) createInterface({ input: child.stderr }).on('line', onLog);
      child.on('error', (type, location) => onLog(`error: the engine process ended with ${type} at ${location}`));
      child.once('exit', (status) => {
        exit = { status, signal: null };
        for (const listener of listeners) listener(exit);
      });
      return {
        send: (message) => {
          if (exit === null) child.postMessage(message);
        },
        onMessage(listener) {
          child.on('message', listener);
          return () => void child.off('message', listener);
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
