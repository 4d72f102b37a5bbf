import { settingsOf } from '../../../../core/project/document.ts';
import type { ProjectSettings } from '../../../../core/project/records.ts';
import { useProjectPack } from '../../../state/project-pack.ts';
import { useProject, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { Switch } from '../../../ui/Switch.tsx';
import { exportWords } from '../strings.ts';

/** How loud a bed of room and music under a voice usually is. */
const usualBedDb = -18;

/** What goes with the picture: the original's sound, the mark, and how the voice is read, where there is such a choice. Kept in the project. */
export function SoundAndMarks() {
  const words = useWords(exportWords);
  const { project, notices } = useStudio();
  const settings = useProject(({ document }) => settingsOf(document));
  const isDisabled = useProject(({ mode }) => mode !== 'editing');
  const write = (label: string, change: Partial<ProjectSettings>, gestureId: string | null = null) =>
    void project
      .applyWishes(label, [{ collection: 'settings', id: 'project', after: { ...settings, ...change } }], gestureId)
      .catch(notices.tellFailure);
  const { originalSoundDb } = settings;
  // A still picture has no sound; where it is not known whether there is one, the choice stays.
  const hasSound = useProject(({ document }) => document.assets[settings.videoAssetId ?? '']?.summary.sound !== null);
  const isAtlas = useProjectPack().kind === 'atlas';
  return (
    <Panel title={words.sound}>
      {hasSound && (
        <Switch
          label={words.bed}
          isOn={originalSoundDb !== null}
          isDisabled={isDisabled}
          onChange={(isOn) => write(words.steps.bed, { originalSoundDb: isOn ? usualBedDb : null })}
        />
      )}
      {hasSound && originalSoundDb !== null && (
        <Slider
          label={words.bedLevel}
          {...{ value: originalSoundDb, least: -48, most: 0, step: 1, digits: 0, suffix: ' dB' }}
          isDisabled={isDisabled}
          onChange={(next, gestureId) => write(words.steps.bed, { originalSoundDb: next }, gestureId)}
        />
      )}
      <Switch
        label={words.mark}
        hint={words.markHint}
        isOn={settings.isMarked}
        isDisabled={isDisabled}
        onChange={(isMarked) => write(words.steps.mark, { isMarked })}
      />
      {hasSound && isAtlas && (
        <Switch
          label={words.adapt}
          isOn={settings.canAdapt}
          isDisabled={isDisabled}
          onChange={(canAdapt) => write(words.steps.adapt, { canAdapt })}
        />
      )}
    </Panel>
  );
}
