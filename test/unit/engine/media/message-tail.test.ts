import { describe, expect, it } from 'vitest';
import { MessageTail } from '../../../../main/engine/media/message-tail.ts';

describe("the tail of a program's messages", () => {
  it('joins lines that come in parts and splits progress lines', () => {
    const seen: string[] = [];
    const tail = new MessageTail((line) => seen.push(line));
    tail.push('fir');
    tail.push('st\nframe=1\rframe=2\rsecond');
    expect(seen).toEqual(['first', 'frame=1', 'frame=2']);
    expect(tail.text()).toBe('first\nframe=1\nframe=2\nsecond');
  });

  it('keeps the last lines only', () => {
    const tail = new MessageTail();
    for (let line = 0; line < 1000; line += 1) tail.push(`line ${String(line)}\n`);
    expect(tail.text().split('\n').at(-1)).toBe('line 999');
    expect(tail.text().split('\n').length).toBeLessThan(100);
  });
});
