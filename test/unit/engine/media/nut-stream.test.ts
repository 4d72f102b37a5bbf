import { describe, expect, it } from 'vitest';
import { makeFrameRate } from '../../../../core/time/frame-rate.ts';
import { nutFrameHeader, nutHeader } from '../../../../main/engine/media/nut-stream.ts';

describe('a NUT stream', () => {
  it('begins with its name and the two headers', () => {
    const header = nutHeader({ widthPx: 640, heightPx: 360, tickRate: makeFrameRate(30_000) });
    const text = Buffer.from(header).toString('latin1');
    expect(text.startsWith('nut/multimedia container\0NM')).toBe(true);
    expect(text.match(/NS\x11\x40/g)).toHaveLength(1);
    expect(text).toContain('I420');
  });

  it('has a checksum that makes each packet come to zero', () => {
    // A cyclic checksum over content and checksum is 0.
    const header = nutFrameHeader(1001, 100, 0);
    const content = [...header.subarray(9, 9 + header[8])];
    let crc = 0;
    for (const byte of content) {
      crc ^= byte << 24;
      for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
    expect(crc >>> 0).toBe(0);
  });

  it('states times beyond 32 bits', () => {
    const near = nutFrameHeader(1, 1, 0);
    const far = nutFrameHeader(2 ** 40, 1, 0);
    expect(far.length).toBeGreaterThan(near.length);
  });
});
