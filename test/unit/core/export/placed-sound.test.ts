import { describe, expect, it } from 'vitest';
import { mixPlacedSounds, type PlacedSound } from '../../../../core/export/placed-sound.ts';

const rateHz = 1000;
let opened = 0;
let closed = 0;

/** A sound whose samples count up in thousandths; [S, channels] with the same value in each channel. */
function counting(key: string, durationSec: number, channels = 1): Pick<PlacedSound, 'sourceKey' | 'open'> {
  return {
    sourceKey: key,
    open: async function* () {
      opened++;
      try {
        for (let at = 0; at < durationSec * rateHz; at += 300) {
          const count = Math.min(300, durationSec * rateHz - at);
          yield Float32Array.from({ length: count * channels }, (_, i) => (at + Math.floor(i / channels)) / 100_000);
        }
      } finally {
        closed++;
      }
    },
  };
}

function placed(
  startSec: number,
  sourceStartSec: number,
  durationSec: number,
  more: Partial<PlacedSound> = {},
): PlacedSound {
  return { startSec, sourceStartSec, durationSec, gainDb: 0, ...counting('a', 60), ...more };
}

async function mix(parts: readonly PlacedSound[], endSec: number, channels = 1, startSec = 0): Promise<Float32Array> {
  const all: number[] = [];
  for await (const chunk of mixPlacedSounds(parts, { rateHz, channels, startSec, endSec })) all.push(...chunk);
  return Float32Array.from(all);
}

describe('placed sounds', () => {
  it('are heard where they were placed, to the sample, and nowhere else', async () => {
    const heard = await mix([placed(2, 5, 1)], 4);
    expect(heard).toHaveLength(4000);
    expect(heard[1999]).toBe(0);
    expect(heard[2500]).toBeCloseTo(0.055, 6);
    expect(heard[3000]).toBe(0);
  });

  it('lose the head that lies before the start', async () => {
    const heard = await mix([placed(-1, 0, 2)], 2);
    expect(heard[0]).toBeCloseTo(0.01, 6);
    expect(heard[999]).toBeGreaterThan(0);
    expect(heard[1000]).toBe(0);
  });

  it('add up where they overlap, each with its gain, and are clipped at full scale', async () => {
    const loud = { gainDb: 40 };
    const heard = await mix(
      [placed(0, 1, 1, { gainDb: 20 * Math.log10(0.5) }), placed(0, 1, 1, { ...counting('b', 9) })],
      1,
    );
    expect(heard[500]).toBeCloseTo(0.015 * 1.5, 5);
    expect((await mix([placed(0, 1, 1, loud)], 1))[900]).toBe(1);
  });

  it('keep the channels apart', async () => {
    const heard = await mix([placed(0.5, 0, 0.5, counting('a', 2, 2))], 1, 2);
    expect(heard).toHaveLength(2000);
    expect(heard[1600]).toBeCloseTo(0.003, 6);
    expect(heard[1601]).toBeCloseTo(0.003, 6);
  });

  it('open a sound once for parts in its own order, and close every sound', async () => {
    [opened, closed] = [0, 0];
    await mix([placed(0, 0, 1), placed(2, 1, 1), placed(4, 3, 1)], 5);
    expect(opened).toBe(1);
    await mix([placed(0, 5, 1), placed(2, 1, 1)], 3);
    expect(opened).toBe(3);
    expect(closed).toBe(3);
  });

  it('close what they opened when the mix is left', async () => {
    [opened, closed] = [0, 0];
    const sound = mixPlacedSounds([placed(0, 0, 50)], { rateHz, channels: 1, startSec: 0, endSec: 50 });
    await sound.next();
    await sound.return(undefined);
    expect([opened, closed]).toEqual([1, 1]);
  });

  it('are silent behind the end of their sound', async () => {
    const heard = await mix([placed(0, 0, 3, counting('short', 1))], 3);
    expect(heard[900]).toBeGreaterThan(0);
    expect(heard[1001]).toBe(0);
  });

  it('begin at any time of the mix', async () => {
    const heard = await mix([placed(10, 0, 2)], 12, 1, 10);
    expect(heard).toHaveLength(2000);
    expect(heard[1500]).toBeCloseTo(0.015, 6);
  });
});
