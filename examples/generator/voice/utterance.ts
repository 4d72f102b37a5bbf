import { phonemes, type MouthTarget, type Phoneme } from './phonemes.ts';

/** Who speaks. */
export interface SpeakerVoice {
  /** Middle of the pitch range, Hz. */
  readonly pitchHz: number;
  /** Formants of the phoneme table times this; a shorter tract has a larger value. */
  readonly tractScale: number;
  /** 0 (pressed) to 1 (breathy). */
  readonly breathiness: number;
  /** Durations of the phoneme table times this. */
  readonly slowness: number;
  readonly seed: number;
}

/** One sound of an utterance and when it sounds. */
export interface SpokenSound {
  /** ARPABET name, or 'pause'. */
  readonly symbol: string;
  /** 1 where the syllable is stressed. */
  readonly stress: number;
  readonly startSec: number;
  readonly endSec: number;
}

/** Text as sounds in time. */
export interface Utterance {
  readonly text: string;
  readonly sounds: readonly SpokenSound[];
  readonly durationSec: number;
}

/** Pauses by their mark, seconds. */
const pauses: Readonly<Record<string, number>> = { ',': 0.2, '.': 0.42, '|': 0.3 };

/**
 * Gives every sound of a transcription its time.
 *
 * @param transcription ARPABET names with stress digits on vowels, blanks between, and ',' '.' '|' for pauses
 */
export function timeUtterance(text: string, transcription: string, voice: SpeakerVoice): Utterance {
  const marks = transcription.trim().split(/\s+/);
  const sounds: SpokenSound[] = [];
  let clock = 0;
  marks.forEach((mark, i) => {
    const [, name, digit] = /^(.+?)([012]?)$/.exec(mark) as unknown as [string, string, string];
    const pause = pauses[mark];
    const length = pause ?? lengthOf(symbolOf(name, digit), digit, marks[i + 1], marks[i + 2]) * voice.slowness;
    const symbol = pause === undefined ? symbolOf(name, digit) : 'pause';
    sounds.push({ symbol, stress: digit === '1' ? 1 : 0, startSec: clock, endSec: clock + length });
    clock += length;
  });
  return { text, sounds, durationSec: clock };
}

function symbolOf(name: string, digit: string): string {
  return name === 'AH' && digit === '0' ? 'AX' : name;
}

function lengthOf(symbol: string, digit: string, next: string | undefined, afterNext: string | undefined): number {
  const sound = phonemes[symbol];
  const isLast = next === undefined || next in pauses || afterNext === undefined || afterNext in pauses;
  const stress = sound.kind === 'vowel' && digit === '1' ? 1.12 : digit === '0' ? 0.85 : 1;
  return sound.durationSec * stress * (isLast && sound.kind === 'vowel' ? 1.35 : isLast ? 1.1 : 1);
}

/** The mouth in time: values of {@link MouthTarget}, jaw and press at any moment. */
export interface MouthScore {
  at(timeSec: number): MouthTarget & { readonly jaw: number; readonly press: number };
}

interface MouthSpan {
  readonly startSec: number;
  readonly endSec: number;
  readonly target: MouthTarget;
  readonly stress: number;
}

/** Lips and jaw move before the sound that they shape. */
const leadSec = 0.035;
/** Softness of the change from one target to the next. */
const blendSec = 0.026;
const restMouth: MouthTarget = { open: 0, wideRound: 0, protrude: 0, tongue: 0 };

/** Blends the mouth targets of an utterance; the lips always meet for p, b and m. */
export function scoreMouth({ sounds }: Utterance): MouthScore {
  const spans = sounds.flatMap((sound) => mouthSpans(sound, phonemes[sound.symbol]));
  const closures = sounds.filter((sound) => phonemes[sound.symbol]?.isBilabial);
  return {
    at(timeSec) {
      const t = timeSec + leadSec;
      const sum = { open: 0, wideRound: 0, protrude: 0, tongue: 0 };
      for (const span of spans) {
        const weight = ramp((t - span.startSec) / blendSec) - ramp((t - span.endSec) / blendSec);
        if (weight < 1e-4) continue;
        sum.open += weight * span.target.open * (0.86 + 0.22 * span.stress);
        sum.wideRound += weight * span.target.wideRound;
        sum.protrude += weight * span.target.protrude;
        sum.tongue += weight * span.target.tongue;
      }
      const closed = closures.reduce((most, sound) => Math.max(most, closureAt(sound, timeSec)), 0);
      const open = Math.max(0, sum.open * (1 - closed));
      return { ...sum, open: open < 0.004 ? 0 : open, jaw: 0.72 * open + 0.012 * closed, press: 0.55 * closed ** 3 };
    },
  };
}

function mouthSpans(sound: SpokenSound, phoneme: Phoneme | undefined): MouthSpan[] {
  const { startSec, endSec, stress } = sound;
  if (!phoneme) return [{ startSec, endSec, target: restMouth, stress: 0 }];
  if (!phoneme.mouthTo) return [{ startSec, endSec, target: phoneme.mouth, stress }];
  const turn = startSec + (endSec - startSec) * 0.55;
  return [
    { startSec, endSec: turn, target: phoneme.mouth, stress },
    { startSec: turn, endSec, target: phoneme.mouthTo, stress },
  ];
}

/** 1 while the lips touch (from just before the sound stops until its release), with quick ramps. */
function closureAt({ symbol, startSec, endSec }: SpokenSound, timeSec: number): number {
  const release = phonemes[symbol].kind === 'stop' ? endSec - 0.012 : endSec - 0.005;
  const opening = Math.min(1, Math.max(0, (timeSec - release) / 0.055));
  const closing = Math.min(1, Math.max(0, (startSec + 0.004 - timeSec) / 0.06));
  const away = Math.max(opening, closing);
  return 1 - away * away * (3 - 2 * away);
}

function ramp(x: number): number {
  return 1 / (1 + Math.exp(-2 * x));
}
