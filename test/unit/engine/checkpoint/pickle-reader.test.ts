import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../../../core/errors.ts';
import { readPickle } from '../../../../main/engine/checkpoint/pickle-reader.ts';
import { isKind } from '../../../../main/engine/checkpoint/pickle-values.ts';
import type { PickleValue } from '../../../../main/engine/checkpoint/pickle-values.ts';
import { floats, pickled, pickledTensor } from '../../../support/a-checkpoint.ts';

const read = (bytes: Buffer | string) => readPickle(Buffer.from(bytes as string, 'latin1'), '/ck/motion_model.pth');
const value = (bytes: Buffer) => read(pickled.file(bytes));
const entriesOf = (found: PickleValue) => (isKind(found, 'dict') ? [...found.entries] : null);

describe('the reader of pickles', () => {
  it.each([
    ['nothing', pickled.none, null],
    ['true', pickled.yes, true],
    ['a whole number', pickled.int(-70_000), -70_000],
    ['a byte', Buffer.from('4b07', 'hex'), 7],
    ['two bytes', Buffer.from('4d0102', 'hex'), 513],
    ['a long number', pickled.long(-(2n ** 40n)), -(2 ** 40)],
    ['a number beyond the exact ones', pickled.long(2n ** 60n), 2n ** 60n],
    ['zero as a long number', Buffer.from('8a00', 'hex'), 0],
    ['a float', Buffer.from('473ff8000000000000', 'hex'), 1.5],
    ['text', pickled.text('입모양'), '입모양'],
    ['short text of protocol 4', Buffer.from('8c026869', 'hex'), 'hi'],
    ['text of Python 2', Buffer.from('5502e968', 'hex'), 'éh'],
    ['a number as a line', Buffer.from('I42\n'), 42],
    ['a truth as a line', Buffer.from('I01\n'), true],
  ])('reads %s', (_, bytes, expected) => {
    expect(value(bytes)).toEqual(expected);
  });

  it('reads containers in each other', () => {
    const found = value(pickled.tuple(pickled.list(pickled.int(1), pickled.none), Buffer.from(')')));
    expect(found).toEqual({
      kind: 'tuple',
      items: [
        { kind: 'list', items: [1, null] },
        { kind: 'tuple', items: [] },
      ],
    });
  });

  it('recalls what it kept, so that one list is one list', () => {
    const found = read(
      Buffer.concat([
        Buffer.from([0x80, 4, 0x95, 9, 0, 0, 0, 0, 0, 0, 0]),
        Buffer.from('](]\x94K\x05a0h\x00h\x00e.', 'latin1'),
      ]),
    );
    expect(found).toEqual({
      kind: 'list',
      items: [
        { kind: 'list', items: [5] },
        { kind: 'list', items: [5] },
      ],
    });
    expect(isKind(found, 'list') && found.items[0] === found.items[1]).toBe(true);
  });

  it('reads an ordered dict with the versions that a module leaves on it', () => {
    const ordered = pickled.call(pickled.global('collections', 'OrderedDict'));
    const filled = Buffer.concat([ordered, Buffer.from('('), pickled.text('a'), pickled.int(1), Buffer.from('u')]);
    const built = Buffer.concat([filled, pickled.dict([pickled.text('_metadata'), ordered]), Buffer.from('b')]);
    expect(entriesOf(value(built))).toEqual([['a', 1]]);
  });

  it('reads a tensor as a view of a storage, and a parameter as its tensor', () => {
    const tensor = {
      kind: 'tensor',
      offset: 0,
      shape: [2, 3],
      strides: [3, 1],
      storage: { kind: 'storage', type: 'float32', key: '7', length: 6 },
    };
    const bytes = pickledTensor(floats([2, 3], []), '7');
    expect(value(bytes)).toEqual(tensor);
    const parameter = pickled.call(
      pickled.global('torch._utils', '_rebuild_parameter'),
      bytes,
      pickled.yes,
      pickled.none,
    );
    expect(value(parameter)).toEqual(tensor);
  });

  it('keeps names of properties as plain text keys', () => {
    const found = value(
      pickled.dict(
        [pickled.text('__proto__'), pickled.dict([pickled.text('polluted'), pickled.yes])],
        [pickled.text('constructor'), pickled.int(1)],
      ),
    );
    expect(entriesOf(found)?.map(([key]) => key)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['os.system', 'cos\nsystem\n'],
    ['posix.system', 'cposix\nsystem\n'],
    ['builtins.eval', 'cbuiltins\neval\n'],
    ['__builtin__.getattr', 'c__builtin__\ngetattr\n'],
    ['torch.load', 'ctorch\nload\n'],
    ['torch.hub.load', 'ctorch.hub\nload\n'],
    ['torch.storage._load_from_bytes', 'ctorch.storage\n_load_from_bytes\n'],
    ['torch._utils._rebuild_tensor_v2.__globals__', 'ctorch._utils\n_rebuild_tensor_v2.__globals__\n'],
    ['collections.namedtuple', 'ccollections\nnamedtuple\n'],
    ['numpy.core.multiarray._reconstruct', 'cnumpy.core.multiarray\n_reconstruct\n'],
    ['torch.FloatStorage.from_file', 'ctorch\nFloatStorage.from_file\n'],
    ['os.sys?tem', 'cos\nsys\x07tem\n'],
  ])('refuses to name %s', (wanted, bytes) => {
    expect(() => read(`\x80\x02${bytes}.`)).toThrow(
      expect.objectContaining({
        code: 'models.checkpoint-unsafe',
        message: expect.stringContaining(`wants to call ${wanted}.`),
        details: { wanted, path: '/ck/motion_model.pth' },
      }),
    );
  });

  it.each([
    ['a name made of two texts', Buffer.concat([pickled.stackGlobal('builtins', 'exec')])],
    ['an instance (INST)', Buffer.from('(ios\nsystem\n')],
    ['an object (OBJ)', Buffer.from('(o')],
    ['a registered extension', Buffer.from('8201', 'hex')],
    ['a class called with names (NEWOBJ_EX)', Buffer.from([0x92])],
    ['a set', Buffer.from([0x8f])],
    ['an array of bytes', Buffer.from('960000000000000000', 'hex')],
    ['a buffer from elsewhere', Buffer.from([0x97])],
    ['a call of a number', Buffer.from('K\x01)R', 'latin1')],
    ['a state for a list', Buffer.from(']}b')],
    ['a state that is a tuple', Buffer.from('})b')],
  ])('refuses %s', (_, bytes) => {
    expect(() => value(bytes)).toThrow(expect.objectContaining({ code: 'models.checkpoint-unsafe' }));
  });

  it.each([
    ['an end in the middle', '\x80\x02}', /ends too early/],
    ['nothing at all', '', /ends too early/],
    ['a value that is not there', '\x80\x020.', /not there/],
    ['a value from outside of a container', '\x80\x02K\x01(0.', /not there/],
    ['an end of what never began', '\x80\x02t.', /never began/],
    ['what it never kept', '\x80\x02h\x05.', /never kept/],
    ['items for a number', '\x80\x02K\x01(K\x02e.', /no list/],
    ['entries for a list', '\x80\x02](K\x01K\x02u.', /no dict/],
    ['a key without a value', '\x80\x02}(K\x01u.', /no dict/],
    ['a list as a key', '\x80\x02}(]K\x02u.', /key/],
    ['a text longer than the file', '\x80\x02X\xff\xff\x00\x00hi.', /too early/],
    ['a text that is too long', `\x80\x02X\x00\x00\x02\x00${'a'.repeat(131_072)}.`, /too long/],
    ['a text that is no UTF-8', '\x80\x02X\x02\x00\x00\x00\xff\xfe.', /not UTF-8/],
    ['a length that no file has', '\x80\x02\x8d\xff\xff\xff\xff\xff\xff\xff\xff.', /length that no file has/],
    ['a number that is too long', '\x80\x02\x8b\xff\xff\xff\x7f.', /too long/],
    ['a line without an end', '\x80\x02cos', /middle of a line/],
    ['a line that is no number', '\x80\x02Iforty\n.', /number/],
    ['a later protocol', '\x80\x06.', /protocol/],
    ['an unknown instruction', '\x80\x02\xfe.', /unknown instruction 0xfe/],
    ['a persistent id of another kind', '\x80\x02K\x01Q.', /unknown way/],
    ['containers that are too deep', `\x80\x02${'('.repeat(100_001)}.`, /too deeply/],
    ['more values than anything has', `\x80\x02${'N'.repeat(100_001)}.`, /too deeply/],
    ['a program that does not end', `\x80\x02N${'20'.repeat(1_000_001)}.`, /does not end/],
  ])('says what is wrong with %s', (_, bytes, problem) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: 'models.checkpoint-damaged', message: expect.stringMatching(problem) }),
    );
  });

  it.each([
    ['another number of arguments', pickled.call(pickled.global('torch._utils', '_rebuild_tensor_v2'), pickled.int(1))],
    [
      'no storage',
      pickled.call(
        pickled.global('torch._utils', '_rebuild_tensor_v2'),
        pickled.int(1),
        pickled.int(0),
        pickled.tuple(),
        pickled.tuple(),
      ),
    ],
    ['a negative size', pickledTensor({ shape: [-2], bytes: new Uint8Array(0), claimedLength: 1 }, '0')],
    ['a negative offset', pickledTensor({ shape: [1], offset: -1, bytes: new Uint8Array(0) }, '0')],
    ['a negative stride', pickledTensor({ shape: [2], strides: [-1], bytes: new Uint8Array(0) }, '0')],
    [
      'a stride too few',
      pickledTensor({ shape: [2, 2], strides: [1], bytes: new Uint8Array(0), claimedLength: 4 }, '0'),
    ],
    ['too many dimensions', pickledTensor({ shape: new Array<number>(17).fill(1), bytes: new Uint8Array(0) }, '0')],
    [
      'more numbers than can be counted',
      pickledTensor(
        { shape: [2 ** 30, 2 ** 30, 8], bytes: new Uint8Array(0), claimedLength: 1, strides: [0, 0, 0] },
        '0',
      ),
    ],
    ['a path as the name of its data', pickledTensor({ shape: [1], bytes: new Uint8Array(0) }, '../x')],
  ])('takes no tensor with %s', (_, bytes) => {
    expect(() => value(bytes)).toThrow(expect.objectContaining({ code: 'models.checkpoint-damaged' }));
  });

  it('answers or refuses whatever bytes it gets', () => {
    const whole = pickled.file(
      pickled.dict(
        [pickled.text('a.weight'), pickledTensor(floats([2, 3], []), '0')],
        [pickled.text('a.bias'), pickledTensor(floats([3], []), '1')],
      ),
    );
    let state = 77_345;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const bugs: unknown[] = [];
    let refused = 0;
    for (let round = 0; round < 5000; round++) {
      const bytes = Buffer.from(whole);
      for (let flips = random(4); flips >= 0; flips--) bytes[random(bytes.length)] = random(256);
      try {
        readPickle(bytes, 'x.pth');
      } catch (failure) {
        refused += 1;
        if (!isStudioError(failure)) bugs.push(failure);
      }
    }
    expect(bugs).toEqual([]);
    expect(refused).toBeGreaterThan(2500);
  });
});
