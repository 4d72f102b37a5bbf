import type { Clock } from '../../core/ports/clock.ts';
import { progressPhases } from '../../core/ports/progress.ts';
import type { JobProgress, ProgressPhase, ProgressReport } from '../../core/ports/progress.ts';

/**
 * What one frame of a phase costs compared with one frame of picture analysis, from measured runs at 720p on two cores.
 * Only the share of the bar and the first estimate depend on it.
 */
const phaseCost: Readonly<Record<ProgressPhase, number>> = {
  analysis: 1,
  voice: 0.06,
  atlas: 0.35,
  render: 1.1,
  export: 0.03,
};

/** The largest ratio that is shown before the job has really ended. */
const almostDone = 0.999;
/** Below these nothing is said about time: the first frames carry start-up costs. */
const quietSec = 1;
const quietRatio = 0.01;

/** Phases of one job with the frames that each will see. */
export type PhasePlan = Readonly<Partial<Record<ProgressPhase, number>>>;

/** Turns the reports of phases into the progress of the whole job. */
export interface JobProgressMeter {
  /** Takes a phase's report; reports of a phase that is already over are ignored. */
  report(report: ProgressReport): void;
  /** Says that the job ended well. */
  finish(): void;
}

/** Makes a meter for a job with the given phases; `emit` is called once per report. */
export function makeJobProgressMeter(
  clock: Clock,
  plan: PhasePlan,
  emit: (progress: JobProgress) => void,
): JobProgressMeter {
  const startMs = clock.nowMs();
  const costOf = (phase: ProgressPhase): number => (plan[phase] ?? 0) * phaseCost[phase];
  const totalCost = progressPhases.reduce((sum, phase) => sum + costOf(phase), 0);
  let ratio = 0;
  let current: ProgressPhase | null = null;
  let phaseStartMs = startMs;
  let phaseStartFrames = 0;
  let last: ProgressReport | null = null;

  function send(report: ProgressReport): void {
    const nowMs = clock.nowMs();
    const elapsedSec = (nowMs - startMs) / 1000;
    const phaseSec = (nowMs - phaseStartMs) / 1000;
    const frames = report.doneFrames - phaseStartFrames;
    emit({
      ...report,
      ratio,
      elapsedSec,
      leftSec: ratio >= 1 ? 0 : elapsedSec < quietSec || ratio < quietRatio ? null : (elapsedSec * (1 - ratio)) / ratio,
      framesPerSec: phaseSec > 0.5 && frames > 0 ? frames / phaseSec : null,
    });
  }

  return {
    report(report) {
      const isOver = current !== null && progressPhases.indexOf(report.phase) < progressPhases.indexOf(current);
      if (isOver) return;
      if (report.phase !== current) {
        current = report.phase;
        phaseStartMs = clock.nowMs();
        phaseStartFrames = report.doneFrames;
      }
      const before = progressPhases
        .slice(0, progressPhases.indexOf(report.phase))
        .reduce((sum, phase) => sum + costOf(phase), 0);
      const share = report.totalFrames > 0 ? Math.min(1, report.doneFrames / report.totalFrames) : 0;
      const done = totalCost > 0 ? (before + share * costOf(report.phase)) / totalCost : 0;
      ratio = Math.max(ratio, Math.min(almostDone, done));
      last = report;
      send(report);
    },
    finish() {
      ratio = 1;
      if (last) send({ ...last, doneFrames: last.totalFrames });
    },
  };
}
