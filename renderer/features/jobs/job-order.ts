import type { JobValue } from '../../../api/jobs.ts';

/** Jobs that have not ended come first in the order in which they will be done, then the ended ones, newest first. */
export function jobsInOrder(jobs: readonly JobValue[]): readonly JobValue[] {
  const rank = { running: 0, paused: 1, queued: 2, failed: 3, done: 3, cancelled: 3 } as const;
  return [...jobs].sort((a, b) => {
    const byRank = rank[a.state] - rank[b.state];
    if (byRank !== 0) return byRank;
    return rank[a.state] === 3 ? (b.endedMs ?? 0) - (a.endedMs ?? 0) : a.createdMs - b.createdMs;
  });
}

/** What the user can do with a job in its state. */
export function commandsOf({ state, kind }: JobValue): readonly ('pause' | 'resume' | 'cancel' | 'retry')[] {
  switch (state) {
    case 'running':
    case 'queued':
      // Small work is over before it could be paused.
      return kind === 'export' || kind === 'analysis' ? ['pause', 'cancel'] : ['cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'failed':
    case 'cancelled':
      return ['retry'];
    case 'done':
      return [];
  }
}

/** Exports that ended well or badly since the earlier look; those that were over already are none of today's news. */
export function endedExports(before: readonly JobValue[], now: readonly JobValue[]): readonly JobValue[] {
  const wasOpen = new Set(before.filter(isOpen).map(({ jobId }) => jobId));
  return now.filter(
    (job) => job.kind === 'export' && wasOpen.has(job.jobId) && (job.state === 'done' || job.state === 'failed'),
  );
}

function isOpen({ state }: JobValue): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}
