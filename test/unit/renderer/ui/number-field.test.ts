import { describe, expect, it } from 'vitest';
import { parseNumber } from '../../../../renderer/ui/parse-number.ts';

describe('a typed number', () => {
  it.each([
    ['0.25', 0.25],
    ['-3', -3],
    ['−3', -3],
    ['1,5', 1.5],
    ['100 %', 100],
    ['12.5°', 12.5],
    ['+.5', 0.5],
  ])('may be written as %s', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each(['', 'abc', '1.2.3', '--1', '%'])('is not %s', (text) => expect(parseNumber(text)).toBe(null));
});
