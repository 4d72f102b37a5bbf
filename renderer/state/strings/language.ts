import type { SettingsValue } from '../../../api/settings.ts';

/** Languages of the page. */
export type Language = 'en' | 'ko';

/** The language that a setting asks for: its own, or the computer's where the page speaks it, else English. */
export function languageOf(setting: SettingsValue['language']): Language {
  if (setting !== 'system') return setting;
  return typeof navigator !== 'undefined' && navigator.language.startsWith('ko') ? 'ko' : 'en';
}
