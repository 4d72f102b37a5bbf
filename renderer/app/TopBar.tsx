import { CircleHelp, Menu as MenuIcon, Redo2, Undo2 } from 'lucide-react';
import { shownCombination } from '../state/keys/key-combination.ts';
import type { ActionName } from '../state/keys/actions.ts';
import { useKeyBindings, useProject, useStudio } from '../state/studio.ts';
import { stepLabel } from '../state/strings/step-label.ts';
import { useStrings } from '../state/strings/use-strings.ts';
import { useLanguage } from '../state/strings/words.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import { EngineChip } from './parts/EngineChip.tsx';
import { ProjectName } from './parts/ProjectName.tsx';
import { RunningJob } from './parts/RunningJob.tsx';
import { SavedState } from './parts/SavedState.tsx';

const isMac = navigator.platform.startsWith('Mac');

export function TopBar() {
  const { actions } = useStudio();
  const strings = useStrings();
  const language = useLanguage();
  const bindings = useKeyBindings();
  const undoLabel = useProject((project) => project.undoLabel);
  const redoLabel = useProject((project) => project.redoLabel);
  const isReadOnly = useProject((project) => project.mode === 'read-only');
  const keysOf = (name: ActionName) =>
    bindings[name].length > 0 ? shownCombination(bindings[name][0], isMac) : undefined;
  const item = (name: ActionName) =>
    ({
      kind: 'item',
      label: strings.actions[name],
      keys: keysOf(name),
      isDisabled: !actions.canRun(name),
      onSelect: () => void actions.run(name),
    }) as const;
  const separator = { kind: 'separator' } as const;
  return (
    <header className="top-bar" aria-label={strings.topBar.label}>
      <Menu
        label={strings.topBar.menu}
        items={[
          ...(['newProject', 'openProject', 'saveCopy', 'showSnapshots', 'closeProject'] as const).map(item),
          separator,
          ...(['importMedia', 'importSubtitles', 'exportVideo'] as const).map(item),
          separator,
          ...(['toggleLibrary', 'toggleInspector', 'choosePack', 'showJobs', 'showModels'] as const).map(item),
          separator,
          ...(['showSettings', 'showKeys', 'showAbout'] as const).map(item),
        ]}
      >
        <button type="button" className="top-bar-menu" aria-label={strings.topBar.menu}>
          <span className="app-mark" aria-hidden="true" />
          <span className="app-name">{strings.product}</span>
          <MenuIcon aria-hidden="true" className="button-icon" />
        </button>
      </Menu>
      <ProjectName />
      <SavedState />
      <div className="top-bar-history">
        <IconButton
          icon={Undo2}
          label={strings.topBar.undo(stepLabel(language, undoLabel))}
          keys={keysOf('undo')}
          isDisabled={undoLabel === null || isReadOnly}
          onPress={() => actions.run('undo')}
        />
        <IconButton
          icon={Redo2}
          label={strings.topBar.redo(stepLabel(language, redoLabel))}
          keys={keysOf('redo')}
          isDisabled={redoLabel === null || isReadOnly}
          onPress={() => actions.run('redo')}
        />
      </div>
      <span className="top-bar-space" />
      <RunningJob />
      <EngineChip />
      <IconButton
        icon={CircleHelp}
        label={strings.actions.showKeys}
        keys={keysOf('showKeys')}
        onPress={() => actions.run('showKeys')}
      />
      <Button variant="primary" keys={keysOf('exportVideo')} hint="" onPress={() => actions.run('exportVideo')}>
        {strings.actions.exportVideo}
      </Button>
    </header>
  );
}
