import { useEffect, useRef } from 'react';
import { listenToKeys } from '../state/keys/key-listener.ts';
import { useKeyBindings, useProject, useStudio, useStudioStore } from '../state/studio.ts';
import { useStrings } from '../state/strings/use-strings.ts';
import { useLanguage } from '../state/strings/words.ts';
import { StartScreen } from '../features/start/StartScreen.tsx';
import { Toasts } from '../ui/Toast.tsx';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import { UiWordsProvider } from '../ui/ui-words.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { OpeningScreen } from './OpeningScreen.tsx';
import { Sheets } from './Sheets.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useGlobalActions } from './use-global-actions.ts';
import { useHostCommands } from './use-host-commands.ts';
import { Workspace } from './Workspace.tsx';
import './app.css';

export function App() {
  const strings = useStrings();
  return (
    <UiWordsProvider value={strings.ui}>
      <TooltipProvider delayDuration={500} skipDelayDuration={200}>
        <ErrorBoundary>
          <Page />
        </ErrorBoundary>
      </TooltipProvider>
    </UiWordsProvider>
  );
}

function Page() {
  const { settings, notices, packs } = useStudio();
  const state = useProject((project) => project.state);
  const shownNotices = useStudioStore(notices.store, (store) => store.notices);
  useEffect(() => {
    settings.read().catch(notices.tellFailure);
  }, [settings, notices]);
  useEffect(() => void packs.read(), [packs]);
  usePageLook();
  useKeys();
  useHostCommands();
  useGlobalActions();
  const isDropping = useFileDrop();
  return (
    <div className="app" data-dropping={isDropping || undefined}>
      <ConnectionBanner />
      {state === 'none' && <StartScreen />}
      {(state === 'opening' || state === 'failed') && <OpeningScreen />}
      {state === 'open' && <Workspace />}
      <Sheets />
      <Toasts notices={shownNotices} onDismiss={notices.dismiss} />
    </div>
  );
}

/** Language, motion and title of the document follow the settings and the project. */
function usePageLook() {
  const language = useLanguage();
  const motion = useStudioStore(useStudio().settings.store, ({ value }) => value.motion);
  const name = useProject(({ document }) => document.settings.project?.name ?? null);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.motion = motion;
    document.title = name === null ? 'Facet' : `${name} – Facet`;
  }, [language, motion, name]);
}

function useKeys() {
  const { actions } = useStudio();
  const bindings = useKeyBindings();
  const latest = useRef(bindings);
  latest.current = bindings;
  // The same listener for as long as the page lives: a new one would not know how its place was reached.
  useEffect(() => listenToKeys(window, actions, () => latest.current), [actions]);
}
