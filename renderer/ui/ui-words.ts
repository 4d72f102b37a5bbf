import { createContext, useContext } from 'react';

/** Words that controls say by themselves. */
export interface UiWords {
  readonly close: string;
  readonly reset: string;
  readonly cancel: string;
  readonly notifications: string;
}

const UiWordsContext = createContext<UiWords>({
  close: 'Close',
  reset: 'Reset',
  cancel: 'Cancel',
  notifications: 'Messages',
});

/** Gives the controls below it their words. */
export const UiWordsProvider = UiWordsContext.Provider;

/** The words of the controls. */
export function useUiWords(): UiWords {
  return useContext(UiWordsContext);
}
