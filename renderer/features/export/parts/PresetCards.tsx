import { settingsOf } from '../../../../core/project/document.ts';
import { useProject, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { presets } from '../presets.ts';
import type { Preset } from '../presets.ts';
import { exportWords } from '../strings.ts';

/** The qualities with what they mean; the arrows go through them as through any radio group. */
export function PresetCards({ preset }: { readonly preset: Preset }) {
  const words = useWords(exportWords);
  const { project, notices } = useStudio();
  const settings = useProject(({ document }) => settingsOf(document));
  const choose = (next: Preset) =>
    void project
      .applyWishes(words.steps.preset, [
        { collection: 'settings', id: 'project', after: { ...settings, preset: next } },
      ])
      .catch(notices.tellFailure);
  return (
    <fieldset className="cards">
      <legend className="heading">{words.preset}</legend>
      {presets.map((name) => (
        <label key={name} className="card" data-chosen={name === preset || undefined}>
          <input
            type="radio"
            name="preset"
            className="card-radio"
            checked={name === preset}
            onChange={() => choose(name)}
          />
          <span className="card-name">{words.presets[name].name}</span>
          <span className="card-meaning">{words.presets[name].meaning}</span>
        </label>
      ))}
    </fieldset>
  );
}
