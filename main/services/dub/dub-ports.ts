import type { VideoAnalyser } from '../../../core/ports/analysis.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { MediaReader, MediaWriter } from '../../../core/ports/media.ts';
import type { OutputGuard } from '../../../core/ports/output-guard.ts';
import type { ScratchSpace } from '../../../core/ports/scratch-space.ts';
import type { FaceSynthesizer } from '../../../core/ports/synthesis.ts';
import type { LipPredictor } from '../../../core/ports/voice.ts';

/** Reading and writing media, with the name of what does it. */
export interface MediaPorts {
  readonly reader: MediaReader;
  readonly writer: MediaWriter;
  /** Such as `native ffmpeg 5.1.9`. */
  readonly runnerName: string;
}

/** A lip predictor with the pack that it belongs to; the caller closes the predictor. */
export interface VoicePorts {
  readonly predictor: LipPredictor;
  /** Id and version of the pack. */
  readonly packName: string;
  /** Such as `cpu`. */
  readonly executionProvider: string;
}

/** What the use cases need of the outside. Costly parts are opened on demand: asking for a version must load no network. */
export interface DubPorts {
  readonly openMedia: () => Promise<MediaPorts>;
  /** The caller closes the analyser. */
  readonly openAnalyser: () => Promise<VideoAnalyser>;
  readonly openVoice: () => Promise<VoicePorts>;
  readonly openSynthesizer: () => Promise<FaceSynthesizer>;
  readonly scratch: ScratchSpace;
  readonly outputGuard: OutputGuard;
  readonly clock: Clock;
  readonly facetVersion: string;
}
