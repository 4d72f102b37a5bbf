import { useEffect, useState } from 'react';
import { isStudioError } from '../../core/errors.ts';

/** What is known of an answer so far. */
export type Answer<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'known'; readonly value: Value }
  | { readonly state: 'failed'; readonly sentence: string };

/** Asks once when the component appears and again when `ask` changes; cancels when it goes. */
export function useAnswer<Value>(ask: (signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({ state: 'waiting' });
  useEffect(() => {
    const controller = new AbortController();
    setAnswer({ state: 'waiting' });
    ask(controller.signal).then(
      (value) => setAnswer({ state: 'known', value }),
      (error: unknown) => {
        if (!controller.signal.aborted) setAnswer({ state: 'failed', sentence: sentenceOf(error) });
      },
    );
    return () => controller.abort();
  }, [ask]);
  return answer;
}

/** What a person is told about a failure. */
export function sentenceOf(error: unknown): string {
  if (isStudioError(error)) return error.message;
  return error instanceof Error ? `Facet stumbled: ${error.message}.` : 'Facet stumbled.';
}
