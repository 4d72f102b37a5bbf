import type { JobValue } from '../../api/jobs.ts';

/** An export of `/films/talk.facet`, as the jobs' stream has it. */
export function anExportJob({
  state,
  ratio = 0.5,
}: {
  readonly state: JobValue['state'];
  readonly ratio?: number | null;
}): JobValue {
  const progress = {
    phase: 'render' as const,
    doneFrames: 1,
    totalFrames: 2,
    elapsedSec: 1,
    leftSec: 1,
    framesPerSec: 25,
  };
  return {
    jobId: 'job-1',
    projectId: 'project-1',
    kind: 'export',
    subject: 'talk-fr.mp4',
    state,
    progress: ratio === null ? null : { ...progress, ratio },
    notices: [],
    failure: state === 'failed' ? { code: 'export.disk-full', sentence: 'There is no room on the disk.' } : null,
    outputPath: state === 'done' ? '/films/talk-fr.mp4' : null,
    outputBytes: null,
    createdMs: 0,
    endedMs: null,
  };
}
