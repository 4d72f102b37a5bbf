/** Progress of a job: 'doneFrames of totalFrames in this phase'. */
export interface ProgressReport {
  readonly phase: 'analysis' | 'voice' | 'atlas' | 'render' | 'export';
  readonly doneFrames: number;
  readonly totalFrames: number;
}
