import { describe, expect, it } from 'vitest';
import type { JobValue } from '../../../api/jobs.ts';
import { StudioError } from '../../../core/errors.ts';
import { createJobQueue } from '../../../main/workspace/job-queue.ts';
import type { JobContext, JobEnd, JobSpec } from '../../../main/workspace/job.ts';
import { aJobProgress } from '../../support/fake-engine-link.ts';
import { aFakeTime, settle } from '../../support/fake-time.ts';
import { aGate } from '../../support/gate.ts';

const aQueue = () => {
  let lastId = 0;
  const bugs: unknown[] = [];
  const started: string[] = [];
  const ends: [string, JobEnd][] = [];
  const queue = createJobQueue(
    { time: aFakeTime(), newId: () => `job${String((lastId += 1))}`, onBug: (_what, error) => bugs.push(error) },
    () => undefined,
  );
  /** A job that runs until its gate opens or its signal fires. */
  const add = (kind: JobValue['kind'], subject: string, change: Partial<JobSpec> = {}) => {
    const gate = aGate();
    const jobId = queue.add({
      kind,
      subject,
      projectId: 'p',
      key: `${kind} ${subject}`,
      run: async ({ signal }: JobContext) => {
        started.push(subject);
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new StudioError('job.cancelled', 'Cancelled.')));
          void gate.opened.then(resolve);
        });
        return null;
      },
      onEnd: (end) => ends.push([subject, end]),
      ...change,
    });
    return { jobId, gate };
  };
  const stateOf = (jobId: string) => queue.list().find((job) => job.jobId === jobId)?.state;
  return { queue, add, bugs, started, ends, stateOf };
};

const crash = () => new StudioError('engine.crashed', 'The engine stopped.');

