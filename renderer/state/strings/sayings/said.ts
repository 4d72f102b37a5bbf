import { hasItsValues } from '../../../../core/saying.ts';
import type { Saying, SayingCode } from '../../../../core/saying.ts';
import type { Language } from '../language.ts';
import { useLanguage } from '../words.ts';
import { ko } from './ko.ts';

/**
 * What the host or the engine said, in the language of the page. Its English sentence where that is the language, or where the saying
 * is absent or of another version.
 */
export function saidIn(language: Language, sentence: string, saying: Saying | null | undefined): string {
  if (language === 'en' || saying === null || saying === undefined || !hasItsValues(saying)) return sentence;
  // The values were just looked at; that each belongs to its code is what a generic lookup cannot express.
  const speak = ko as Readonly<Record<SayingCode, (values: Saying['values']) => string>>;
  return speak[saying.code](saying.values);
}

/** {@link saidIn} for the language of the page. */
export function useSaid(): (sentence: string, saying: Saying | null | undefined) => string {
  const language = useLanguage();
  return (sentence, saying) => saidIn(language, sentence, saying);
}
