import type { JobValue } from '../../api/jobs.ts';

/** A job as the host tells it, changed where a test needs it. */
export function aJob(change: Partial<JobValue> = {}): JobValue {
  return {
    jobId: 'job-1',
    projectId: 'project-1',
    kind: 'analysis',
    subject: 'harbour_take3.mp4',
    state: 'running',
    progress: {
      phase: 'analysis',
      doneFrames: 208,
      totalFrames: 250,
      ratio: 0.83,
      elapsedSec: 41,
      leftSec: 12,
      framesPerSec: 31,
    },
    notices: [],
    failure: null,
    outputPath: null,
    outputBytes: null,
    createdMs: Date.now(),
    endedMs: null,
    ...change,
  };
}