describe('the job queue', () => {
  it('runs one heavy job at a time and starts the next when it ends', async () => {
    const { add, started, stateOf } = aQueue();
    const first = add('analysis', 'first');
    const second = add('analysis', 'second');
    expect(started).toEqual(['first']);
    expect(stateOf(second.jobId)).toBe('queued');
    first.gate.open();
    await settle();
    expect(stateOf(first.jobId)).toBe('done');
    expect(started).toEqual(['first', 'second']);
  });

  it('runs light work beside a heavy job', () => {
    const { add, started } = aQueue();
    add('export', 'film');
    add('thumbnails', 'pictures');
    expect(started).toEqual(['film', 'pictures']);
  });

  it('lets what the preview needs go before heavy work, and beside heavy work that runs already', async () => {
    const { add, started, stateOf } = aQueue();
    const running = add('dub-sound', 'sound');
    const film = add('export', 'film');
    expect(stateOf(film.jobId)).toBe('queued');
    running.gate.open();
    await settle();
    add('dub-tracks', 'lips');
    expect(started).toEqual(['sound', 'film', 'lips']);
  });

  it('starts an analysis before exports that were queued earlier', async () => {
    const { add, started } = aQueue();
    const first = add('proxy', 'running');
    add('export', 'film');
    add('analysis', 'faces');
    first.gate.open();
    await settle();
    expect(started).toEqual(['running', 'faces']);
  });

  it('stops a running job that is cancelled and starts the next', async () => {
    const { queue, add, started, stateOf, ends } = aQueue();
    const { jobId } = add('analysis', 'first');
    add('analysis', 'second');
    queue.cancel(jobId);
    await settle();
    expect(stateOf(jobId)).toBe('cancelled');
    expect(started).toEqual(['first', 'second']);
    expect(ends).toEqual([['first', 'cancelled']]);
  });

  it('cancels a job that has not begun without ever running it', async () => {
    const { queue, add, started, stateOf } = aQueue();
    add('analysis', 'first');
    const { jobId } = add('analysis', 'second');
    queue.cancel(jobId);
    expect(stateOf(jobId)).toBe('cancelled');
    expect(started).toEqual(['first']);
  });

  it('holds a paused job back until it is resumed, and lets others pass', async () => {
    const { queue, add, started, stateOf, ends } = aQueue();
    const { jobId } = add('analysis', 'first');
    const other = add('analysis', 'second');
    queue.pause(jobId);
    await settle();
    expect(stateOf(jobId)).toBe('paused');
    expect(stateOf(other.jobId)).toBe('running');
    queue.resume(jobId);
    other.gate.open();
    await settle();
    expect(started).toEqual(['first', 'second', 'first']);
    expect(ends).toEqual([['second', 'done']]);
  });

  it('runs a job on that is resumed before its pause came about', async () => {
    const { queue, add, stateOf } = aQueue();
    const { jobId } = add('analysis', 'first');
    queue.pause(jobId);
    queue.resume(jobId);
    await settle();
    expect(stateOf(jobId)).toBe('running');
  });

  it('says why a job failed, with code and sentence, and tries again when asked', async () => {
    const { queue, add, stateOf } = aQueue();
    let attempts = 0;
    const { jobId } = add('analysis', 'clip', {
      run: async () => {
        attempts += 1;
        if (attempts === 1) throw new StudioError('media.truncated', 'The file ends early.');
        return null;
      },
    });
    await settle();
    expect(queue.list()[0]).toMatchObject({
      state: 'failed',
      failure: { code: 'media.truncated', sentence: 'The file ends early.' },
    });
    queue.retry(jobId);
    expect(queue.list()[0].failure).toBeNull();
    await settle();
    expect(stateOf(jobId)).toBe('done');
  });

  it('tries a job again once by itself when the engine crashed, and says so', async () => {
    const { queue, add } = aQueue();
    let attempts = 0;
    add('export', 'film', {
      run: async () => {
        attempts += 1;
        if (attempts === 1) throw crash();
        return { outputPath: '/film.mp4', outputBytes: 7 };
      },
    });
    await settle();
    expect(attempts).toBe(2);
    expect(queue.list()[0]).toMatchObject({ state: 'done', outputPath: '/film.mp4', outputBytes: 7 });
    expect(JSON.stringify(queue.list()[0].notices)).toContain('engine stopped');
  });

  it('gives a job up whose engine crashed twice, until the user retries it', async () => {
    const { queue, add } = aQueue();
    let attempts = 0;
    const { jobId } = add('export', 'film', {
      run: async () => {
        attempts += 1;
        throw crash();
      },
    });
    await settle();
    expect(attempts).toBe(2);
    expect(queue.list()[0]).toMatchObject({ state: 'failed', failure: { code: 'engine.crashed' } });
    queue.retry(jobId);
    await settle();
    expect(attempts).toBe(4);
  });

  it('tells the log of a bug and the user one sentence', async () => {
    const { queue, add, bugs } = aQueue();
    add('analysis', 'clip', { run: () => Promise.reject(new Error('secret of the inside')) });
    await settle();
    expect(queue.list()[0].failure).toMatchObject({ code: 'bug' });
    expect(JSON.stringify(queue.list())).not.toContain('secret');
    expect(bugs.map(String)).toEqual(['Error: secret of the inside']);
  });

  it('shows progress and sentences of a running job', async () => {
    const { queue, add } = aQueue();
    const gate = aGate();
    add('analysis', 'clip', {
      run: async (context) => {
        context.progress(aJobProgress({ leftSec: 12 }));
        context.notice('The voice is quiet.');
        await gate.opened;
        return null;
      },
    });
    await settle();
    expect(queue.list()[0]).toMatchObject({ progress: { leftSec: 12 }, notices: ['The voice is quiet.'] });
    gate.open();
  });

  it('takes ended jobs out of the list and leaves the others', async () => {
    const { queue, add } = aQueue();
    const first = add('analysis', 'first');
    add('analysis', 'second');
    first.gate.open();
    await settle();
    queue.clearEnded();
    expect(queue.list().map(({ subject }) => subject)).toEqual(['second']);
  });

  it('repeats an ended job of the same key in its place', async () => {
    const { queue, add } = aQueue();
    add('analysis', 'clip').gate.open();
    await settle();
    add('analysis', 'clip');
    expect(queue.list().map(({ state }) => state)).toEqual(['running']);
  });

  it('never shows withdrawn jobs as cancelled', async () => {
    const { queue, add, started } = aQueue();
    add('dub-tracks', 'old');
    add('dub-tracks', 'waiting');
    queue.withdraw(({ kind }) => kind === 'dub-tracks');
    add('dub-tracks', 'new');
    await settle();
    expect(queue.list().map(({ subject }) => subject)).toEqual(['new']);
    expect(started).toEqual(['old', 'new']);
  });

  it('holds a job that waits for the user', async () => {
    const { queue, add, started } = aQueue();
    const spec: JobSpec = { kind: 'export', subject: 'film', projectId: 'p', key: 'k', run: async () => null };
    const jobId = queue.add(spec, { isHeld: true, notices: ['Interrupted.'] });
    add('analysis', 'clip').gate.open();
    await settle();
    expect(queue.list()[0]).toMatchObject({ state: 'paused', notices: ['Interrupted.'] });
    queue.resume(jobId);
    await settle();
    expect(queue.list()[0].state).toBe('done');
    expect(started).toEqual(['clip']);
  });

  it('stops everything when it closes without calling it cancelled, and starts nothing more', async () => {
    const { queue, add, started, ends } = aQueue();
    add('analysis', 'first');
    add('analysis', 'second');
    await queue.close();
    expect(started).toEqual(['first']);
    expect(ends).toEqual([]);
  });

  it('ignores wishes for jobs that are not there or do not fit', async () => {
    const { queue, add, stateOf } = aQueue();
    const { jobId, gate } = add('analysis', 'clip');
    queue.resume(jobId);
    queue.retry(jobId);
    queue.cancel('nobody');
    expect(stateOf(jobId)).toBe('running');
    gate.open();
    await settle();
    queue.cancel(jobId);
    queue.pause(jobId);
    expect(stateOf(jobId)).toBe('done');
  });
});
