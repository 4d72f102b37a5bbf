import { describe, expect, it } from 'vitest';
import { fittedVoice, type SampleSource } from '../../../../core/export/fitted-voice.ts';
import { planSoundtrackFit, type VoiceFit } from '../../../../core/export/soundtrack-fit.ts';

const base = { voiceSec: 3, pictureSec: 5, offsetSec: 0, toleranceSec: 0.04, fit: 'silence' as VoiceFit };
const plan = (changes: Partial<typeof base>) => planSoundtrackFit({ ...base, ...changes });

/** A voice whose samples count themselves; the second channel is negative. */
function countingSource(length: number, rateHz: number, channels = 1): SampleSource {
  return {
    rateHz,
    channels,
    read: (start, count) =>
      Promise.resolve(
        Float32Array.from({ length: Math.max(0, Math.min(count, length - start)) * channels }, (_, index) => {
          const value = start + Math.floor(index / channels) + 1;
          return index % channels === 0 ? value : -value;
        }),
      ),
  };
}

async function samplesOf(changes: Partial<typeof base>, channels = 1): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of fittedVoice(plan(changes), countingSource(3, 1, channels))) all.push(...chunk);
  return all;
}

describe('a voice that is fitted to the picture', () => {
  it('is followed by silence when it is shorter', async () => {
    expect(await samplesOf({ fit: 'silence' })).toEqual([1, 2, 3, 0, 0]);
  });

  it('simply ends with cut', async () => {
    expect(await samplesOf({ fit: 'cut' })).toEqual([1, 2, 3]);
  });

  it('starts again with loop', async () => {
    expect(await samplesOf({ fit: 'loop', pictureSec: 8 })).toEqual([1, 2, 3, 1, 2, 3, 1, 2]);
  });

  it('runs back and forth with bounce, from the end of the voice', async () => {
    expect(await samplesOf({ fit: 'bounce', pictureSec: 8 })).toEqual([1, 2, 3, 3, 2, 1, 1, 2]);
    expect(await samplesOf({ fit: 'bounce', pictureSec: 5 })).toEqual([1, 2, 3, 3, 2]);
  });

  it('keeps its channels together when it runs back', async () => {
    expect(await samplesOf({ fit: 'bounce', pictureSec: 4 }, 2)).toEqual([1, -1, 2, -2, 3, -3, 3, -3]);
  });

  it.each(['cut', 'loop', 'bounce', 'silence'] as VoiceFit[])('never outlasts the picture with %s', async (fit) => {
    expect(await samplesOf({ fit, pictureSec: 2 })).toEqual([1, 2]);
    expect(await samplesOf({ fit, pictureSec: 2, offsetSec: 1 })).toEqual([0, 1]);
  });

  it('begins late with a positive offset and loses its head with a negative one, also when it repeats', async () => {
    expect(await samplesOf({ offsetSec: 1 })).toEqual([0, 1, 2, 3, 0]);
    expect(await samplesOf({ offsetSec: -1 })).toEqual([2, 3, 0, 0, 0]);
    expect(await samplesOf({ offsetSec: -1, fit: 'loop' })).toEqual([2, 3, 2, 3, 2]);
    expect(await samplesOf({ offsetSec: -1, fit: 'bounce' })).toEqual([2, 3, 3, 2, 2]);
  });

  it('is refused with error unless it ends with the picture', () => {
    expect(() => plan({ fit: 'error' })).toThrow(expect.objectContaining({ code: 'synthesis.voice-length-mismatch' }));
    expect(() => plan({ fit: 'error', voiceSec: 6 })).toThrow(/after the picture/);
    expect(plan({ fit: 'error', voiceSec: 4.97 }).durationSec).toBeCloseTo(5, 9);
    expect(plan({ fit: 'error', voiceSec: 3, offsetSec: 2 }).durationSec).toBeCloseTo(5, 9);
  });

  it.each([6, -3.5])('is refused when an offset of %d seconds leaves nothing of it', (offsetSec) => {
    expect(() => plan({ offsetSec })).toThrow(/nothing of the voice/);
  });

  it('says in words what will happen', () => {
    expect(plan({}).sentence).toBe(
      'The voice (3.00 s) ends 2.00 s before the picture (5.00 s); silence fills the rest.',
    );
    expect(plan({ voiceSec: 6 }).sentence).toBe(
      'The voice (6.00 s) ends 1.00 s after the picture (5.00 s); its last 1.00 s are cut.',
    );
    expect(plan({ voiceSec: 5.01 }).sentence).toBe('The voice is as long as the picture.');
  });

  it('has as many samples as its length says at any rate, however many pieces it has', async () => {
    const looped = plan({ fit: 'loop', voiceSec: 0.1234567, pictureSec: 12.345 });
    for (const rateHz of [16_000, 44_100]) {
      let count = 0;
      for await (const chunk of fittedVoice(looped, countingSource(Math.round(0.1234567 * rateHz), rateHz)))
        count += chunk.length;
      expect(count).toBe(Math.round(12.345 * rateHz));
    }
  });
});
