import type { Clock } from '../../../core/ports/clock.ts';
import type { ProgressPhase, ProgressReport } from '../../../core/ports/progress.ts';
import { makeJobProgressMeter } from '../../services/job-progress.ts';
import type { JobVoice } from '../job-items.ts';

/** Turns the reports of work that has one phase into the progress of a job. The plan follows from the first report. */
export function onePhaseMeter(
  clock: Clock,
  phase: ProgressPhase,
  voice: JobVoice,
): (report: Pick<ProgressReport, 'doneFrames' | 'totalFrames'>) => void {
  const meter = makeJobProgressMeter(clock, { [phase]: 1 }, (progress) => voice.progress(progress));
  return ({ doneFrames, totalFrames }) => meter.report({ phase, doneFrames, totalFrames });
}
