import { describe, expect, it } from 'vitest';
import { fittedVoice } from '../../../core/export/fitted-voice.ts';
import { planSoundtrackFit } from '../../../core/export/soundtrack-fit.ts';
import type { VoiceFit } from '../../../core/ports/media.ts';
import { sampleSourceFor } from '../../../main/services/streamed-samples.ts';

/** A voice of 100 samples that counts from 1, given in chunks of odd lengths from one reused buffer. */
function countingVoice() {
  const state = { opened: 0, openNow: 0 };
  async function* open(): AsyncGenerator<Float32Array> {
    state.opened++;
    state.openNow++;
    const buffer = new Float32Array(7);
    try {
      for (let at = 0; at < 100; at += 7) {
        const part = buffer.subarray(0, Math.min(7, 100 - at));
        part.forEach((_, index) => (part[index] = at + index + 1));
        yield part;
      }
    } finally {
      state.openNow--;
    }
  }
  return { state, open };
}

async function fitted(fit: VoiceFit, pictureSec: number, offsetSec = 0) {
  const { state, open } = countingVoice();
  const plan = planSoundtrackFit({ voiceSec: 1, pictureSec, offsetSec, fit, toleranceSec: 0.01 });
  const samples: number[] = [];
  for await (const chunk of fittedVoice(plan, sampleSourceFor(plan, { rateHz: 100, open }))) samples.push(...chunk);
  return { samples, state };
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a voice that is streamed into a fit plan', () => {
  it('is cut at the end of a shorter picture', async () => {
    expect((await fitted('cut', 0.5)).samples).toEqual(count(1, 50));
  });

  it('loses its head to a negative offset', async () => {
    expect((await fitted('cut', 0.5, -0.25)).samples).toEqual(count(26, 75));
  });

  it('starts after silence with a positive offset', async () => {
    expect((await fitted('silence', 1.3, 0.2)).samples).toEqual([
      ...Array<number>(20).fill(0),
      ...count(1, 100),
      ...Array<number>(10).fill(0),
    ]);
  });

  it('starts again when it loops, by opening the stream again', async () => {
    const { samples, state } = await fitted('loop', 2.5);
    expect(samples).toEqual([...count(1, 100), ...count(1, 100), ...count(1, 50)]);
    expect(state.opened).toBe(3);
  });

  it('runs back when it bounces', async () => {
    const { samples, state } = await fitted('bounce', 2.2);
    expect(samples).toEqual([...count(1, 100), ...count(1, 100).reverse(), ...count(1, 20)]);
    expect(state.opened).toBe(1);
  });
});
