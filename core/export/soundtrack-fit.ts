import { assertNever, invariant, StudioError } from '../errors.ts';

/** What happens when the voice and the picture differ in length; see {@link planSoundtrackFit}. The picture's length never changes. */
export type VoiceFit = 'cut' | 'loop' | 'bounce' | 'silence' | 'error';

/** A stretch of the output's sound: silence, or a part of the voice, forwards or backwards. */
export type SoundPiece =
  | { readonly kind: 'silence'; readonly durationSec: number }
  | { readonly kind: 'voice'; readonly startSec: number; readonly endSec: number; readonly isReversed: boolean };

/** How a voice fills the picture: pieces one after another from the start of the presentation, and a sentence for the user. */
export interface SoundtrackFitPlan {
  readonly pieces: readonly SoundPiece[];
  readonly durationSec: number;
  /** What will happen, in words; shown before rendering. */
  readonly sentence: string;
  /** True when the voice is heard once, whole and unchanged. */
  readonly isWhole: boolean;
}

/** What a plan is made from. All seconds. */
export interface SoundtrackFitInput {
  /** Exact length of the voice, > 0. */
  readonly voiceSec: number;
  /** End of the picture's last frame from the start of the presentation. */
  readonly pictureSec: number;
  /** The voice starts this much later than the picture; negative: its head is cut. */
  readonly offsetSec: number;
  readonly fit: VoiceFit;
  /** Difference that counts as equal for 'error'; one frame is a good choice. */
  readonly toleranceSec: number;
}

/** Shorter stretches (a quarter of a sample at 48 kHz) are rounding, not sound. */
const negligibleSec = 5e-6;

/**
 * Plans how the voice fills the picture. The picture's length never changes; the sound never outlasts it.
 *
 * - `cut`: a longer voice ends with the picture; a shorter one simply ends (the sound track is then shorter than the picture).
 * - `silence`: the same, but a shorter voice is followed by silence up to the end of the picture.
 * - `loop`: a shorter voice starts again from its first heard sample, until the picture ends.
 * - `bounce`: a shorter voice runs backwards, then forwards again, and so on.
 * - `error`: refuses when the voice does not end with the picture within the tolerance.
 *
 * @throws StudioError 'synthesis.voice-length-mismatch' for 'error', and when the offset leaves nothing of the voice
 */
export function planSoundtrackFit(input: SoundtrackFitInput): SoundtrackFitPlan {
  const { voiceSec, pictureSec, offsetSec, fit } = input;
  invariant(
    voiceSec >= 0 && pictureSec > 0 && Number.isFinite(offsetSec),
    `soundtrack fit of ${JSON.stringify(input)}`,
  );
  const leadSec = Math.max(0, offsetSec);
  const headSec = Math.max(0, -offsetSec);
  const heardSec = voiceSec - headSec;
  const roomSec = pictureSec - leadSec;
  if (heardSec <= negligibleSec || roomSec <= negligibleSec) {
    throw mismatch(
      input,
      `With an offset of ${seconds(offsetSec)} nothing of the voice (${seconds(voiceSec)}) falls on the picture (${seconds(pictureSec)}). Choose another offset.`,
    );
  }
  const missingSec = roomSec - heardSec;
  if (fit === 'error' && Math.abs(missingSec) > input.toleranceSec) {
    throw mismatch(
      input,
      `${lengths(input, missingSec)}. Choose how to fit it (cut, loop, bounce or silence) or use a voice of the right length.`,
    );
  }
  const lead: SoundPiece[] = leadSec > negligibleSec ? [{ kind: 'silence', durationSec: leadSec }] : [];
  const pieces = [...lead, ...fillRoom(fit, headSec, voiceSec, roomSec)];
  return {
    pieces,
    durationSec: pieces.reduce((total, piece) => total + pieceSec(piece), 0),
    sentence: sentenceOf(input, missingSec),
    isWhole:
      headSec <= negligibleSec &&
      missingSec >= -negligibleSec &&
      pieces.filter((piece) => piece.kind === 'voice').length === 1,
  };
}

/** Length of one piece in seconds. */
export function pieceSec(piece: SoundPiece): number {
  return piece.kind === 'silence' ? piece.durationSec : piece.endSec - piece.startSec;
}

function fillRoom(fit: VoiceFit, headSec: number, voiceSec: number, roomSec: number): SoundPiece[] {
  const heardSec = voiceSec - headSec;
  const once: SoundPiece = {
    kind: 'voice',
    startSec: headSec,
    endSec: headSec + Math.min(heardSec, roomSec),
    isReversed: false,
  };
  const missingSec = roomSec - heardSec;
  if (missingSec <= negligibleSec) return [once];
  switch (fit) {
    case 'cut':
      return [once];
    case 'silence':
    case 'error':
      return [once, { kind: 'silence', durationSec: missingSec }];
    case 'loop':
      return repeat(headSec, voiceSec, roomSec, false);
    case 'bounce':
      return repeat(headSec, voiceSec, roomSec, true);
    default:
      return assertNever(fit);
  }
}

function repeat(headSec: number, voiceSec: number, roomSec: number, turnsBack: boolean): SoundPiece[] {
  const heardSec = voiceSec - headSec;
  const pieces: SoundPiece[] = [];
  for (let pass = 0; roomSec - pass * heardSec > negligibleSec; pass += 1) {
    const lengthSec = Math.min(heardSec, roomSec - pass * heardSec);
    const isReversed = turnsBack && pass % 2 === 1;
    pieces.push(
      isReversed
        ? { kind: 'voice', startSec: voiceSec - lengthSec, endSec: voiceSec, isReversed }
        : { kind: 'voice', startSec: headSec, endSec: headSec + lengthSec, isReversed },
    );
  }
  return pieces;
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function lengths(input: SoundtrackFitInput, missingSec: number): string {
  const difference = `${seconds(Math.abs(missingSec))} ${missingSec > 0 ? 'before' : 'after'} the picture`;
  return `The voice (${seconds(input.voiceSec)}) ends ${difference} (${seconds(input.pictureSec)})`;
}

function sentenceOf(input: SoundtrackFitInput, missingSec: number): string {
  if (Math.abs(missingSec) <= input.toleranceSec) return 'The voice is as long as the picture.';
  const start = lengths(input, missingSec);
  if (missingSec < 0) return `${start}; its last ${seconds(-missingSec)} are cut.`;
  switch (input.fit) {
    case 'cut':
      return `${start}; the sound ends there.`;
    case 'silence':
    case 'error':
      return `${start}; silence fills the rest.`;
    case 'loop':
      return `${start}; the voice starts again to fill the rest.`;
    case 'bounce':
      return `${start}; the voice runs backwards and forwards to fill the rest.`;
    default:
      return assertNever(input.fit);
  }
}

function mismatch(input: SoundtrackFitInput, message: string): StudioError {
  return new StudioError('synthesis.voice-length-mismatch', message, {
    voiceSec: input.voiceSec,
    pictureSec: input.pictureSec,
    offsetSec: input.offsetSec,
    fit: input.fit,
  });
}
