import { describe, expect, it } from 'vitest';
import type { VideoFrame } from '../../../core/ports/media.ts';
import { makeYuvImage } from '../../../core/tensor/yuv-image.ts';
import { pumpFrames } from '../../../main/services/frame-pump.ts';

/** Frames that all share one buffer, as a reader may do. */
async function* sharedFrames(count: number, log: string[]): AsyncGenerator<VideoFrame> {
  const image = makeYuvImage(4, 2);
  try {
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      log.push(`read ${frameIndex}`);
      image.y.fill(frameIndex);
      yield { frameIndex, timeSec: frameIndex, image };
    }
  } finally {
    log.push('reader closed');
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the frame pump', () => {
  it('decodes ahead and encodes behind, without mixing up their pictures', async () => {
    const log: string[] = [];
    const seen: number[] = [];
    await pumpFrames({
      frames: sharedFrames(4, log),
      widthPx: 4,
      heightPx: 2,
      render: ({ frameIndex }) => {
        log.push(`render ${frameIndex}`);
        return true;
      },
      write: async (image) => {
        const before = image.y[0];
        await turn();
        // The picture is still the same after a slow write: it is the writer's until the write ends.
        seen.push(before === image.y[0] ? before : NaN);
        log.push(`written ${before}`);
      },
    });
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(log.indexOf('read 2')).toBeLessThan(log.indexOf('written 1'));
    expect(log.indexOf('render 2')).toBeLessThan(log.indexOf('written 1'));
    expect(log.filter((event) => event.startsWith('written'))).toHaveLength(4);
  });

  it('counts frames and changes', async () => {
    const result = await pumpFrames({
      frames: sharedFrames(5, []),
      widthPx: 4,
      heightPx: 2,
      render: ({ frameIndex }) => frameIndex % 2 === 0,
      write: async () => undefined,
    });
    expect(result).toEqual({ frameCount: 5, changedCount: 3 });
  });

  it('fails with the failure of the last write too', async () => {
    const log: string[] = [];
    const pumping = pumpFrames({
      frames: sharedFrames(2, log),
      widthPx: 4,
      heightPx: 2,
      render: () => false,
      write: async (image) => {
        await turn();
        if (image.y[0] === 1) throw new Error('full');
      },
    });
    await expect(pumping).rejects.toThrow('full');
    expect(log.at(-1)).toBe('reader closed');
  });

  it('closes the reader when the writer fails, and waits for nothing more', async () => {
    const log: string[] = [];
    const pumping = pumpFrames({
      frames: sharedFrames(1000, log),
      widthPx: 4,
      heightPx: 2,
      render: () => false,
      write: () => Promise.reject(new Error('broken pipe')),
    });
    await expect(pumping).rejects.toThrow('broken pipe');
    expect(log.at(-1)).toBe('reader closed');
    expect(log.length).toBeLessThan(6);
  });
});
