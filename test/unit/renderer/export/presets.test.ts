import { describe, expect, it } from 'vitest';
import { estimateText } from '../../../../renderer/features/export/presets.ts';

describe('an estimated time', () => {
  it.each([
    [0.2, '1 sec'],
    [14.4, '14 sec'],
    [47, '45 sec'],
    [100, '2 min'],
    [1700, '28 min'],
    [9000, '2.5 hr'],
  ])('of %s s reads as %s: no more exact than an estimate is', (seconds, text) => {
    expect(estimateText(seconds, 'en')).toBe(text);
  });
});
