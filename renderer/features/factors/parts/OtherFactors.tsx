import { factorNames } from '../../../../core/analysis/factor.ts';
import type { FactorName } from '../../../../core/analysis/factor.ts';
import { useProject } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useLanguage, useWords } from '../../../state/strings/words.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { factorWords } from '../strings.ts';

/** Says what happens to the other factors: nothing, unless somebody edited them. */
export function OtherFactors({ factor, faceNumber }: { readonly factor: FactorName; readonly faceNumber: number }) {
  const words = useWords(factorWords);
  const strings = useStrings();
  const language = useLanguage();
  const edits = useProject(({ document }) => document.edits);
  const isEdited = (name: FactorName) =>
    Object.values(edits).some((edit) => edit.isEnabled && edit.factor === name && edit.faceNumber === faceNumber);
  const listOf = (names: readonly FactorName[]) =>
    new Intl.ListFormat(language).format(names.map((name) => strings.factors[name].toLocaleLowerCase(language)));
  // The lips follow the voice, not the film: only the other three can be said to follow it.
  const others = factorNames.filter((name) => name !== factor && name !== 'lip');
  const followers = others.filter((name) => !isEdited(name));
  const edited = others.filter(isEdited);
  const sentence = (text: string) => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
  return (
    <Panel title={words.others}>
      {followers.length > 0 && (
        <p className="inspector-quiet">{sentence(words.othersFollow(listOf(followers), followers.length))}</p>
      )}
      {edited.length > 0 && (
        <p className="inspector-quiet">{sentence(words.othersEdited(listOf(edited), edited.length))}</p>
      )}
    </Panel>
  );
}
