/** Phases of a job in the order in which they run: the voice first, because it is cheap to find out that it is silent. */
export const progressPhases = ['voice', 'analysis', 'atlas', 'render', 'export'] as const;

/** One phase of a job. */
export type ProgressPhase = (typeof progressPhases)[number];

/** Progress of a job: 'doneFrames of totalFrames in this phase'. */
export interface ProgressReport {
  readonly phase: ProgressPhase;
  readonly doneFrames: number;
  readonly totalFrames: number;
}

/** Progress of a whole job as a person wants to see it; every field only ever moves forward but `leftSec`. */
export interface JobProgress extends ProgressReport {
  /** Done share of the whole job in [0, 1]; 1 only when the job has ended well. */
  readonly ratio: number;
  readonly elapsedSec: number;
  /** Estimated seconds to the end; null until there is something to estimate from. */
  readonly leftSec: number | null;
  /** Frames per second in this phase; null at its start. */
  readonly framesPerSec: number | null;
}
