import { damagedCheckpoint } from './checkpoint-failures.ts';

/** No name, path or number of a checkpoint is longer. */
const longestText = 64 * 1024;
/** Bytes of the longest whole number. */
const longestNumber = 255;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a pickle's bytes from front to back; whatever would lie behind its end is damage. */
export class PickleBytes {
  readonly #bytes: Buffer;
  readonly #path: string;
  #at = 0;

  constructor(bytes: Buffer, path: string) {
    this.#bytes = bytes;
    this.#path = path;
  }

  /** Place of the next byte. */
  get position(): number {
    return this.#at;
  }

  uint8(): number {
    return this.#take(1).readUInt8();
  }

  uint16(): number {
    return this.#take(2).readUInt16LE();
  }

  int32(): number {
    return this.#take(4).readInt32LE();
  }

  uint32(): number {
    return this.#take(4).readUInt32LE();
  }

  /** A length; one that no memory could hold is damage. */
  uint64(): number {
    const bytes = this.#take(8);
    const length = bytes.readUInt32LE() + bytes.readUInt32LE(4) * 2 ** 32;
    if (!Number.isSafeInteger(length)) throw this.damage('claims a length that no file has');
    return length;
  }

  float64(): number {
    return this.#take(8).readDoubleBE();
  }

  /** Little-endian two's complement of any width, as Python's int. */
  wholeNumber(width: number): number | bigint {
    if (width > longestNumber) throw this.damage('holds a number that is too long');
    let value = 0n;
    for (const byte of this.#take(width).toReversed()) value = (value << 8n) | BigInt(byte);
    return asNumber(BigInt.asIntN(8 * width, value));
  }

  text(length: number): string {
    if (length > longestText) throw this.damage('holds a text that is too long');
    try {
      return decoder.decode(this.#take(length));
    } catch (cause) {
      if (cause instanceof TypeError) throw this.damage('holds a text that is not UTF-8', cause);
      throw cause;
    }
  }

  /** Text of Python 2: any byte is a letter. */
  latin1(length: number): string {
    if (length > longestText) throw this.damage('holds a text that is too long');
    return this.#take(length).toString('latin1');
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    return this.#take(length);
  }

  /** Text up to the end of the line, without it. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.damage('ends in the middle of a line');
    const text = this.latin1(end - this.#at);
    this.#at = end + 1;
    return text;
  }

  /** The failure of a pickle that is not whole; `problem` goes on from "its list of tensors". */
  damage(problem: string, cause?: unknown): Error {
    return damagedCheckpoint(
      this.#path,
      `is damaged: its list of tensors ${problem} (byte ${this.#at}). Download it again.`,
      cause,
    );
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw this.damage('ends too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** A number where it is exact, else a bigint. */
export function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
