import type { AbortSignalLike } from '../errors.ts';
import type { VideoAnalysis } from '../analysis/face-track.ts';
import type { CanonicalFace } from '../geometry/canonical-face.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { ProgressReport } from './progress.ts';

/** Options of a picture analysis. */
export interface AnalyseOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (report: ProgressReport) => void;
  /** Folder for landmark files; the caller deletes it. */
  readonly scratchFolder: string;
  /** Largest number of faces followed at once. */
  readonly maxFaces?: number;
}

/** Finds shots, faces, landmarks, poses and factors of a whole video in one pass with flat memory. */
export interface VideoAnalyser {
  readonly canonicalFace: CanonicalFace;
  analyse(info: MediaInfo, options: AnalyseOptions): Promise<VideoAnalysis>;
  close(): Promise<void>;
}
