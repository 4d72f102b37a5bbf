import type { Clock } from '../../core/ports/clock.ts';
import { progressPhases } from '../../core/ports/progress.ts';
import type { ProgressPhase } from '../../core/ports/progress.ts';

/** Seconds of every phase and of the whole. */
export type PhaseTimings = Readonly<Record<ProgressPhase | 'total', number>>;

/** Measures how long each phase of a job takes; the phases may come in any order, and again. */
export interface PhaseTimer {
  time<T>(phase: ProgressPhase, work: () => Promise<T>): Promise<T>;
  /** The seconds so far. */
  stop(): PhaseTimings;
}

/** Starts a timer. */
export function makePhaseTimer(clock: Clock): PhaseTimer {
  const startMs = clock.nowMs();
  const spentMs = new Map<ProgressPhase, number>();
  return {
    async time(phase, work) {
      const phaseStartMs = clock.nowMs();
      try {
        return await work();
      } finally {
        spentMs.set(phase, (spentMs.get(phase) ?? 0) + clock.nowMs() - phaseStartMs);
      }
    },
    stop() {
      const total = (clock.nowMs() - startMs) / 1000;
      const phases = progressPhases.map((phase) => [phase, (spentMs.get(phase) ?? 0) / 1000] as const);
      return { ...(Object.fromEntries(phases) as Record<ProgressPhase, number>), total };
    },
  };
}
