import type { AbortSignalLike } from '../../../core/errors.ts';
import type { Scope } from '../../../core/lifetime/scope.ts';
import type { JobProgressMeter } from '../job-progress.ts';
import type { DubPorts, MediaPorts } from './dub-ports.ts';
import type { DubNotice, DubRequest } from './dub-request.ts';
import type { PhaseTimer } from '../phase-timer.ts';

/** What one dub carries from step to step. */
export interface DubJob {
  readonly ports: DubPorts;
  readonly media: MediaPorts;
  readonly request: DubRequest;
  readonly notify: (notice: DubNotice) => void;
  /** Owns what must go when the job ends. */
  readonly scope: Scope;
  /** Fires when the caller cancels and when the job ends, so that readers that run ahead stop too. */
  readonly signal: AbortSignalLike;
  readonly timer: PhaseTimer;
}

/** A job whose length is known. */
export interface MeteredDubJob extends DubJob {
  readonly progress: JobProgressMeter;
}

/** A signal that fires with the caller's and when the scope closes. */
export function linkSignal(callers: AbortSignalLike | undefined, scope: Scope): AbortSignalLike {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  callers?.addEventListener('abort', abort, { once: true });
  if (callers?.aborted) abort();
  scope.defer(() => {
    callers?.removeEventListener('abort', abort);
    abort();
  });
  return controller.signal;
}
