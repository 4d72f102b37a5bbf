import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { resolve } from 'node:path';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaRunnerInfo } from '../../../core/ports/media.ts';
import type { MediaRun, MediaRunner, RunArgument, RunRequest, RunResult } from './media-runner.ts';
import { MessageTail } from './message-tail.ts';
import type { NativeFfmpeg } from './resolve-ffmpeg.ts';

/** Programs that run now: a process that ends in the middle of work must not leave them behind. */
const running = new Set<ChildProcessWithoutNullStreams>();
let isWatchingExit = false;

function endWithThisProcess(child: ChildProcessWithoutNullStreams): void {
  running.add(child);
  child.once('close', () => running.delete(child));
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.once('exit', () => {
    for (const one of running) one.kill('SIGKILL');
  });
}

/** Runs a native ffmpeg as a child process; frames travel through its pipes. */
export class NativeRunner implements MediaRunner {
  readonly #ffmpeg: NativeFfmpeg;

  constructor(ffmpeg: NativeFfmpeg) {
    this.#ffmpeg = ffmpeg;
  }

  start(request: RunRequest): MediaRun {
    const program = request.program === 'ffmpeg' ? this.#ffmpeg.path : (this.#ffmpeg.probePath ?? 'ffprobe');
    // `-nostdin` keeps ffmpeg from taking frames for key presses; ffprobe does not know it.
    const leading = request.program === 'ffmpeg' ? ['-nostdin', '-hide_banner'] : ['-hide_banner'];
    const child = spawn(program, [...leading, ...request.arguments.map(wordOf)], { stdio: 'pipe', windowsHide: true });
    endWithThisProcess(child);
    return new NativeRun(child, request);
  }

  /** True when an ffprobe of the same build lies beside the program. */
  get hasProbe(): boolean {
    return this.#ffmpeg.probePath !== null;
  }

  runnerInfo(): MediaRunnerInfo {
    return { kind: 'native', version: this.#ffmpeg.version, path: this.#ffmpeg.path, encoders: this.#ffmpeg.encoders };
  }
}

/** `file:` takes the rest as a path whatever it looks like: a leading dash, a colon, a percent sign. */
function wordOf(argument: RunArgument): string {
  if (typeof argument === 'string') return argument;
  switch (argument.kind) {
    case 'stdin':
      return 'pipe:0';
    case 'stdout':
      return 'pipe:1';
    case 'input':
    case 'output':
      return `file:${resolve(argument.path)}`;
  }
}

class NativeRun implements MediaRun {
  readonly result: Promise<RunResult>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #messages: MessageTail;
  #endedBy: RunResult['endedBy'] = 'itself';
  #inputClosed = false;
  #outputEnded = false;
  #stallTimer: NodeJS.Timeout | undefined;
  readonly #stallLimitMs: number | undefined;

  constructor(child: ChildProcessWithoutNullStreams, request: RunRequest) {
    this.#child = child;
    this.#messages = new MessageTail(request.onMessage);
    this.#stallLimitMs = request.stallLimitMs;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#messages.push(text);
    });
    // A program that stops reading breaks the pipe; its exit status tells why, so the pipe's own error says nothing new.
    child.stdin.on('error', () => (this.#inputClosed = true));
    child.stdin.on('close', () => (this.#inputClosed = true));
    for (const event of ['end', 'close', 'error']) child.stdout.on(event, () => (this.#outputEnded = true));
    // Without a listener for 'readable' Node throws unread output away when the program ends first.
    child.stdout.on('readable', () => undefined);
    this.result = this.#awaitEnd(request.signal);
    this.#watchStall();
  }

  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const wanted = target.length - filled;
      const stdout = this.#child.stdout;
      const chunk = (stdout.read(Math.min(wanted, stdout.readableLength)) ?? null) as Buffer | null;
      if (chunk && chunk.length > 0) {
        target.set(chunk, filled);
        filled += chunk.length;
        this.#watchStall();
      } else if (this.#outputEnded) {
        break;
      } else {
        await this.#nextOutput();
      }
    }
    return filled;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#inputClosed) return;
    // The callback comes when the bytes have left this process: only then may the caller reuse its memory.
    await new Promise<void>((done) => {
      const finish = (): void => {
        this.#child.stdin.off('close', finish);
        done();
      };
      this.#child.stdin.once('close', finish);
      this.#child.stdin.write(bytes, finish);
    });
    this.#watchStall();
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  kill(): void {
    this.#end('kill');
  }

  #nextOutput(): Promise<void> {
    const { stdout } = this.#child;
    return new Promise((done) => {
      const finish = (): void => {
        for (const event of ['readable', 'end', 'close', 'error']) stdout.off(event, finish);
        done();
      };
      for (const event of ['readable', 'end', 'close', 'error']) stdout.on(event, finish);
    });
  }

  #end(reason: RunResult['endedBy']): void {
    if (this.#endedBy === 'itself') this.#endedBy = reason;
    // ffmpeg catches the polite signal and would first finish the file.
    this.#child.kill('SIGKILL');
    this.#child.stdout.destroy();
    this.#child.stdin.destroy();
  }

  #watchStall(): void {
    if (this.#stallLimitMs === undefined) return;
    clearTimeout(this.#stallTimer);
    this.#stallTimer = setTimeout(() => {
      this.#end('stall');
    }, this.#stallLimitMs);
  }

  #awaitEnd(signal: AbortSignalLike | undefined): Promise<RunResult> {
    const onAbort = (): void => {
      this.#end('abort');
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    return new Promise((settle) => {
      const finish = (exitCode: number): void => {
        clearTimeout(this.#stallTimer);
        signal?.removeEventListener('abort', onAbort);
        settle({ exitCode, lastMessages: this.#messages.text(), endedBy: this.#endedBy });
      };
      this.#child.once('error', (error) => {
        this.#messages.push(`${error.message}\n`);
        this.#outputEnded = true;
        finish(-1);
      });
      // 'close' comes after the message pipe is drained, unlike 'exit'.
      this.#child.once('close', (code) => {
        finish(code ?? -1);
      });
    });
  }
}
