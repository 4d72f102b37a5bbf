import type { JobValue } from '../../api/jobs.ts';
import { isStudioError } from '../../core/errors.ts';
import { sayingOf } from '../../core/saying.ts';
import { nextToStart } from './job.ts';
import type { JobContext, JobEnd, JobSpec, JobStart } from './job.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** One queue of long work; see `job.ts` for what runs beside what. */
export interface JobQueue {
  /** All jobs that are not cleared away, oldest first. */
  list(): readonly JobValue[];
  /** The newest job of a key, or null. */
  findByKey(key: string): JobValue | null;
  add(spec: JobSpec, start?: JobStart): string;
  /** The following do nothing for a job that is not there or not in a fitting state. */
  cancel(jobId: string): void;
  pause(jobId: string): void;
  resume(jobId: string): void;
  retry(jobId: string): void;
  clearEnded(): void;
  /** Ends jobs that nobody wants any more; they are not shown as cancelled. */
  withdraw(isMeant: (job: JobValue) => boolean): void;
  /** Stops everything without calling it cancelled, and waits until it has stopped. */
  close(): Promise<void>;
}

/** Ended jobs that stay in the list; older ones leave it. */
const keptEnded = 100;

/** Sentences that a job keeps. */
const keptNotices = 50;

interface Job {
  readonly spec: JobSpec;
  value: JobValue;
  turn: number;
  /** What the user wants of a running job. */
  wish: 'run' | 'pause' | 'cancel' | 'leave';
  controller: AbortController | null;
  running: Promise<void> | null;
  /** True after the engine died under it once: it is tried again by itself only then. */
  hasCrashed: boolean;
  /** True for one that leaves the list as soon as it has stopped. */
  isWithdrawn: boolean;
}

type QueuePorts = Pick<WorkspacePorts, 'time' | 'newId' | 'onBug'>;

/** Makes an empty queue. `onChange` is told after every change of any job. */
export function createJobQueue(ports: QueuePorts, onChange: () => void): JobQueue {
  const state: QueueState = { jobs: [], turns: 0, isClosed: false, ports, onChange };
  const find = (jobId: string) => state.jobs.find(({ value }) => value.jobId === jobId);
  const cancel = (job: Job | undefined) => job !== undefined && cancelJob(state, job);
  return {
    list: () => state.jobs.filter(({ isWithdrawn }) => !isWithdrawn).map(({ value }) => value),
    findByKey: (key) => state.jobs.findLast((job) => job.spec.key === key && !job.isWithdrawn)?.value ?? null,
    add: (spec, start = {}) => addJob(state, spec, start),
    cancel: (jobId) => void cancel(find(jobId)),
    pause(jobId) {
      const job = find(jobId);
      if (job?.value.state === 'queued') change(state, job, { state: 'paused' });
      if (job?.value.state === 'running') stop(job, 'pause');
    },
    resume(jobId) {
      const job = find(jobId);
      if (job?.value.state === 'paused') enqueue(state, job);
      // A pause that has not come about yet is taken back by running on after it.
      else if (job?.value.state === 'running' && job.wish === 'pause') job.wish = 'run';
    },
    retry(jobId) {
      const job = find(jobId);
      if (job?.value.state !== 'failed' && job?.value.state !== 'cancelled') return;
      job.hasCrashed = false;
      enqueue(state, job, { progress: null, failure: null, endedMs: null });
    },
    clearEnded() {
      state.jobs = state.jobs.filter(({ value }) => !isEnded(value));
      onChange();
    },
    withdraw(isMeant) {
      for (const job of state.jobs.filter(({ value }) => isMeant(value))) {
        job.isWithdrawn = true;
        cancelJob(state, job);
      }
      state.jobs = state.jobs.filter((job) => !(job.isWithdrawn && isEnded(job.value)));
      onChange();
    },
    async close() {
      state.isClosed = true;
      for (const job of state.jobs) stop(job, 'leave');
      await Promise.all(state.jobs.map(({ running }) => running));
    },
  };
}

interface QueueState {
  jobs: Job[];
  turns: number;
  isClosed: boolean;
  readonly ports: QueuePorts;
  readonly onChange: () => void;
}

function isEnded({ state }: JobValue): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

