import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaRunnerInfo } from '../../../core/ports/media.ts';

/** A file of the host as one argument. Each runner gives it the name under which its ffmpeg can open it. */
export interface HostFile {
  readonly kind: 'input' | 'output';
  readonly path: string;
}

/** The stream that the program reads from or writes to this process. */
export interface HostPipe {
  readonly kind: 'stdin' | 'stdout';
}

/** One argument of ffmpeg or ffprobe: a word, a file, or a pipe. */
export type RunArgument = string | HostFile | HostPipe;

/** What to run and how. */
export interface RunRequest {
  readonly program: 'ffmpeg' | 'ffprobe';
  readonly arguments: readonly RunArgument[];
  readonly signal?: AbortSignalLike | undefined;
  /** Ends the program when it neither takes nor gives a byte for so long; ms. */
  readonly stallLimitMs?: number | undefined;
  /** Receives each line of the program's messages. */
  readonly onMessage?: ((line: string) => void) | undefined;
}

/** How a program ended. */
export interface RunResult {
  readonly exitCode: number;
  /** The last lines of its messages, for errors. */
  readonly lastMessages: string;
  readonly endedBy: 'itself' | 'abort' | 'stall' | 'kill';
}

/** A running program. */
export interface MediaRun {
  /**
   * Fills `target` from the program's output.
   * @returns bytes written to target: fewer than its length only at the end of the output
   */
  readInto(target: Uint8Array): Promise<number>;
  /**
   * Hands bytes to the program; resolves when they may be overwritten and there is room for more.
   * Resolves too when the program no longer reads: `result` then says why.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the program's input. */
  endInput(): void;
  /** Settles when the program has ended and everything it wrote is on disk; never rejects. */
  readonly result: Promise<RunResult>;
  /** Ends the program now; safe at any time. */
  kill(): void;
}

/** Runs ffmpeg: a native program or the WebAssembly build in a worker thread, with the same arguments. */
export interface MediaRunner {
  start(request: RunRequest): MediaRun;
  runnerInfo(): MediaRunnerInfo;
}

/** Collects the whole output of a run as text; for small outputs. */
export async function readText(run: MediaRun): Promise<string> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(65_536);
  let text = '';
  for (;;) {
    const count = await run.readInto(chunk);
    text += decoder.decode(chunk.subarray(0, count), { stream: true });
    if (count < chunk.length) return text + decoder.decode();
  }
}
