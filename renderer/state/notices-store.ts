import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { isStudioError } from '../../core/errors.ts';
import { newId } from './ids.ts';
import { languageOf } from './strings/language.ts';
import { sentenceOf } from './strings/failures/failure-text.ts';
import type { SettingsStore } from './settings-store.ts';

/** A short message at the edge of the page. */
export interface Notice {
  readonly noticeId: string;
  readonly kind: 'info' | 'good' | 'bad';
  readonly sentence: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

/** Messages that are shown, oldest first. */
export interface NoticesStore {
  readonly store: StoreApi<{ readonly notices: readonly Notice[] }>;
  tell(kind: Notice['kind'], sentence: string, action?: Notice['action']): void;
  /** Tells a failure in words; a cancellation is none. */
  tellFailure(error: unknown): void;
  dismiss(noticeId: string): void;
}

/** Makes the store without a message; failures are told in the language of the settings. */
export function createNoticesStore(settings: Pick<SettingsStore, 'store'>): NoticesStore {
  const language = () => languageOf(settings.store.getState().value.language);
  const store = createStore<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }));
  const tell: NoticesStore['tell'] = (kind, sentence, action = null) =>
    store.setState(({ notices }) => ({
      // The same sentence again takes the place of the first one.
      notices: [
        ...notices.filter((notice) => notice.sentence !== sentence).slice(-3),
        { noticeId: newId('notice'), kind, sentence, action },
      ],
    }));
  return {
    store,
    tell,
    tellFailure(error) {
      if (!isStudioError(error, 'job.cancelled')) tell('bad', sentenceOf(language(), error));
    },
    dismiss: (noticeId) =>
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.noticeId !== noticeId) })),
  };
}
