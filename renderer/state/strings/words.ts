import { useStudio, useStudioStore } from '../studio.ts';
import { languageOf } from './language.ts';
import type { Language } from './language.ts';

/** Texts of one part of the page. English is the type; every other language says all of it. */
export interface Words<T> {
  readonly en: T;
  readonly ko: T;
}

/** The language of the page: what the user set, else the computer's. */
export function useLanguage(): Language {
  return languageOf(useStudioStore(useStudio().settings.store, ({ value }) => value.language));
}

/** The texts of a part in the language of the page. */
export function useWords<T>(words: Words<T>): T {
  return words[useLanguage()];
}
