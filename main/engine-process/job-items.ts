import type { z } from 'zod';
import type { jobProgressSchema } from '../../api/engine-contract.ts';
import type { Saying } from '../../core/saying.ts';

/** Progress as it crosses the border. */
export type JobProgressItem = z.output<typeof jobProgressSchema>;

interface JobSaying {
  /** The sentence for other languages. */
  readonly saying?: Saying | undefined;
}

/** One item of a job's stream. */
export type JobItem<Result, Progress = JobProgressItem> =
  { readonly progress: Progress } | ({ readonly notice: string } & JobSaying) | { readonly result: Result };

/** How the work of a job says how far it is. */
export interface JobVoice<Progress = JobProgressItem> {
  progress(progress: Progress): void;
  notice(sentence: string, saying?: Saying): void;
}

/** Progress is sent at most so often; only the newest counts. */
const progressEveryMs = 100;

/**
 * The stream of a job: progress and notices while the work runs, then its result. A reader that lags gets the newest progress, not all
 * of it. The work must end by itself when the caller's signal fires: the stream ends only after it.
 */
export async function* jobItems<Result, Progress = JobProgressItem>(
  work: (voice: JobVoice<Progress>) => Promise<Result>,
  nowMs: () => number = () => performance.now(),
): AsyncGenerator<JobItem<Result, Progress>, void, void> {
  const notices: ({ readonly notice: string } & JobSaying)[] = [];
  let newest: Progress | null = null;
  let sentMs = -Infinity;
  let isOver = false;
  let wake = () => {};
  const result = work({
    progress: (progress) => {
      newest = progress;
      if (nowMs() - sentMs >= progressEveryMs) wake();
    },
    notice: (sentence, saying) => {
      notices.push(saying === undefined ? { notice: sentence } : { notice: sentence, saying });
      wake();
    },
  }).finally(() => {
    isOver = true;
    wake();
  });
  // A failure is thrown where it is waited for, below; until then it is nobody's.
  result.catch(() => undefined);
  try {
    for (;;) {
      for (let notice = notices.shift(); notice !== undefined; notice = notices.shift()) yield notice;
      const progress = newest as Progress | null;
      if (progress !== null && (isOver || nowMs() - sentMs >= progressEveryMs)) {
        newest = null;
        sentMs = nowMs();
        yield { progress };
      }
      if (isOver && notices.length === 0 && newest === null) break;
      if (!isOver && notices.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    await result.catch(() => undefined);
  }
  yield { result: await result };
}
