import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaRunnerInfo } from '../../../core/ports/media.ts';
import {
  inputWord,
  outputWord,
  type FfmpegWorkerMessage,
  type FfmpegWorkerOrder,
  type MountedFile,
} from '../workers/ffmpeg-messages.ts';
import { makeRingMemory, SharedRing } from '../workers/shared-ring.ts';
import { webAssembly, type CompiledModule } from '../workers/web-assembly.ts';
import type { MediaRun, MediaRunner, RunRequest, RunResult } from './media-runner.ts';
import { MessageTail } from './message-tail.ts';

/** What `@ffmpeg/core` 0.12.10 is built from; it is pinned, so asking it each time would only cost a start. */
const coreVersion = '5.1.4 (@ffmpeg/core 0.12.10)';
const coreEncoders = ['aac', 'libx264'];

/** Beside this file in the sources, beside the bundle in a build (`electron.vite.config.ts` names the worker as an entry). */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? '../workers/ffmpeg-wasm-worker.ts' : './ffmpeg-wasm-worker.js',
  import.meta.url,
);

/** The compiled program, shared by all threads of this process. */
interface LoadedCore {
  readonly script: string;
  readonly module: CompiledModule;
}

/**
 * Runs `@ffmpeg/core` in a worker thread: needs nothing but this package. Host files are opened in place, and raw data
 * passes through shared memory, so that neither lies in the program's own memory.
 */
export class WasmRunner implements MediaRunner {
  #core: Promise<LoadedCore> | undefined;

  start(request: RunRequest): MediaRun {
    this.#core ??= loadCore();
    return new WasmRun(this.#core, request);
  }

  runnerInfo(): MediaRunnerInfo {
    return { kind: 'wasm', version: coreVersion, path: null, encoders: coreEncoders };
  }
}

async function loadCore(): Promise<LoadedCore> {
  const require = createRequire(import.meta.url);
  const module = await webAssembly.compile(await readFile(require.resolve('@ffmpeg/core/wasm')));
  return { script: require.resolve('@ffmpeg/core'), module };
}

/** Gives every host file a plain name in the program's file system; the extension stays, some formats are known by it. */
function translate(request: RunRequest): { words: string[]; files: MountedFile[] } {
  const files: MountedFile[] = [];
  const words = request.arguments.map((argument) => {
    if (typeof argument === 'string') return argument;
    if (!('path' in argument)) return argument.kind === 'stdin' ? inputWord : outputWord;
    const known = files.find((file) => file.hostPath === argument.path);
    const name = known?.name ?? `/facet/file${String(files.length)}${extname(argument.path).replace(/[^\w.]/g, '')}`;
    if (!known) files.push({ name, hostPath: argument.path, access: argument.kind === 'output' ? 'write' : 'read' });
    return `file:${name}`;
  });
  return { words: ['-hide_banner', ...words], files };
}

class WasmRun implements MediaRun {
  readonly result: Promise<RunResult>;
  readonly #inputMemory = makeRingMemory();
  readonly #outputMemory = makeRingMemory();
  readonly #input = new SharedRing(this.#inputMemory);
  readonly #output = new SharedRing(this.#outputMemory);
  readonly #messages: MessageTail;
  readonly #stallLimitMs: number | undefined;
  #stallTimer: NodeJS.Timeout | undefined;
  #worker: Worker | undefined;
  #endedBy: RunResult['endedBy'] = 'itself';
  #hasEnded = false;
  #exitCode = -1;
  #wakers: (() => void)[] = [];

  constructor(core: Promise<LoadedCore>, request: RunRequest) {
    this.#messages = new MessageTail(request.onMessage);
    this.#stallLimitMs = request.stallLimitMs;
    this.result = this.#runToEnd(core, request);
  }

  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const count = this.#output.pull(target.subarray(filled));
      filled += count;
      if (count > 0) this.#watchStall();
      else if (this.#hasEnded) break;
      else await this.#step(this.#output, () => this.#output.hasBytes);
    }
    return filled;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length && !this.#hasEnded;) {
      const count = this.#input.push(bytes.subarray(done));
      done += count;
      if (count > 0) this.#watchStall();
      else await this.#step(this.#input, () => this.#input.hasRoom);
    }
  }

  endInput(): void {
    this.#input.close();
  }

  kill(): void {
    this.#end('kill');
  }

  /** Waits until the program has moved a queue or has ended. */
  #step(ring: SharedRing, isReady: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#wakers.push(done);
      ring.raiseFlag();
      // The program may have moved between the last look and the flag; then no message comes.
      if (isReady() || this.#hasEnded) this.#wake();
    });
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }

  #end(reason: RunResult['endedBy']): void {
    if (this.#hasEnded) return;
    if (this.#endedBy === 'itself') this.#endedBy = reason;
    void this.#worker?.terminate();
  }

  #watchStall(): void {
    if (this.#stallLimitMs === undefined) return;
    clearTimeout(this.#stallTimer);
    this.#stallTimer = setTimeout(() => {
      this.#end('stall');
    }, this.#stallLimitMs);
  }

  async #runToEnd(core: Promise<LoadedCore>, request: RunRequest): Promise<RunResult> {
    const onAbort = (): void => {
      this.#end('abort');
    };
    try {
      if (request.signal?.aborted) onAbort();
      request.signal?.addEventListener('abort', onAbort, { once: true });
      const loaded = await core;
      const { words, files } = translate(request);
      await assertInputsExist(files);
      if (this.#endedBy === 'itself') await this.#runWorker(loaded, request.program, words, files, request.signal);
    } catch (error) {
      this.#messages.push(`${error instanceof Error ? error.message : String(error)}\n`);
    }
    clearTimeout(this.#stallTimer);
    request.signal?.removeEventListener('abort', onAbort);
    this.#hasEnded = true;
    this.#wake();
    return {
      exitCode: this.#endedBy === 'itself' ? this.#exitCode : -1,
      lastMessages: this.#messages.text(),
      endedBy: this.#endedBy,
    };
  }

  async #runWorker(
    core: LoadedCore,
    program: RunRequest['program'],
    words: string[],
    files: MountedFile[],
    signal?: AbortSignalLike,
  ): Promise<void> {
    const order: FfmpegWorkerOrder = {
      coreScript: core.script,
      module: core.module,
      program,
      words,
      files,
      inputMemory: this.#inputMemory,
      outputMemory: this.#outputMemory,
    };
    const worker = new Worker(workerUrl, { workerData: order });
    this.#worker = worker;
    this.#watchStall();
    worker.on('message', (message: FfmpegWorkerMessage) => {
      if (message.kind === 'line') this.#messages.push(`${message.line}\n`);
      else if (message.kind === 'ended') this.#exitCode = message.exitCode;
      if (message.kind === 'moved') this.#wake();
    });
    worker.on('error', (error: Error) => {
      this.#messages.push(`${error.message}\n`);
    });
    if (signal?.aborted) this.#end('abort');
    // The thread's exit, not the program's, closes its files.
    await new Promise<void>((done) => {
      worker.once('exit', () => {
        done();
      });
    });
  }
}

/** The program sees every mounted file as present; a missing one must fail as a native run does. */
async function assertInputsExist(files: readonly MountedFile[]): Promise<void> {
  for (const file of files) {
    if (file.access !== 'read') continue;
    await stat(file.hostPath).catch(() => {
      throw new Error(`${file.hostPath}: No such file or directory`);
    });
  }
}
