import type { VideoAnalysis } from '../analysis/face-track.ts';
import type { AbortSignalLike } from '../errors.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { SceneFile } from '../project/scene.ts';
import type { ProgressReport } from './progress.ts';

/** Options of opening a kept analysis. */
export interface OpenAnalysisOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Told only while the analysis has to be made. */
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
}

/** A video with everything that is known of its picture. */
export interface OpenedAnalysis {
  readonly info: MediaInfo;
  /** Landmarks are read from a file that stays open until `close`. */
  readonly analysis: VideoAnalysis;
  /** Where the files of the analysis lie in the artifact cache. */
  readonly artifactKey: string;
  /** Closes the landmark file; safe to call more than once. */
  close(): Promise<void>;
}

/** Picture analyses, made once for each content and version of the analysis, and kept in the artifact cache. */
export interface AnalysisArchive {
  /**
   * Opens the analysis of a video; makes it first when there is none. Callers that want the same one share the work, which goes on
   * until the last of them has cancelled. The caller closes what it gets.
   * @throws 'media.*' | 'models.*' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled'
   */
  open(video: SceneFile, options?: OpenAnalysisOptions): Promise<OpenedAnalysis>;
}
