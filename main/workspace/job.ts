import type { JobNotice, JobValue } from '../../api/jobs.ts';
import type { JobProgress } from '../../core/ports/progress.ts';

/** What a job may do while it runs. */
export interface JobContext {
  /** Fires when the job is to stop; the work then rejects. */
  readonly signal: AbortSignal;
  progress(progress: JobProgress): void;
  /** Says a sentence to the user. */
  notice(notice: JobNotice): void;
}

/** What a job left on the disk for the user; nothing for derived data. */
export interface JobOutput {
  readonly outputPath: string;
  readonly outputBytes: number;
}

/** How a job ended. */
export type JobEnd = 'done' | 'failed' | 'cancelled';

/** Work for the queue. */
export interface JobSpec {
  /** Given when the job is older than this run; else it gets a new one. */
  readonly jobId?: string;
  readonly kind: JobValue['kind'];
  readonly projectId: string | null;
  readonly subject: string;
  /** What is made of what: two jobs of one key are never wanted at once. */
  readonly key: string;
  /** Does the work; called again after a pause, a retry or a crash of the engine. */
  readonly run: (context: JobContext) => Promise<JobOutput | null>;
  /** Told of each end. Not told when the host itself ends. */
  readonly onEnd?: (end: JobEnd) => void;
}

/** How a job begins. */
export interface JobStart {
  /** True for a job that waits until the user lets it go on. */
  readonly isHeld?: boolean;
  readonly notices?: readonly JobNotice[];
  readonly createdMs?: number;
}

/** The lane of a job: light work and what the preview waits for run beside one heavy job. */
export type JobLane = 'light' | 'preview' | 'heavy';

/** Lane of a kind. */
export function laneOf(kind: JobValue['kind']): JobLane {
  switch (kind) {
    case 'waveform':
    case 'thumbnails':
      return 'light';
    case 'dub-sound':
    case 'dub-tracks':
      return 'preview';
    default:
      return 'heavy';
  }
}

/** Smaller goes first within a lane: what somebody waits for before what runs overnight. */
export function rankOf(kind: JobValue['kind']): number {
  return ['waveform', 'thumbnails', 'dub-tracks', 'dub-sound', 'analysis', 'proxy', 'export'].indexOf(kind);
}

/** A job's place while the queue decides what runs. */
export interface PlacedJob {
  readonly kind: JobValue['kind'];
  readonly state: JobValue['state'];
  /** Counts up with each time that a job is queued. */
  readonly turn: number;
}

/** The job that may start now, or null. One job a lane; heavy work waits for what the preview needs. */
export function nextToStart<J extends PlacedJob>(jobs: readonly J[]): J | null {
  const isBusy = (lane: JobLane) => jobs.some(({ kind, state }) => state === 'running' && laneOf(kind) === lane);
  const queued = jobs
    .filter(({ state }) => state === 'queued')
    .sort((a, b) => rankOf(a.kind) - rankOf(b.kind) || a.turn - b.turn);
  const isPreviewWaiting = isBusy('preview') || queued.some(({ kind }) => laneOf(kind) === 'preview');
  const canStart = ({ kind }: J) => !isBusy(laneOf(kind)) && (laneOf(kind) !== 'heavy' || !isPreviewWaiting);
  return queued.find(canStart) ?? null;
}
