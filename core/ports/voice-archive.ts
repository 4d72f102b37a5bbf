import type { VoicePrediction } from '../analysis/voice/voice-prediction.ts';
import type { AbortSignalLike } from '../errors.ts';

/** A sound to listen to. */
export interface VoiceSource {
  /** Names everything that the samples depend on: equal keys mean equal samples. Any text. */
  readonly key: string;
  /** Mono float32 at 16 kHz, sample 0 = time 0, in chunks of any length. Called only when the prediction has to be made; then twice. */
  readonly samples: () => AsyncIterable<Float32Array>;
}

/** What the lip predictor says of voices, made once for each key and version of the predictor, and kept in the artifact cache. */
export interface VoiceArchive {
  /**
   * The prediction of a sound; null when nothing in it is loud enough to be a voice. Callers that want the same one share the work.
   * The arrays may be shared with other callers: they are only read.
   * @throws 'models.*' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled', and what `samples` throws
   */
  open(
    source: VoiceSource,
    options?: { readonly signal?: AbortSignalLike | undefined },
  ): Promise<VoicePrediction | null>;
}
