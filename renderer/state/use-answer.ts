import { useEffect, useMemo, useState } from 'react';
import { sentenceOf } from './strings/failures/failure-text.ts';
import { useLanguage } from './strings/words.ts';

/** What is known of an answer so far. */
export type Answer<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'known'; readonly value: Value }
  | { readonly state: 'failed'; readonly sentence: string };

type Outcome<Value> =
  Exclude<Answer<Value>, { state: 'failed' }> | { readonly state: 'failed'; readonly error: unknown };

/** Asks once when the component appears and again when `ask` changes; cancels when it goes. */
export function useAnswer<Value>(ask: (signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const language = useLanguage();
  const [outcome, setOutcome] = useState<Outcome<Value>>({ state: 'waiting' });
  useEffect(() => {
    const controller = new AbortController();
    setOutcome({ state: 'waiting' });
    ask(controller.signal).then(
      (value) => setOutcome({ state: 'known', value }),
      (error: unknown) => {
        if (!controller.signal.aborted) setOutcome({ state: 'failed', error });
      },
    );
    return () => controller.abort();
  }, [ask]);
  return useMemo(
    () => (outcome.state === 'failed' ? { state: 'failed', sentence: sentenceOf(language, outcome.error) } : outcome),
    [outcome, language],
  );
}
