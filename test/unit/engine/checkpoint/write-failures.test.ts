import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../core/errors.ts';
import { asWriteFailure } from '../../../../main/engine/checkpoint/write-failures.ts';

const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });

describe('a failure of the file system while a pack is written', () => {
  it.each([
    ['ENOSPC', 'export.disk-full', /no room/],
    ['EDQUOT', 'export.disk-full', /no room/],
    ['EACCES', 'export.not-writable', /cannot be written/],
    ['EROFS', 'export.not-writable', /cannot be written/],
  ])('%s is %s', (system, code, sentence) => {
    const cause = systemError(system);
    const failure = asWriteFailure(cause, '/packs');
    expect(failure).toMatchObject({
      cause,
      code,
      message: expect.stringMatching(sentence),
      details: { path: '/packs' },
    });
  });

  it('is no failure of the place when it says something else', () => {
    const refused = new StudioError('models.checkpoint-damaged', 'x');
    const bug = new TypeError('x');
    expect([asWriteFailure(refused, '/packs'), asWriteFailure(bug, '/packs')]).toEqual([refused, bug]);
  });
});
