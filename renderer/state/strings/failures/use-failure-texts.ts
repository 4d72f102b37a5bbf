import { useLanguage } from '../words.ts';
import { failureText, sentenceOf } from './failure-text.ts';
import type { PlainFailure } from './failure-text.ts';

/** {@link failureText} and {@link sentenceOf} for the language of the page. */
export function useFailureTexts(): {
  readonly failureText: (failure: PlainFailure) => string;
  readonly sentenceOf: (error: unknown) => string;
} {
  const language = useLanguage();
  return {
    failureText: (failure) => failureText(language, failure),
    sentenceOf: (error) => sentenceOf(language, error),
  };
}
