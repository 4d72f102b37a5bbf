import { StudioError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { plainFailureFrom } from '../../api/transport.ts';
import type { EngineExit, EngineLauncher, EngineProcess } from '../../main/engine-process/engine-launcher.ts';

/** How a fake engine process answers the first hello. */
export type FakeStart =
  { readonly kind: 'ready' } | { readonly kind: 'dies' } | { readonly kind: 'refuses'; readonly code: ErrorCode };

/** A process that a test leads by hand. */
export interface FakeEngineProcess extends EngineProcess {
  readonly words: readonly string[];
  /** Requests after the hello, and cancels. */
  readonly received: { id: number; name?: string; cancel?: true }[];
  answer(message: object): void;
  die(exit?: EngineExit): void;
  readonly isAlive: boolean;
}

/** A launcher of fake processes; `starts` says how each answers, the last one for all that follow. */
export interface FakeLauncher extends EngineLauncher {
  readonly processes: FakeEngineProcess[];
  readonly newest: FakeEngineProcess;
}

/** Makes a launcher. */
export function aLauncher(starts: readonly FakeStart[] = [{ kind: 'ready' }]): FakeLauncher {
  const processes: FakeEngineProcess[] = [];
  return {
    processes,
    get newest() {
      return processes[processes.length - 1];
    },
    start(words) {
      const start = starts[Math.min(processes.length, starts.length - 1)];
      const process = aProcess(words, start);
      processes.push(process);
      return process;
    },
  };
}

const killed: EngineExit = { status: null, signal: 'SIGKILL' };

function aProcess(words: readonly string[], start: FakeStart): FakeEngineProcess {
  const listeners = new Set<(message: unknown) => void>();
  const exitListeners: ((exit: EngineExit) => void)[] = [];
  let exited: EngineExit | null = null;
  const answer = (message: object) => {
    for (const listener of [...listeners]) listener(message);
  };
  const die = (exit: EngineExit = killed) => {
    if (exited !== null) return;
    exited = exit;
    for (const listener of exitListeners) listener(exit);
  };
  const sayHello = (id: number) => {
    if (start.kind === 'dies') return die({ status: null, signal: 'SIGABRT' });
    if (start.kind === 'refuses') {
      return answer({ id, failure: plainFailureFrom(new StudioError(start.code, 'It cannot work here.')) });
    }
    const executionProvider = words[words.indexOf('--provider') + 1];
    answer({ id, value: { version: '1', mediaRunner: 'fake ffmpeg', executionProvider, pid: 1 } });
  };
  const process: FakeEngineProcess = {
    words,
    received: [],
    answer,
    die,
    get isAlive() {
      return exited === null;
    },
    send(message) {
      const request = message as { id: number; name?: string; end?: true };
      if (request.end) return die({ status: 0, signal: null });
      if (request.name === 'engine.hello') queueMicrotask(() => sayHello(request.id));
      else process.received.push(request);
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onExit(listener) {
      if (exited === null) exitListeners.push(listener);
      else listener(exited);
    },
    kill: () => die(),
  };
  return process;
}
