import type { CompiledModule } from './web-assembly.ts';

/** A host file that the program may open under a name of its own. */
export interface MountedFile {
  readonly name: string;
  readonly hostPath: string;
  readonly access: 'read' | 'write';
}

/** What a worker needs to run one program. */
export interface FfmpegWorkerOrder {
  readonly coreScript: string;
  readonly module: CompiledModule;
  readonly program: 'ffmpeg' | 'ffprobe';
  readonly words: readonly string[];
  readonly files: readonly MountedFile[];
  readonly inputMemory: SharedArrayBuffer;
  readonly outputMemory: SharedArrayBuffer;
}

/** What a worker tells. 'moved': a queue has bytes or room again; 'ended': the program has ended and its files are closed. */
export type FfmpegWorkerMessage =
  | { readonly kind: 'moved' }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'ended'; readonly exitCode: number };

/** Words that stand for the two queues in an argument list; the worker puts its file numbers in their place. */
export const inputWord = 'facet:input';
export const outputWord = 'facet:output';
