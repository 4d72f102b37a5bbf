import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { EmscriptenFs, FfmpegCore, StreamOperations } from './ffmpeg-core.ts';
import type { MountedFile } from './ffmpeg-messages.ts';
import type { SharedRing } from './shared-ring.ts';

/** WASI numbers of the errors that a host file can meet; everything else is an input/output error. */
const errnoOf: Readonly<Record<string, number>> = {
  EACCES: 2,
  EDQUOT: 19,
  EFBIG: 22,
  EISDIR: 31,
  ENOENT: 44,
  ENOSPC: 51,
  EPERM: 63,
  EROFS: 69,
};
const ioErrno = 29;

/** Runs a host operation; its error becomes one that the program understands. */
function guarded<T>(fs: EmscriptenFs, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw new fs.ErrnoError(errnoOf[(error as NodeJS.ErrnoException).code ?? ''] ?? ioErrno);
  }
}

/**
 * Lets the program open a host file under a name of its own. The file is opened when the program opens it, and read and
 * written in place at any position, so nothing of it lies in the program's memory.
 */
export function mountFile(core: FfmpegCore, file: MountedFile): void {
  const fs = core.FS;
  // Made when it is first opened, kept when it is opened again: the program cuts it itself.
  const flags = file.access === 'write' ? constants.O_RDWR | constants.O_CREAT : constants.O_RDONLY;
  // Each opening has its own number: with faststart ffmpeg reads a file back while it still writes it.
  const numbers = new Map<object, number>();
  const sizeOf = (): number => {
    const [number] = numbers.values();
    if (number !== undefined) return fstatSync(number).size;
    const opened = openSync(file.hostPath, 'r');
    const { size } = fstatSync(opened);
    closeSync(opened);
    return size;
  };
  const operations: StreamOperations = {
    open: (stream) => {
      numbers.set(
        stream,
        guarded(fs, () => openSync(file.hostPath, flags)),
      );
    },
    close: (stream) => {
      const number = numbers.get(stream);
      numbers.delete(stream);
      if (number !== undefined)
        guarded(fs, () => {
          closeSync(number);
        });
    },
    read: (stream, buffer, offset, length, position) =>
      guarded(fs, () => readSync(numbers.get(stream) ?? -1, buffer, offset, length, position)),
    write: (stream, buffer, offset, length, position) =>
      guarded(fs, () => writeSync(numbers.get(stream) ?? -1, buffer, offset, length, position)),
    llseek: (stream, offset, whence) => {
      const base = whence === 1 ? stream.position : whence === 2 ? guarded(fs, sizeOf) : 0;
      // 28: invalid argument.
      if (base + offset < 0) throw new fs.ErrnoError(28);
      return base + offset;
    },
  };
  const node = fs.create(file.name, file.access === 'write' ? 0o666 : 0o444);
  const { node_ops: memoryOperations } = node;
  node.stream_ops = operations;
  node.node_ops = {
    ...memoryOperations,
    setattr: (changed, change) => {
      const { size, ...rest } = change;
      memoryOperations.setattr(changed, rest);
      if (size === undefined) return;
      guarded(fs, () => {
        const opened = openSync(file.hostPath, flags);
        // As with O_TRUNC, only a regular file is cut.
        if (fstatSync(opened).isFile()) ftruncateSync(opened, size);
        closeSync(opened);
      });
    },
  };
  Object.defineProperty(node, 'usedBytes', { get: () => guarded(fs, sizeOf), set: () => undefined });
}

/** Opens a queue as a file that can not be sought in. @returns its file number */
export function openQueue(
  core: FfmpegCore,
  name: string,
  direction: 'input' | 'output',
  ring: SharedRing,
  moved: () => void,
): number {
  const fs = core.FS;
  const device = fs.makedev(80, direction === 'input' ? 0 : 1);
  fs.registerDevice(device, {
    open: (stream) => {
      stream.seekable = false;
    },
    read: (_stream, buffer, offset, length) => {
      ring.awaitBytes();
      const count = ring.pull(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      if (ring.takeFlag()) moved();
      return count;
    },
    write: (_stream, buffer, offset, length) => {
      pushAll(ring, new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length), moved);
      return length;
    },
  });
  fs.mkdev(name, device);
  return fs.open(name, direction === 'input' ? 'r' : 'w').fd;
}

/** Puts all bytes into a queue, waiting for room as often as it takes. */
export function pushAll(ring: SharedRing, bytes: Uint8Array, moved: () => void): void {
  for (let done = 0; done < bytes.length;) {
    ring.awaitRoom();
    done += ring.push(bytes.subarray(done));
    if (ring.takeFlag()) moved();
  }
}
