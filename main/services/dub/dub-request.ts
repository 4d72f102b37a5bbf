import type { AdaptationSummary } from '../../../core/ports/synthesis.ts';
import type { EncodePreset, VoiceFit } from '../../../core/ports/media.ts';
import type { JobProgress } from '../../../core/ports/progress.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import type { FaceChoice } from '../face-choice.ts';

/** What to dub, with what, and where to. All paths are absolute. */
export interface DubRequest {
  readonly videoPath: string;
  /** The sound that drives the lips; any file with an audio stream. */
  readonly voicePath: string;
  /** The sound that is heard in the output; null means the voice itself. It is moved and fitted like the voice. */
  readonly mixPath: string | null;
  readonly outputPath: string;
  readonly canReplaceOutput: boolean;
  readonly face: FaceChoice;
  /** 0 keeps the original mouth, 1 follows the voice fully. */
  readonly strength: number;
  /** Where to dub; empty means everywhere. */
  readonly ranges: readonly TimeRange[];
  /** Seconds by which the voice starts later than the picture. */
  readonly offsetSec: number;
  readonly fit: VoiceFit;
  /** Learn the person's way of speaking from the video's own speech where there is enough of it. */
  readonly canAdapt: boolean;
  readonly preset: EncodePreset;
  /** Write into the file's tags that its lips are synthetic. */
  readonly isMarked: boolean;
}

/** Something worth saying while the job runs, in the order in which it is found out. */
export interface DubNotice {
  readonly kind: 'fit' | 'finding' | 'face' | 'adaptation';
  readonly sentence: string;
}

/** How a job talks while it runs. */
export interface DubOptions {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: (progress: JobProgress) => void;
  readonly onNotice?: (notice: DubNotice) => void;
}

/** Adaptation of one person, for the report. */
export interface PersonAdaptation extends AdaptationSummary {
  readonly faceNumber: number;
}
