import type { Saying } from '../../saying.ts';

/** Something that the user should know of a voice that can still be used: a sentence, and a code for programs. */
export interface VoiceWarning {
  readonly code: 'voice.clipped' | 'voice.quiet' | 'voice.no-speech';
  readonly sentence: string;
  /** The sentence for other languages; absent in voices that earlier versions kept. */
  readonly saying?: Saying | undefined;
}

/** What the lip predictor says of a voice, at its own rate, for a nameless person (articulation-scale units). */
export interface VoicePrediction {
  readonly rateHz: number;
  /** Centre of step 0, seconds from the start of the voice. */
  readonly startSec: number;
  readonly stepCount: number;
  readonly componentCount: number;
  readonly hiddenSize: number;
  /** [T, K] in units of the articulation scale. */
  readonly coefficients: Float32Array;
  /** [T] opening above rest in units of the articulation scale. */
  readonly opening: Float32Array;
  /** [T] in [0, 1]. */
  readonly closedProbability: Float32Array;
  /** [T, D] features for adaptation to the person. */
  readonly hidden: Float32Array;
  /** [T] 1 where somebody speaks. */
  readonly isSpeech: Uint8Array;
  /** Length of the sound, seconds. */
  readonly durationSec: number;
  readonly warnings: readonly VoiceWarning[];
}
