import { unsafeCheckpoint } from './checkpoint-failures.ts';
import { asNumber, PickleBytes } from './pickle-bytes.ts';
import { callGlobal, isHarmlessGlobal, isKey, storageFrom } from './pickle-globals.ts';
import { isKind } from './pickle-values.ts';
import type { PickleValue } from './pickle-values.ts';

/** The official files take a few thousand steps. */
const mostSteps = 2_000_000;
/** Values waiting to be put into containers, and containers begun inside of each other. */
const mostWaiting = 100_000;

/** Instructions that make objects of classes or call what a pickle names; none is carried out. */
const callingInstructions: Readonly<Record<number, string>> = {
  0x6f: 'OBJ',
  0x82: 'EXT1',
  0x83: 'EXT2',
  0x84: 'EXT4',
  0x8f: 'EMPTY_SET',
  0x90: 'ADDITEMS',
  0x91: 'FROZENSET',
  0x92: 'NEWOBJ_EX',
  0x96: 'BYTEARRAY8',
  0x97: 'NEXT_BUFFER',
  0x98: 'READONLY_BUFFER',
};

/**
 * Reads a pickle of protocols 2 to 5 as far as torch.save uses it for state dicts, and runs nothing: the names it may call are a short
 * list, and what they make is data of ours. Steps, depth and lengths are limited, so a hostile file ends early.
 *
 * @throws StudioError 'models.checkpoint-damaged' for bytes that are no whole pickle, 'models.checkpoint-unsafe' with the name of what
 *         the pickle wants to call
 */
export function readPickle(bytes: Buffer, path: string): PickleValue {
  return new PickleMachine(bytes, path).run();
}

