import type { Saying } from '../../core/saying.ts';
import type { JobProgress } from '../../core/ports/progress.ts';
import { invariant } from '../../core/errors.ts';
import type { JobContext } from './job.ts';

/** An item of a long call of the engine. */
export type EngineItem<Result> =
  | { readonly progress: JobProgress }
  | { readonly notice: string; readonly saying?: Saying | undefined }
  | { readonly result: Result };

/** Runs a long call to its result and hands progress and sentences to the job. */
export async function resultOf<Result>(items: AsyncIterable<EngineItem<Result>>, context: JobContext): Promise<Result> {
  let answer: { readonly result: Result } | null = null;
  for await (const item of items) {
    if ('progress' in item) context.progress(item.progress);
    else if ('notice' in item)
      context.notice(item.saying === undefined ? item.notice : { sentence: item.notice, saying: item.saying });
    else answer = item;
  }
  invariant(answer !== null, 'the engine ended without a result');
  return answer.result;
}
