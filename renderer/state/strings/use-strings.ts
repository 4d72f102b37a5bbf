import { en } from './en.ts';
import type { Strings } from './en.ts';
import { ko } from './ko.ts';
import { useWords } from './words.ts';

const words = { en, ko };

/** Texts that more than one part of the page uses, in the language of the page. */
export function useStrings(): Strings {
  return useWords(words);
}
