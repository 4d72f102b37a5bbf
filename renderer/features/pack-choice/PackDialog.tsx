import { settingsOf } from '../../../core/project/document.ts';
import type { ProjectSettings } from '../../../core/project/records.ts';
import { generativePacks, stillOf, useProjectPack } from '../../state/project-pack.ts';
import { usePacks, useProject, useStudio } from '../../state/studio.ts';
import { packWords } from '../../state/strings/pack-words.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { expressionWindows, packOptions } from './pack-options.ts';
import type { PackOption } from './pack-options.ts';
import { packChoiceWords } from './strings.ts';
import './pack-choice.css';

interface PackDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Chooses the pack of the project, with what each is good at, and how a generative one reads the expression. */
export function PackDialog({ isOpen, onClose }: PackDialogProps) {
  const words = useWords(packChoiceWords);
  const { panels } = useStudio();
  const { kind } = useProjectPack();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.title}
      description={words.description}
      footer={
        <Button variant="quiet" onPress={() => panels.open('models')}>
          {words.openModels}
        </Button>
      }
    >
      <div className="pack-choice">
        <PackCards />
        <Advice />
        {kind === 'pdfgc' && <ExpressionWindow />}
      </div>
    </Dialog>
  );
}

/** Changes of the project's settings, one step of the history each. */
function useSettings() {
  const { project, notices } = useStudio();
  const settings = useProject(({ document }) => settingsOf(document));
  const canEdit = useProject(({ mode }) => mode === 'editing');
  const write = (label: string, change: Partial<ProjectSettings>) =>
    void project
      .applyWishes(label, [{ collection: 'settings', id: 'project', after: { ...settings, ...change } }])
      .catch(notices.tellFailure);
  return { settings, canEdit, write };
}

function PackCards() {
  const words = useWords(packChoiceWords);
  const { chosenStep } = useWords(packWords);
  const own = useProjectPack();
  const packs = usePacks((state) => state.packs);
  const { canEdit, write } = useSettings();
  return (
    <fieldset className="cards cards-one">
      <legend className="visually-hidden">{words.packs}</legend>
      {packOptions(packs, own).map((option) => (
        <PackCard
          key={option.packId}
          option={option}
          isChosen={option.packId === own.packId}
          isDisabled={!canEdit || !option.canBeChosen}
          onChoose={() => write(chosenStep, { packId: option.packId })}
        />
      ))}
    </fieldset>
  );
}

interface PackCardProps {
  readonly option: PackOption;
  readonly isChosen: boolean;
  readonly isDisabled: boolean;
  readonly onChoose: () => void;
}

function PackCard({ option: { packId, pack, canBeChosen }, isChosen, isDisabled, onChoose }: PackCardProps) {
  const words = useWords(packChoiceWords);
  const { kinds, goodAt } = useWords(packWords);
  const name = pack === null ? packId : kinds[pack.kind];
  const meaning = pack === null ? words.notInstalled : canBeChosen ? goodAt[pack.kind] : words.unusable;
  return (
    <label className="card" data-chosen={isChosen || undefined} data-off={isDisabled || undefined}>
      <input
        type="radio"
        name="pack"
        className="card-radio"
        checked={isChosen}
        disabled={isDisabled}
        onChange={onChoose}
      />
      <span className="card-name">
        {name}
        {pack !== null && <span className="pack-choice-id">{packId}</span>}
      </span>
      <span className={pack === null ? 'card-meaning pack-choice-problem' : 'card-meaning'}>{meaning}</span>
    </label>
  );
}

/** What is in the way, and the way out of it. */
function Advice() {
  const words = useWords(packChoiceWords);
  const { panels } = useStudio();
  const { packId, kind, isAbsent } = useProjectPack();
  const hasGenerative = usePacks(({ state, packs }) => state !== 'known' || generativePacks(packs).length > 0);
  const isStill = useProject(({ document }) => stillOf(document) !== null);
  const sentences = [
    ...(isAbsent ? [words.notInstalledSentence(packId)] : []),
    ...(isStill && kind === 'atlas' ? [words.stillNeeds] : []),
    ...(hasGenerative || isAbsent ? [] : [words.noOther]),
  ];
  if (sentences.length === 0) return null;
  return (
    <div className={isAbsent || isStill ? 'callout callout-caution' : 'callout'} role="note">
      {sentences.map((sentence) => (
        <p key={sentence} className="callout-text">
          {sentence}
        </p>
      ))}
      {!hasGenerative && (
        <div className="callout-actions">
          <Button size="small" onPress={() => panels.open('models')}>
            {words.import}
          </Button>
        </div>
      )}
    </div>
  );
}

function ExpressionWindow() {
  const words = useWords(packChoiceWords);
  const { settings, canEdit, write } = useSettings();
  return (
    <fieldset className="cards">
      <legend className="field-label">{words.window}</legend>
      {expressionWindows.map((frames) => (
        <label key={frames} className="card" data-chosen={frames === settings.expressionWindowFrames || undefined}>
          <input
            type="radio"
            name="expression-window"
            className="card-radio"
            checked={frames === settings.expressionWindowFrames}
            disabled={!canEdit}
            onChange={() => write(words.windowStep, { expressionWindowFrames: frames })}
          />
          <span className="card-name">{words.windows[frames]}</span>
          <span className="card-meaning">{words.windowMeanings[frames]}</span>
        </label>
      ))}
    </fieldset>
  );
}
