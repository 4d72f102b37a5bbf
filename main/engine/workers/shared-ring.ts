/**
 * A byte queue in shared memory between one writer and one reader in two threads. The program's side may block its thread
 * (it runs inside WebAssembly and can not wait otherwise); this process's side never does: it raises a flag and is told by message.
 */
const writtenSlot = 0;
const readSlot = 1;
const closedSlot = 2;
const flagSlot = 3;
const headerBytes = 16;
/** Room for two pictures of 1080p or more; a power of two, so that counters may overflow. */
const capacity = 1 << 23;

/** Memory for one queue. */
export function makeRingMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + capacity);
}

/** One end of a queue; both ends are made over the same memory. */
export class SharedRing {
  readonly #state: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.#state = new Int32Array(memory, 0, headerBytes / 4);
    this.#bytes = new Uint8Array(memory, headerBytes, capacity);
  }

  /** Copies as much of `source` as there is room for. @returns bytes taken */
  push(source: Uint8Array): number {
    const written = Atomics.load(this.#state, writtenSlot);
    const count = Math.min(source.length, capacity - this.#filled());
    const start = (written >>> 0) % capacity;
    const first = Math.min(count, capacity - start);
    this.#bytes.set(source.subarray(0, first), start);
    this.#bytes.set(source.subarray(first, count), 0);
    Atomics.store(this.#state, writtenSlot, (written + count) | 0);
    Atomics.notify(this.#state, writtenSlot);
    return count;
  }

  /** Copies as much into `target` as there is. @returns bytes given */
  pull(target: Uint8Array): number {
    const read = Atomics.load(this.#state, readSlot);
    const count = Math.min(target.length, this.#filled());
    const start = (read >>> 0) % capacity;
    const first = Math.min(count, capacity - start);
    target.set(this.#bytes.subarray(start, start + first), 0);
    target.set(this.#bytes.subarray(0, count - first), first);
    Atomics.store(this.#state, readSlot, (read + count) | 0);
    Atomics.notify(this.#state, readSlot);
    return count;
  }

  /** Says that nothing more will be pushed. */
  close(): void {
    Atomics.store(this.#state, closedSlot, 1);
    Atomics.notify(this.#state, writtenSlot);
  }

  get isClosed(): boolean {
    return Atomics.load(this.#state, closedSlot) === 1;
  }

  get hasBytes(): boolean {
    return this.#filled() > 0;
  }

  get hasRoom(): boolean {
    return this.#filled() < capacity;
  }

  /** Blocks this thread until there are bytes or the queue is closed. */
  awaitBytes(): void {
    while (!this.hasBytes && !this.isClosed) {
      const written = Atomics.load(this.#state, writtenSlot);
      // A push between the test and the wait changes the counter, so the wait returns at once; a close does not: hence the limit.
      if (!this.hasBytes && !this.isClosed) Atomics.wait(this.#state, writtenSlot, written, 50);
    }
  }

  /** Blocks this thread until there is room. */
  awaitRoom(): void {
    while (!this.hasRoom) {
      const read = Atomics.load(this.#state, readSlot);
      if (!this.hasRoom) Atomics.wait(this.#state, readSlot, read, 50);
    }
  }

  /** Asks the other side for a message after its next step. Test the condition again after this call, before waiting. */
  raiseFlag(): void {
    Atomics.store(this.#state, flagSlot, 1);
  }

  /** True once for each {@link raiseFlag}. */
  takeFlag(): boolean {
    return Atomics.exchange(this.#state, flagSlot, 0) === 1;
  }

  #filled(): number {
    return (Atomics.load(this.#state, writtenSlot) - Atomics.load(this.#state, readSlot)) >>> 0;
  }
}
