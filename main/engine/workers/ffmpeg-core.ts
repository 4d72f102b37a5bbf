import type { CompiledModule } from './web-assembly.ts';

/** The parts of Emscripten's file system that are used. Numbers of errors are WASI's. */
export interface EmscriptenFs {
  readonly ErrnoError: new (errno: number) => Error;
  mkdir(path: string): void;
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: StreamOperations): void;
  mkdev(path: string, device: number): void;
  create(path: string, mode: number): FsNode;
  open(path: string, flags: 'r' | 'w'): FsStream;
}

/** A file of the program's own file system. */
export interface FsNode {
  stream_ops: StreamOperations;
  node_ops: NodeOperations;
  usedBytes: number;
}

/** What a file says of itself and how it is cut. */
export interface NodeOperations {
  getattr(node: FsNode): object;
  setattr(node: FsNode, change: { size?: number }): void;
}

/** An open file. */
export interface FsStream {
  readonly fd: number;
  position: number;
  seekable: boolean;
}

/** Reading and writing of one kind of file; positions and lengths in bytes, results as in POSIX. */
export interface StreamOperations {
  open?(stream: FsStream): void;
  close?(stream: FsStream): void;
  read?(stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number): number;
  write?(stream: FsStream, buffer: Int8Array, offset: number, length: number, position: number): number;
  llseek?(stream: FsStream, offset: number, whence: number): number;
}

/** `@ffmpeg/core` once it is loaded. */
export interface FfmpegCore {
  readonly FS: EmscriptenFs;
  exec(...words: string[]): number;
  /** The program itself; its status, which the wrapper `ffprobe` drops. @param words pointer to an array of C strings */
  _ffprobe(count: number, words: number): number;
  stringsToPtr(words: readonly string[]): number;
  setLogger(logger: (entry: { type: 'stdout' | 'stderr'; message: string }) => void): void;
}

/** The function that `@ffmpeg/core` exports. */
export type CreateFfmpegCore = (options: {
  instantiateWasm(imports: object, receive: (instance: object, module: CompiledModule) => void): object;
}) => Promise<FfmpegCore>;
