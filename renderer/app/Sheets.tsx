import { ExportSheet } from '../features/export/ExportSheet.tsx';
import { AboutDialog } from '../features/help/AboutDialog.tsx';
import { KeysHelp } from '../features/help/KeysHelp.tsx';
import { JobsPanel } from '../features/jobs/JobsPanel.tsx';
import { FileBrowser } from '../features/library/FileBrowser.tsx';
import { ModelsPanel } from '../features/models/ModelsPanel.tsx';
import { PackDialog } from '../features/pack-choice/PackDialog.tsx';
import { PackRow } from '../features/pack-choice/PackRow.tsx';
import { SnapshotsDialog } from '../features/projects/SnapshotsDialog.tsx';
import { SettingsDialog } from '../features/settings/SettingsDialog.tsx';
import type { SheetName } from '../state/panels-store.ts';
import { useAction, useProject, useStudio, useStudioStore } from '../state/studio.ts';

/** What lies over the page: one at a time, opened by name from anywhere. */
export function Sheets() {
  const { panels } = useStudio();
  const sheet = useStudioStore(panels.store, (state) => state.sheet);
  const below = useStudioStore(panels.store, (state) => state.sheetBelow);
  const isOpen = useProject(({ state }) => state === 'open');
  useAction('exportVideo', () => panels.open('export'), isOpen);
  useAction('choosePack', () => panels.open('pack'), isOpen);
  useAction('showSnapshots', () => panels.open('snapshots'), isOpen);
  useAction('showJobs', () => panels.open('jobs'));
  useAction('showModels', () => panels.open('models'));
  useAction('showSettings', () => panels.open('settings'));
  useAction('showKeys', () => panels.open('keys'));
  useAction('showAbout', () => panels.open('about'));
  const propsOf = (name: SheetName) => ({
    isOpen: sheet === name || below === name,
    onClose: () => panels.closeSheet(),
  });
  return (
    <>
      {isOpen && <ExportSheet {...propsOf('export')} packRow={<PackRow />} />}
      {isOpen && <PackDialog {...propsOf('pack')} />}
      {isOpen && <SnapshotsDialog {...propsOf('snapshots')} />}
      <JobsPanel {...propsOf('jobs')} />
      <ModelsPanel {...propsOf('models')} />
      <SettingsDialog {...propsOf('settings')} />
      <KeysHelp {...propsOf('keys')} />
      <AboutDialog {...propsOf('about')} />
      <FileBrowser />
    </>
  );
}
