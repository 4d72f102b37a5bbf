import { useStudio, useStudioStore } from '../studio.ts';

/** Languages of the page. */
export type Language = 'en' | 'ko';

/** Texts of one part of the page. English is the type; every other language says all of it. */
export interface Words<T> {
  readonly en: T;
  readonly ko: T;
}

/** The language of the page: what the user set, else the computer's. */
export function useLanguage(): Language {
  const language = useStudioStore(useStudio().settings.store, ({ value }) => value.language);
  return language === 'system' ? systemLanguage() : language;
}

/** The texts of a part in the language of the page. */
export function useWords<T>(words: Words<T>): T {
  return words[useLanguage()];
}

/** The computer's language where the page speaks it, else English. */
export function systemLanguage(): Language {
  return typeof navigator !== 'undefined' && navigator.language.startsWith('ko') ? 'ko' : 'en';
}
