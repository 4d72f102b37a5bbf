import type { Rect } from '../geometry/rect.ts';
import type { Saying } from '../saying.ts';
import type { FrameRange } from '../time/frame-range.ts';
import type { FactorName, FactorTrack } from './factor.ts';

/** Frames between two cuts. */
export interface Shot extends FrameRange {
  readonly shotIndex: number;
}

/** Head pose per frame, [T, 6]: yaw, pitch, roll (rad; yaw > 0 turns to image right, pitch > 0 looks down, roll > 0 clockwise), x, y (px), scale (px per iod). */
export type PoseTrack = Float32Array;

/** Landmarks of one face track, on disk or in memory; smoothed over time, interpolated over short gaps. */
export interface LandmarkSource {
  readonly startFrame: number;
  readonly endFrame: number;
  /**
   * Copies one frame's landmarks [N=478, 3] (px) into `out`.
   * @returns false where the face was not seen (out is untouched)
   */
  read(frameIndex: number, out: Float32Array): boolean;
}

/** One person's detections linked within a shot. Ids count from 0 by descending prominence (area times presence). */
export interface FaceTrack extends FrameRange {
  readonly faceTrackId: number;
  readonly shotIndex: number;
  /** Same number = same person across shots, as far as place and proportions tell. */
  readonly personIndex: number;
  /** 1 where the face was seen. [T] */
  readonly isPresent: Uint8Array;
  /** 1 where the mouth can be re-driven: present, large enough, |yaw| within the gate. [T] */
  readonly isDrivable: Uint8Array;
  readonly pose: PoseTrack;
  readonly factors: Readonly<Record<FactorName, FactorTrack>>;
  readonly medianIodPx: number;
  /** Box of the face in the track's middle frame. */
  readonly box: Rect;
  readonly landmarks: LandmarkSource;
}

/** How serious a finding is: 'blocker' (nothing can be dubbed), 'warning' (frames are left as they are), 'note'. */
export type FitSeverity = 'blocker' | 'warning' | 'note';

/** One finding of the input-fit report: a sentence for the user, where it holds, and a code for programs. */
export interface FitFinding {
  readonly severity: FitSeverity;
  readonly code: string;
  readonly sentence: string;
  /** The sentence for other languages; absent in analyses that earlier versions kept. */
  readonly saying?: Saying | undefined;
  readonly frames: readonly FrameRange[];
  readonly faceTrackId: number | null;
}

/** All that the analysis of a video's picture yields. */
export interface VideoAnalysis {
  readonly frameCount: number;
  readonly shots: readonly Shot[];
  readonly faceTracks: readonly FaceTrack[];
  readonly findings: readonly FitFinding[];
}
