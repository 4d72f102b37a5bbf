import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EngineExit, EngineLauncher } from './engine-launcher.ts';

/** How engine processes are forked. */
export interface ForkOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Words for Node itself, such as `--expose-gc`. */
  readonly nodeWords?: readonly string[];
  /** The program to fork; left out: the engine child beside this file. */
  readonly entry?: string;
}

/** Path of the engine child's entry: beside this file, under the extension that this file has (source or build). */
export function engineChildEntry(): string {
  const extension = /\.[cm]?[jt]s$/.exec(import.meta.url)?.[0] ?? '.js';
  return fileURLToPath(new URL(`./engine-child${extension}`, import.meta.url));
}

/** Starts engine processes as forks of this program's own Node: for the web host, the tests, and every host that is not Electron. */
export function launchByFork({ env = process.env, nodeWords = [], entry }: ForkOptions = {}): EngineLauncher {
  return {
    start(words, onLog) {
      const child = fork(entry ?? engineChildEntry(), words, {
        // Structured clone carries NaN, which JSON does not.
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        // Electron's binary is Node only when told so.
        env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
        execArgv: ['--disable-warning=ExperimentalWarning', ...nodeWords],
        // The leader of a group of its own: what it started can be ended with it even when it can no longer do so itself.
        detached: hasGroups,
      });
      const exitListeners: ((exit: EngineExit) => void)[] = [];
      let exit: EngineExit | null = null;
      const end = (how: EngineExit) => {
        if (exit !== null) return;
        exit = how;
        if (child.pid !== undefined) endGroup(child.pid);
        for (const listener of exitListeners) listener(how);
      };
      if (child.stderr) createInterface({ input: child.stderr }).on('line', onLog);
      child.on('exit', (status, signal) => end({ status, signal }));
      child.on('error', (error) => {
        onLog(`error: the engine process could not be started: ${error.message}`);
        end({ status: null, signal: null });
      });
      return {
        send(message) {
          // A message to a process that has just gone is lost with it; its exit is reported by itself.
          if (child.connected) child.send(message as object, () => undefined);
        },
        onMessage(listener) {
          child.on('message', listener);
          return () => child.off('message', listener);
        },
        onExit(listener) {
          if (exit === null) exitListeners.push(listener);
          else listener(exit);
        },
        kill() {
          child.kill('SIGKILL');
        },
      };
    },
  };
}

const hasGroups = process.platform !== 'win32';

/** Ends what is left of the group of a process that has ended: an ffmpeg that it was waiting for. */
function endGroup(processId: number): void {
  if (!hasGroups) return;
  try {
    process.kill(-processId, 'SIGKILL');
  } catch {
    // Nothing is left: the usual case.
  }
}