class PickleMachine {
  readonly #bytes: PickleBytes;
  readonly #path: string;
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack at which containers were begun. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Buffer, path: string) {
    this.#bytes = new PickleBytes(bytes, path);
    this.#path = path;
  }

  run(): PickleValue {
    for (let step = 0; step < mostSteps; step++) {
      const instruction = this.#bytes.uint8();
      if (instruction === 0x2e) return this.#pop();
      const isKnown =
        this.#scalar(instruction) ||
        this.#container(instruction) ||
        this.#memory(instruction) ||
        this.#object(instruction);
      if (!isKnown) throw this.#refuseOrDamage(instruction);
      if (this.#stack.length > mostWaiting || this.#marks.length > mostWaiting) throw this.#damage('nests too deeply');
    }
    throw this.#damage('does not end');
  }

  /** Numbers, texts, bytes. */
  #scalar(instruction: number): boolean {
    const bytes = this.#bytes;
    switch (instruction) {
      case 0x4e: // NONE
        return this.#push(null);
      case 0x88: // NEWTRUE
        return this.#push(true);
      case 0x89: // NEWFALSE
        return this.#push(false);
      case 0x4a: // BININT
        return this.#push(bytes.int32());
      case 0x4b: // BININT1
        return this.#push(bytes.uint8());
      case 0x4d: // BININT2
        return this.#push(bytes.uint16());
      case 0x8a: // LONG1
        return this.#push(bytes.wholeNumber(bytes.uint8()));
      case 0x8b: // LONG4
        return this.#push(bytes.wholeNumber(bytes.uint32()));
      case 0x47: // BINFLOAT
        return this.#push(bytes.float64());
      case 0x58: // BINUNICODE
        return this.#push(bytes.text(bytes.uint32()));
      case 0x8c: // SHORT_BINUNICODE
        return this.#push(bytes.text(bytes.uint8()));
      case 0x8d: // BINUNICODE8
        return this.#push(bytes.text(bytes.uint64()));
      case 0x54: // BINSTRING
        return this.#push(bytes.latin1(bytes.uint32()));
      case 0x55: // SHORT_BINSTRING
        return this.#push(bytes.latin1(bytes.uint8()));
      case 0x42: // BINBYTES
        return this.#push(bytes.bytes(bytes.uint32()));
      case 0x43: // SHORT_BINBYTES
        return this.#push(bytes.bytes(bytes.uint8()));
      case 0x8e: // BINBYTES8
        return this.#push(bytes.bytes(bytes.uint64()));
      default:
        return this.#textScalar(instruction);
    }
  }

  /** Values written as lines, of protocol 0; a pickle written by hand mixes them in. */
  #textScalar(instruction: number): boolean {
    switch (instruction) {
      case 0x49: // INT
      case 0x4c: {
        // LONG
        const line = this.#bytes.line();
        if (line === '00' || line === '01') return this.#push(line === '01');
        if (!/^-?\d{1,300}L?$/.test(line)) throw this.#damage('holds a number that is none');
        return this.#push(asNumber(BigInt(line.replace('L', ''))));
      }
      case 0x46: // FLOAT
        return this.#push(Number(this.#bytes.line()));
      case 0x53: // STRING
        return this.#push(this.#bytes.line().replace(/^(['"])(.*)\1$/, '$2'));
      case 0x56: // UNICODE
        return this.#push(this.#bytes.line());
      default:
        return false;
    }
  }

  /** Tuples, lists, dicts. */
  #container(instruction: number): boolean {
    switch (instruction) {
      case 0x28: // MARK
        this.#marks.push(this.#stack.length);
        return true;
      case 0x29: // EMPTY_TUPLE
        return this.#pushTuple(0);
      case 0x85: // TUPLE1 to TUPLE3
      case 0x86:
      case 0x87:
        return this.#pushTuple(instruction - 0x84);
      case 0x74: // TUPLE
        return this.#push({ kind: 'tuple', items: this.#popToMark() });
      case 0x5d: // EMPTY_LIST
        return this.#push({ kind: 'list', items: [] });
      case 0x61: // APPEND
        return this.#append([this.#pop()]);
      case 0x65: // APPENDS
        return this.#append(this.#popToMark());
      case 0x7d: // EMPTY_DICT
        return this.#push({ kind: 'dict', entries: new Map() });
      case 0x73: {
        // SETITEM
        const value = this.#pop();
        return this.#setItems([this.#pop(), value]);
      }
      case 0x75: // SETITEMS
        return this.#setItems(this.#popToMark());
      default:
        return false;
    }
  }

  /** What is kept for later, and what is dropped. */
  #memory(instruction: number): boolean {
    const bytes = this.#bytes;
    switch (instruction) {
      case 0x80: // PROTO
        if (bytes.uint8() > 5) throw this.#damage('is of a later protocol than 5');
        return true;
      case 0x95: // FRAME
        bytes.uint64();
        return true;
      case 0x68: // BINGET
        return this.#recall(bytes.uint8());
      case 0x6a: // LONG_BINGET
        return this.#recall(bytes.uint32());
      case 0x67: // GET
        return this.#recall(Number(bytes.line()));
      case 0x71: // BINPUT
        return this.#remember(bytes.uint8());
      case 0x72: // LONG_BINPUT
        return this.#remember(bytes.uint32());
      case 0x70: // PUT
        return this.#remember(Number(bytes.line()));
      case 0x94: // MEMOIZE
        return this.#remember(this.#memo.size);
      case 0x30: // POP
        this.#pop();
        return true;
      case 0x31: // POP_MARK
        this.#popToMark();
        return true;
      case 0x32: // DUP
        return this.#push(this.#top());
      default:
        return false;
    }
  }

  /** Names of Python's, and what they are called with. */
  #object(instruction: number): boolean {
    switch (instruction) {
      case 0x63: // GLOBAL
        return this.#pushGlobal(this.#bytes.line(), this.#bytes.line());
      case 0x69: // INST: a class of that name
        throw this.#refuse(`${this.#bytes.line()}.${this.#bytes.line()}`);
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        return this.#pushGlobal(this.#pop(), name);
      }
      case 0x51: // BINPERSID
        return this.#pushStorage(this.#pop());
      case 0x52: // REDUCE
      case 0x81: // NEWOBJ
        return this.#call();
      case 0x62: // BUILD
        return this.#dropState();
      default:
        return false;
    }
  }

  #pushGlobal(module: PickleValue, name: PickleValue): boolean {
    if (typeof module !== 'string' || typeof name !== 'string') throw this.#damage('has a name that is no text');
    const whole = `${module}.${name}`;
    if (!isHarmlessGlobal(whole)) throw this.#refuse(whole);
    return this.#push({ kind: 'global', name: whole });
  }

  #pushStorage(id: PickleValue): boolean {
    const storage = storageFrom(id);
    if (storage === null) throw this.#damage('names a tensor’s data in an unknown way');
    return this.#push(storage);
  }

  #call(): boolean {
    const args = this.#pop();
    const callee = this.#pop();
    if (!isKind(callee, 'global')) throw this.#refuse('something that is no name');
    if (!isKind(args, 'tuple')) throw this.#damage(`calls ${callee.name} without arguments`);
    const made = callGlobal(callee.name, args);
    if (made === null) throw this.#damage(`calls ${callee.name} with arguments that it does not take`);
    return this.#push(made);
  }

  /** State of an OrderedDict is what a module says of its version (`_metadata`): nothing that weights need. */
  #dropState(): boolean {
    const state = this.#pop();
    const isPlain = state === null || isKind(state, 'dict');
    if (!isPlain || !isKind(this.#top(), 'dict')) throw this.#refuse('an object with a state of its own (BUILD)');
    return true;
  }

  #append(items: readonly PickleValue[]): boolean {
    const list = this.#top();
    if (!isKind(list, 'list')) throw this.#damage('appends to what is no list');
    for (const item of items) list.items.push(item);
    return true;
  }

  #setItems(items: readonly PickleValue[]): boolean {
    const dict = this.#top();
    if (!isKind(dict, 'dict') || items.length % 2 !== 0) throw this.#damage('sets entries of what is no dict');
    for (let index = 0; index < items.length; index += 2) {
      const key = items[index];
      if (!isKey(key)) throw this.#damage('has a key that is neither text nor number');
      dict.entries.set(key, items[index + 1]);
    }
    return true;
  }

  #recall(index: number): boolean {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#damage('recalls what it never kept');
    return this.#push(value);
  }

  #remember(index: number): boolean {
    this.#memo.set(index, this.#top());
    return true;
  }

  #push(value: PickleValue): boolean {
    this.#stack.push(value);
    return true;
  }

  #pushTuple(length: number): boolean {
    const items = Array.from({ length }, () => this.#pop()).reverse();
    return this.#push({ kind: 'tuple', items });
  }

  #pop(): PickleValue {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #top(): PickleValue {
    const floor = this.#marks.at(-1) ?? 0;
    if (this.#stack.length <= floor) throw this.#damage('takes a value that is not there');
    return this.#stack[this.#stack.length - 1];
  }

  #popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#damage('ends what it never began');
    return this.#stack.splice(mark);
  }

  #damage(problem: string): Error {
    return this.#bytes.damage(problem);
  }

  #refuse(wanted: string): Error {
    const name = wanted.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100);
    return unsafeCheckpoint(this.#path, name, `wants to call ${name}.`);
  }

  #refuseOrDamage(instruction: number): Error {
    const name = callingInstructions[instruction];
    if (name !== undefined) return unsafeCheckpoint(this.#path, name, `holds an object that is no tensor (${name}).`);
    return this.#damage(`has an unknown instruction 0x${instruction.toString(16)}`);
  }
}
