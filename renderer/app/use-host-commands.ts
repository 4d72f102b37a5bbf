import { useEffect } from 'react';
import type { MenuAction } from '../../api/bridge.ts';
import type { ActionName } from '../state/keys/actions.ts';
import { useStudio } from '../state/studio.ts';
import { importFiles } from '../state/import-files.ts';

const actionOf: Readonly<Record<MenuAction, ActionName>> = {
  'project.new': 'newProject',
  'project.open': 'openProject',
  'project.saveCopy': 'saveCopy',
  'project.versions': 'showSnapshots',
  'media.import': 'importMedia',
  'export.open': 'exportVideo',
  'edit.undo': 'undo',
  'edit.redo': 'redo',
  'edit.cut': 'cut',
  'edit.copy': 'copy',
  'edit.paste': 'paste',
  'edit.delete': 'deleteSelection',
  'edit.selectAll': 'selectAll',
  'edit.split': 'splitLine',
  'settings.open': 'showSettings',
  'view.zoomIn': 'zoomIn',
  'view.zoomOut': 'zoomOut',
  'view.zoomFit': 'toggleFit',
  'view.nextMode': 'nextCompareMode',
  'view.showJobs': 'showJobs',
  'view.showModels': 'showModels',
  'playback.toggle': 'playPause',
  'playback.frameBack': 'stepBack',
  'playback.frameForward': 'stepForward',
  'playback.toStart': 'toStart',
  'playback.toEnd': 'toEnd',
  'playback.markIn': 'setIn',
  'playback.markOut': 'setOut',
  'playback.loop': 'toggleLoop',
  'playback.goTo': 'goToTime',
  'help.keys': 'showKeys',
  'help.about': 'showAbout',
};

/** Does what the desktop's menus, its icon and its file associations ask for. */
export function useHostCommands(): void {
  const studio = useStudio();
  useEffect(
    () =>
      studio.host.onCommand((command) => {
        if ('action' in command) studio.actions.run(actionOf[command.action]);
        else if ('openProject' in command) studio.project.open(command.openProject).catch(studio.notices.tellFailure);
        else importFiles(studio, command.importFiles).catch(studio.notices.tellFailure);
      }),
    [studio],
  );
}
