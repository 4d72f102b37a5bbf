import type { VoicePrediction } from '../analysis/voice/voice-prediction.ts';
import type { AbortSignalLike } from '../errors.ts';

export type { VoicePrediction, VoiceWarning } from '../analysis/voice/voice-prediction.ts';

/** Predicts lip motion from sound. */
export interface LipPredictor {
  /**
   * @param samples mono float32 at 16 kHz, sample 0 = time 0, in chunks of any length; read once or twice (loudness first)
   * @throws 'media.silent-voice' when nothing in the sound reaches -55 dBFS
   */
  predict(samples: () => AsyncIterable<Float32Array>, signal?: AbortSignalLike): Promise<VoicePrediction>;
  close(): Promise<void>;
}
