import { ChevronRight, Layers2, TriangleAlert } from 'lucide-react';
import { stillOf, useProjectPack } from '../../state/project-pack.ts';
import { useProject, useStudio } from '../../state/studio.ts';
import { packWords } from '../../state/strings/pack-words.ts';
import { useWords } from '../../state/strings/words.ts';
import { packChoiceWords } from './strings.ts';
import './pack-choice.css';

/** Says in one line what makes the pixels, warns where that cannot work, and opens the choice. */
export function PackRow() {
  const words = useWords(packChoiceWords);
  const { shortKinds, pixels } = useWords(packWords);
  const { panels } = useStudio();
  const { packId, pack, kind, isAbsent } = useProjectPack();
  const isStill = useProject(({ document }) => stillOf(document) !== null);
  const cannotMove = isStill && kind === 'atlas';
  const name = isAbsent ? packId : shortKinds[pack?.kind ?? kind];
  const problem = isAbsent ? words.notInstalled : cannotMove ? words.stillNeeds : null;
  const Icon = problem === null ? Layers2 : TriangleAlert;
  return (
    <div className="pack-row" data-problem={problem !== null || undefined}>
      <button
        type="button"
        className="pack-row-open"
        title={name}
        aria-label={problem === null ? words.row(name) : `${words.row(name)} ${problem}`}
        onClick={() => panels.open('pack')}
      >
        <Icon aria-hidden="true" className="pack-row-icon" />
        <span className="pack-row-label">{pixels}</span>
        <span className="pack-row-name">{name}</span>
        <ChevronRight aria-hidden="true" className="pack-row-change" />
      </button>
      {problem !== null && <p className="pack-row-problem">{problem}</p>}
    </div>
  );
}
