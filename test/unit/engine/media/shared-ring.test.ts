import { describe, expect, it } from 'vitest';
import { makeRingMemory, SharedRing } from '../../../../main/engine/workers/shared-ring.ts';

describe('a queue in shared memory', () => {
  it('gives back every byte in order, around its end many times', () => {
    const memory = makeRingMemory();
    const [writer, reader] = [new SharedRing(memory), new SharedRing(memory)];
    const chunk = Uint8Array.from({ length: 3_000_001 }, (_, index) => (index * 7) & 255);
    const target = new Uint8Array(chunk.length);
    for (let round = 0; round < 20; round += 1) {
      expect(writer.push(chunk)).toBe(chunk.length);
      expect(reader.pull(target)).toBe(chunk.length);
      expect(Buffer.compare(target, chunk)).toBe(0);
    }
  });

  it('takes no more than it has room for', () => {
    const ring = new SharedRing(makeRingMemory());
    const big = new Uint8Array(20_000_000);
    const taken = ring.push(big);
    expect(taken).toBeLessThan(big.length);
    expect(ring.hasRoom).toBe(false);
    expect(ring.push(big)).toBe(0);
    ring.pull(new Uint8Array(10));
    expect(ring.push(big)).toBe(10);
  });

  it('tells the other side once for each flag, and that it is closed', () => {
    const memory = makeRingMemory();
    const [writer, reader] = [new SharedRing(memory), new SharedRing(memory)];
    expect(writer.takeFlag()).toBe(false);
    reader.raiseFlag();
    expect([writer.takeFlag(), writer.takeFlag()]).toEqual([true, false]);
    writer.close();
    expect(reader.isClosed).toBe(true);
    reader.awaitBytes();
  });
});