function addJob(state: QueueState, spec: JobSpec, start: JobStart): string {
  const { time, newId } = state.ports;
  const value: JobValue = {
    jobId: spec.jobId ?? newId(),
    projectId: spec.projectId,
    kind: spec.kind,
    subject: spec.subject,
    state: start.isHeld === true ? 'paused' : 'queued',
    progress: null,
    notices: start.notices ?? [],
    failure: null,
    outputPath: null,
    outputBytes: null,
    createdMs: start.createdMs ?? time.wallNowMs(),
    endedMs: null,
  };
  // What ended before under the same key is history that this job repeats.
  state.jobs = state.jobs.filter((job) => !(job.spec.key === spec.key && isEnded(job.value)));
  const job: Job = {
    spec,
    value,
    turn: 0,
    wish: 'run',
    controller: null,
    running: null,
    hasCrashed: false,
    isWithdrawn: false,
  };
  state.jobs.push(job);
  if (value.state === 'queued') enqueue(state, job);
  else state.onChange();
  return value.jobId;
}

function change(state: QueueState, job: Job, changes: Partial<JobValue>): void {
  job.value = { ...job.value, ...changes };
  state.onChange();
}

function enqueue(state: QueueState, job: Job, changes: Partial<JobValue> = {}): void {
  putInLine(state, job, changes);
  startWhatMay(state);
}

function putInLine(state: QueueState, job: Job, changes: Partial<JobValue> = {}): void {
  state.turns += 1;
  job.turn = state.turns;
  job.wish = 'run';
  change(state, job, { ...changes, state: 'queued' });
}

function stop(job: Job, wish: 'pause' | 'cancel' | 'leave'): void {
  job.wish = wish;
  job.controller?.abort();
}

function cancelJob(state: QueueState, job: Job): void {
  if (job.value.state === 'running') stop(job, 'cancel');
  else if (!isEnded(job.value)) end(state, job, 'cancelled', {});
}

function startWhatMay(state: QueueState): void {
  while (!state.isClosed) {
    const places = state.jobs.map((job) => ({ job, kind: job.spec.kind, state: job.value.state, turn: job.turn }));
    const next = nextToStart(places)?.job;
    if (next === undefined) return;
    change(state, next, { state: 'running' });
    next.running = runJob(state, next).then(() => {
      next.running = null;
      startWhatMay(state);
    });
  }
}

async function runJob(state: QueueState, job: Job): Promise<void> {
  const controller = new AbortController();
  job.controller = controller;
  const context: JobContext = {
    signal: controller.signal,
    progress: (progress) => void (controller.signal.aborted || change(state, job, { progress })),
    notice: (notice) => change(state, job, { notices: [...job.value.notices, notice].slice(-keptNotices) }),
  };
  try {
    const output = await job.spec.run(context);
    end(state, job, 'done', output ?? {});
  } catch (error) {
    afterFailure(state, job, error, controller.signal.aborted);
  } finally {
    job.controller = null;
  }
}

function afterFailure(state: QueueState, job: Job, error: unknown, wasStopped: boolean): void {
  if (wasStopped) return afterStop(state, job);
  if (isStudioError(error, 'job.cancelled')) return end(state, job, 'cancelled', {});
  if (isStudioError(error, 'engine.crashed') && !job.hasCrashed) {
    job.hasCrashed = true;
    const notices = [
      ...job.value.notices,
      {
        sentence: 'The engine stopped and was started again; the work goes on.',
        saying: sayingOf('job.engine-restarted', {}),
      },
    ];
    return putInLine(state, job, { notices });
  }
  if (isStudioError(error)) {
    return end(state, job, 'failed', {
      failure: { code: error.code, sentence: error.message, details: error.details },
    });
  }
  state.ports.onBug(`job ${job.spec.kind}`, error);
  const sentence = 'Something went wrong inside Facet; the log says more. Try again.';
  end(state, job, 'failed', { failure: { code: 'bug', sentence } });
}

function afterStop(state: QueueState, job: Job): void {
  switch (job.wish) {
    case 'leave':
      return;
    case 'run':
      return putInLine(state, job);
    case 'pause':
      return change(state, job, { state: 'paused' });
    default:
      end(state, job, 'cancelled', {});
  }
}

function end(state: QueueState, job: Job, how: JobEnd, changes: Partial<JobValue>): void {
  change(state, job, { ...changes, state: how, endedMs: state.ports.time.wallNowMs() });
  const ended = state.jobs.filter(({ value }) => isEnded(value));
  const gone = new Set(ended.slice(0, Math.max(0, ended.length - keptEnded)));
  if (job.isWithdrawn) gone.add(job);
  if (gone.size > 0) state.jobs = state.jobs.filter((one) => !gone.has(one));
  job.spec.onEnd?.(how);
}
