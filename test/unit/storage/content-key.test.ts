import { describe, expect, it } from 'vitest';
import { partOffsets } from '../../../main/storage/content-key.ts';

const mebibyte = 1024 * 1024;

describe('the parts of a file that its content key is made from', () => {
  it('are all of it up to 64 MiB', () => {
    expect(partOffsets(0)).toEqual([]);
    expect(partOffsets(1)).toEqual([0]);
    expect(partOffsets(2 * mebibyte + 1)).toEqual([0, mebibyte, 2 * mebibyte]);
    expect(partOffsets(64 * mebibyte)).toHaveLength(64);
  });

  it('are 32 of a longer file, from its head to its tail, evenly spread', () => {
    const sizeBytes = 100 * 1024 * mebibyte + 17;
    const offsets = partOffsets(sizeBytes);
    expect(offsets).toHaveLength(32);
    expect(offsets[0]).toBe(0);
    expect(offsets[31]).toBe(sizeBytes - mebibyte);
    const steps = offsets.slice(1).map((offset, index) => offset - offsets[index]);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
  });
});
