import { describe, expect, it } from 'vitest';
import type { JobValue } from '../../../../api/jobs.ts';
import { commandsOf, endedExports, jobsInOrder } from '../../../../renderer/features/jobs/job-order.ts';

const aJob = (change: Partial<JobValue>): JobValue => ({
  jobId: 'a',
  projectId: null,
  kind: 'export',
  subject: 'talk.mp4',
  state: 'running',
  progress: null,
  notices: [],
  failure: null,
  outputPath: null,
  outputBytes: null,
  createdMs: 0,
  endedMs: null,
  ...change,
});

describe('the list of jobs', () => {
  it('has what runs first, then what waits in its order, then what ended, newest first', () => {
    const jobs = [
      aJob({ jobId: 'old', state: 'done', endedMs: 10 }),
      aJob({ jobId: 'second', state: 'queued', createdMs: 2 }),
      aJob({ jobId: 'new', state: 'failed', endedMs: 20 }),
      aJob({ jobId: 'first', state: 'queued', createdMs: 1 }),
      aJob({ jobId: 'now' }),
    ];
    expect(jobsInOrder(jobs).map(({ jobId }) => jobId)).toEqual(['now', 'first', 'second', 'new', 'old']);
  });

  it('offers what makes sense in each state', () => {
    expect(commandsOf(aJob({}))).toEqual(['pause', 'cancel']);
    expect(commandsOf(aJob({ kind: 'waveform' }))).toEqual(['cancel']);
    expect(commandsOf(aJob({ state: 'paused' }))).toEqual(['resume', 'cancel']);
    expect(commandsOf(aJob({ state: 'failed' }))).toEqual(['retry']);
    expect(commandsOf(aJob({ state: 'done' }))).toEqual([]);
  });
});

describe('news of exports', () => {
  it('tells those that were under way and ended, once', () => {
    const done = aJob({ state: 'done' });
    expect(endedExports([aJob({})], [done])).toEqual([done]);
    expect(endedExports([done], [done])).toEqual([]);
    expect(endedExports([], [done])).toEqual([]);
  });

  it('is silent about cancelled exports and about other work', () => {
    expect(endedExports([aJob({})], [aJob({ state: 'cancelled' })])).toEqual([]);
    expect(endedExports([aJob({ kind: 'analysis' })], [aJob({ kind: 'analysis', state: 'done' })])).toEqual([]);
  });
});
