import { describe, expect, it } from 'vitest';
import { actUtterance } from '../../../examples/generator/performance.ts';
import { phonemes } from '../../../examples/generator/voice/phonemes.ts';
import { speechRateHz, synthesiseSpeech } from '../../../examples/generator/voice/synthesise-speech.ts';
import { scoreMouth, timeUtterance } from '../../../examples/generator/voice/utterance.ts';
import { encodeWav } from '../../../examples/generator/voice/wav-file.ts';

const voice = { pitchHz: 160, tractScale: 1, breathiness: 0.3, slowness: 1.2, seed: 2 };
const utterance = timeUtterance('ma sa pa', 'M AA1 S AA1 P AA1 .', voice);
const [, , s, , p] = utterance.sounds;
const samples = synthesiseSpeech(utterance, voice);

function part(from: number, to: number): Float32Array {
  return samples.subarray(Math.round(from * speechRateHz), Math.round(to * speechRateHz));
}

/** Sign changes per second: low for voice, high for hiss. */
function crossingsPerSec(values: Float32Array): number {
  let count = 0;
  for (let i = 1; i < values.length; i++) if (values[i] >= 0 !== values[i - 1] >= 0) count++;
  return (count * speechRateHz) / values.length;
}

const level = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Correlation of a stretch with itself, so many seconds later. */
function selfSimilarity(values: Float32Array, lagSec: number): number {
  const lag = Math.round(lagSec * speechRateHz);
  let [cross, energy] = [0, 0];
  for (let i = lag; i < values.length; i++) {
    cross += values[i] * values[i - lag];
    energy += values[i] * values[i];
  }
  return cross / energy;
}

describe('timing an utterance', () => {
  it('places the sounds one after the other without gaps', () => {
    utterance.sounds.forEach((sound, i) => {
      expect(sound.endSec).toBeGreaterThan(sound.startSec);
      if (i > 0) expect(sound.startSec).toBe(utterance.sounds[i - 1].endSec);
    });
    expect(utterance.durationSec).toBe(utterance.sounds.at(-1)?.endSec);
  });
});

describe('synthesised speech', () => {
  it('repeats itself at the pitch in a vowel and not in a fricative', () => {
    const [, vowel] = utterance.sounds;
    // The pitch glides, so that only a short stretch repeats itself.
    const middleOf = ({ startSec, endSec }: { startSec: number; endSec: number }): Float32Array =>
      part((startSec + endSec) / 2 - 0.025, (startSec + endSec) / 2 + 0.025);
    const best = (values: Float32Array): number =>
      Math.max(...Array.from({ length: 60 }, (_, k) => selfSimilarity(values, 0.0045 + k * 0.0001)));
    expect(best(middleOf(vowel))).toBeGreaterThan(0.8);
    expect(best(middleOf(s))).toBeLessThan(0.5);
  });

  it('hisses in a fricative and not in a vowel', () => {
    const [, vowel] = utterance.sounds;
    const hiss = crossingsPerSec(part(s.startSec + 0.02, s.endSec - 0.02));
    expect(hiss).toBeGreaterThan(5000);
    expect(crossingsPerSec(part(vowel.startSec + 0.03, vowel.endSec - 0.03))).toBeLessThan(hiss / 2);
  });

  it('is all but silent while the lips of a p are shut, and in the pause', () => {
    const [, vowel] = utterance.sounds;
    const loud = level(part(vowel.startSec, vowel.endSec));
    expect(level(part(p.startSec + 0.02, p.endSec - 0.045))).toBeLessThan(loud / 20);
    expect(level(part(utterance.durationSec - 0.15, utterance.durationSec))).toBeLessThan(loud / 100);
  });

  it('is the same for the same seed and stays within full scale', () => {
    expect(synthesiseSpeech(utterance, voice)).toEqual(samples);
    expect(samples.every((value) => Math.abs(value) < 1)).toBe(true);
  });
});

describe('the mouth of an utterance', () => {
  it('is shut in the middle of every p, b and m, open in every stressed vowel, shut in pauses', () => {
    const mouth = scoreMouth(utterance);
    for (const { symbol, startSec, endSec } of utterance.sounds) {
      const { open } = mouth.at((startSec + endSec) / 2);
      if (phonemes[symbol]?.isBilabial) expect(open).toBe(0);
      if (phonemes[symbol]?.kind === 'vowel') expect(open).toBeGreaterThan(0.1);
      if (symbol === 'pause') expect(open).toBe(0);
    }
  });

  it('rides on a head that blinks and moves, the same for the same seed', () => {
    const format = { widthPx: 640, heightPx: 360, framesPerSec: 25, frameCount: 150, voiceStartSec: 0.2, seed: 4 };
    const factors = actUtterance(utterance, format);
    expect(factors).toHaveLength(150);
    expect(Math.max(...factors.map(({ blinkLeft }) => blinkLeft))).toBe(1);
    expect(new Set(factors.map(({ yaw }) => yaw)).size).toBeGreaterThan(100);
    expect(actUtterance(utterance, format)).toEqual(factors);
  });
});

describe('a WAV file', () => {
  it('says rate, channel count, bit depth and length, and clips what exceeds full scale', () => {
    const bytes = encodeWav(Float32Array.of(0, 0.5, 2), 16_000);
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('RIFF');
    expect([view.getUint16(22, true), view.getUint32(24, true), view.getUint16(34, true)]).toEqual([1, 16_000, 16]);
    expect(view.getUint32(40, true)).toBe(6);
    expect(view.getInt16(48, true)).toBe(32_767);
  });
});
