import { isStudioError } from '../../../../core/errors.ts';
import type { ErrorCode, ErrorDetails } from '../../../../core/errors.ts';
import type { Language } from '../language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

const words = { en, ko };

/** A failure as an answer or a job carries it. `details` are absent where an earlier version wrote it. */
export interface PlainFailure {
  readonly code: ErrorCode | 'bug';
  readonly sentence: string;
  readonly details?: ErrorDetails | undefined;
}

/** What a person is told about a failure. In English that is its own sentence, which knows most of what happened. */
export function failureText(language: Language, { code, sentence, details = {} }: PlainFailure): string {
  return language === 'en' && sentence !== '' ? sentence : words[language][code](details);
}

/** What a person is told about what a call rejected with. */
export function sentenceOf(language: Language, error: unknown): string {
  if (isStudioError(error))
    return failureText(language, { code: error.code, sentence: error.message, details: error.details });
  const sentence = words[language].bug({});
  return error instanceof Error && error.message !== '' ? `${sentence} (${error.message})` : sentence;
}
