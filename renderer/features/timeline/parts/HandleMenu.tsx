import { ChevronDown } from 'lucide-react';
import { factorHandles } from '../../../../core/analysis/factor.ts';
import type { FactorName } from '../../../../core/analysis/factor.ts';
import { useStudio, useView } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Menu } from '../../../ui/Menu.tsx';
import { timelineWords } from '../strings.ts';

/** Which curves a factor's lane shows, and which of them is edited. */
export function HandleMenu({ factor }: { readonly factor: FactorName }) {
  const { view, selection } = useStudio();
  const { handles, factors } = useStrings();
  const words = useWords(timelineWords);
  const shown = useView((state) => state.shownHandles[factor]);
  const names = factorHandles[factor].map(({ name }) => name);
  const all = shown.length === 0 ? '–' : shown.map((name) => handles[name]).join(', ');
  const text = shown.length < 2 ? all : `${handles[shown[0]]} +${shown.length - 1}`;
  return (
    <Menu
      align="end"
      label={words.handlesOf(factors[factor])}
      items={[
        { kind: 'heading', label: words.editedCurve },
        ...names.map((name) => ({
          kind: 'check' as const,
          label: handles[name],
          isChecked: shown[0] === name,
          onSelect: () => {
            view.editHandle(factor, name);
            selection.chooseFactor(factor, name);
          },
        })),
        { kind: 'separator' },
        { kind: 'heading', label: words.shownCurves },
        ...names.map((name) => ({
          kind: 'check' as const,
          label: handles[name],
          isChecked: shown.includes(name),
          staysOpen: true,
          onSelect: () => view.toggleHandle(factor, name),
        })),
      ]}
    >
      <button
        type="button"
        className="handle-menu"
        title={all}
        aria-label={`${words.handlesOf(factors[factor])}: ${all}`}
      >
        <span className="handle-menu-text">{text}</span>
        <ChevronDown aria-hidden="true" className="menu-icon" />
      </button>
    </Menu>
  );
}
