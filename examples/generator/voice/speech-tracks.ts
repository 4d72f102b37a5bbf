import { gaussian, makeRandom } from '../seeded-random.ts';
import { phonemes, type Formants, type NoiseBand, type Phoneme } from './phonemes.ts';
import type { SpeakerVoice, SpokenSound, Utterance } from './utterance.ts';

/** A stretch of an utterance in which the source and the tract aim at one state. */
export interface SpeechSpan {
  readonly startSec: number;
  readonly endSec: number;
  readonly formants: Formants;
  /** Strength of the voice, of breath through the tract, and of turbulence at a narrowing. */
  readonly voicing: number;
  readonly breath: number;
  readonly turbulence: number;
  readonly bands: readonly NoiseBand[];
  /** 0 oral to 1 nasal. */
  readonly nasality: number;
  /** Softness of the formants' change into this span, seconds. */
  readonly glideSec: number;
}

/** Splits sounds into the spans that the synthesiser follows; stops become closure, burst and breath. */
export function spansOf({ sounds }: Utterance): SpeechSpan[] {
  return sounds.flatMap((sound, i) => {
    const phoneme = phonemes[sound.symbol];
    const neighbour = nearestFormants(sounds, i);
    if (!phoneme) return [{ ...still(sound, neighbour), glideSec: 0.04 }];
    return spansOfSound(sound, phoneme, neighbour);
  });
}

function still({ startSec, endSec }: { startSec: number; endSec: number }, formants: Formants): SpeechSpan {
  return { startSec, endSec, formants, voicing: 0, breath: 0, turbulence: 0, bands: [], nasality: 0, glideSec: 0.014 };
}

/** Formants that a silent or breathy sound borrows from the sound after (or before) it. */
function nearestFormants(sounds: readonly SpokenSound[], index: number): Formants {
  for (const sound of [...sounds.slice(index + 1), ...sounds.slice(0, index).reverse()]) {
    const phoneme = phonemes[sound.symbol];
    if (phoneme && phoneme.kind !== 'breath') return phoneme.formants;
  }
  return [500, 1450, 2480];
}

function spansOfSound(sound: SpokenSound, phoneme: Phoneme, neighbour: Formants): SpeechSpan[] {
  const { startSec, endSec } = sound;
  const base = { ...still(sound, phoneme.formants), bands: phoneme.noise ?? [] };
  const loud = sound.stress ? 1 : 0.8;
  switch (phoneme.kind) {
    case 'vowel': {
      const voiced = { ...base, voicing: loud, breath: 0.02, glideSec: 0.02 };
      if (!phoneme.glideTo) return [voiced];
      const turn = startSec + (endSec - startSec) * 0.5;
      return [
        { ...voiced, endSec: turn },
        { ...voiced, startSec: turn, formants: phoneme.glideTo, glideSec: 0.045 },
      ];
    }
    case 'approximant':
      return [{ ...base, voicing: 0.62, glideSec: 0.026 }];
    case 'nasal':
      return [{ ...base, voicing: 0.5, nasality: 1, glideSec: 0.012 }];
    case 'fricative':
      return [{ ...base, voicing: phoneme.isVoiced ? 0.3 : 0, turbulence: phoneme.isVoiced ? 0.55 : 0.9 }];
    case 'breath':
      return [{ ...base, formants: neighbour, breath: 0.34, turbulence: 0.5 }];
    case 'affricate': {
      const release = startSec + (endSec - startSec) * 0.42;
      return [
        { ...base, endSec: release, voicing: phoneme.isVoiced ? 0.12 : 0 },
        { ...base, startSec: release, voicing: phoneme.isVoiced ? 0.2 : 0, turbulence: 0.95 },
      ];
    }
    case 'stop': {
      const burst = endSec - (phoneme.isVoiced ? 0.012 : 0.034);
      const breathy = burst + 0.011;
      const spans = [
        { ...base, endSec: burst, voicing: phoneme.isVoiced ? 0.13 : 0 },
        { ...base, startSec: burst, endSec: breathy, turbulence: 1.1, voicing: phoneme.isVoiced ? 0.2 : 0 },
      ];
      if (phoneme.isVoiced) return spans;
      return [...spans, { ...base, startSec: breathy, breath: 0.3, turbulence: 0.18 }];
    }
  }
}

/** Pitch in Hz at any moment: falls over each phrase, rises on stressed syllables, drops at the end. */
export function pitchOf({ sounds, durationSec }: Utterance, voice: SpeakerVoice): (timeSec: number) => number {
  const random = makeRandom(voice.seed);
  const phraseEnds = sounds.filter((sound) => sound.symbol === 'pause').map((sound) => sound.startSec);
  const accents = sounds
    .filter((sound) => sound.stress > 0)
    .map((sound) => ({ at: (sound.startSec + sound.endSec) / 2 - 0.01, rise: 0.12 + 0.13 * random() }));
  return (timeSec) => {
    const end = phraseEnds.find((at) => at >= timeSec) ?? durationSec;
    const start = [...phraseEnds].reverse().find((at) => at < timeSec) ?? 0;
    const through = Math.min(1, Math.max(0, (timeSec - start) / Math.max(0.3, end - start)));
    const accent = accents.reduce((sum, { at, rise }) => sum + rise * Math.exp(-(((timeSec - at) / 0.085) ** 2)), 0);
    const fall = 0.14 * Math.exp(-((end - timeSec) / 0.13));
    const drift = 0.012 * Math.sin(timeSec * 9.1) + 0.008 * Math.sin(timeSec * 23.7);
    return voice.pitchHz * (1.1 - 0.22 * through + accent * (1 - 0.35 * through) - fall + drift);
  };
}

/** Small irregularities of successive glottal cycles: relative change of period and of strength. */
export function makeCycleNoise(seed: number): () => { period: number; strength: number } {
  const random = makeRandom(seed);
  return () => ({ period: 1 + 0.006 * gaussian(random), strength: 1 + 0.04 * gaussian(random) });
}
