import { Diamond, Trash2 } from 'lucide-react';
import { interpolations } from '../../../../core/edit/factor-edit.ts';
import type { FactorEdit, Keyframe } from '../../../../core/edit/factor-edit.ts';
import { curveValueAt } from '../../../../core/edit/keyframe-curve.ts';
import { useSelection, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { Select } from '../../../ui/Select.tsx';
import { withKeyframe } from '../edit-builders.ts';
import { displayOf, handleOf } from '../handle-display.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import type { KindFieldsProps } from './EditFields.tsx';

interface KeyframeFieldsProps extends KindFieldsProps {
  readonly edit: Extract<FactorEdit, { readonly kind: 'keyframes' }>;
}

/** Rows shown around the chosen keyframe or the playhead: a curve of an hour has thousands. */
const shownRows = 8;

/** The points of a curve as numbers, for those who do not drag. */
export function KeyframeFields({ edit, inspected, write }: KeyframeFieldsProps) {
  const words = useWords(factorWords);
  const { playhead } = useStudio();
  const commands = useEditCommands();
  const chosen = useSelection((state) => (state.keyframe?.editId === edit.editId ? state.keyframe.index : null));
  const isDisabled = !commands.canEdit;
  const near = chosen ?? edit.keyframes.findIndex(({ timeSec }) => timeSec >= inspected.timeSec);
  const first = Math.max(0, Math.min(edit.keyframes.length - shownRows, (near < 0 ? edit.keyframes.length : near) - 3));
  const rows = edit.keyframes.slice(first, first + shownRows);
  const change = (index: number, changed: Keyframe | null) => {
    const keyframes = edit.keyframes.flatMap((keyframe, i) =>
      i === index ? (changed === null ? [] : [changed]) : [keyframe],
    );
    write({ ...edit, keyframes: keyframes.sort((a, b) => a.timeSec - b.timeSec) });
  };
  const add = () => {
    const at = playhead.now.timeSec;
    write(withKeyframe(edit, at, curveValueAt(edit.keyframes, at), inspected.frameSec));
  };
  return (
    <>
      <Select
        label={words.curveMode}
        value={edit.mode}
        options={(['absolute', 'relative'] as const).map((value) => ({ value, label: words[value] }))}
        isDisabled={isDisabled}
        onChange={(mode) => write({ ...edit, mode })}
      />
      <span className="inspector-quiet">{words.keyframes(edit.keyframes.length)}</span>
      <ul className="keyframes">
        {rows.map((keyframe, row) => (
          <KeyframeRow
            key={first + row}
            {...{ keyframe, inspected, isDisabled }}
            handle={edit.handle}
            isChosen={chosen === first + row}
            canRemove={edit.keyframes.length > 1}
            onChange={(changed) => change(first + row, changed)}
          />
        ))}
      </ul>
      <Button size="small" icon={Diamond} isDisabled={isDisabled} onPress={add}>
        {words.addKeyframe}
      </Button>
    </>
  );
}

interface KeyframeRowProps {
  readonly keyframe: Keyframe;
  readonly inspected: KindFieldsProps['inspected'];
  readonly handle: string | null;
  readonly isChosen: boolean;
  readonly isDisabled: boolean;
  readonly canRemove: boolean;
  readonly onChange: (changed: Keyframe | null) => void;
}

function KeyframeRow({ keyframe, inspected, handle, isChosen, isDisabled, canRemove, onChange }: KeyframeRowProps) {
  const words = useWords(factorWords);
  const { playhead } = useStudio();
  const display = displayOf(handleOf(inspected.factor, handle));
  return (
    <li className="keyframe" data-chosen={isChosen || undefined}>
      <NumberField
        label={words.keyframeTime}
        {...{
          value: keyframe.timeSec,
          least: 0,
          most: playhead.durationSec,
          step: inspected.frameSec,
          digits: 2,
          isDisabled,
        }}
        suffix=" s"
        onCommit={(timeSec) => onChange({ ...keyframe, timeSec })}
      />
      <NumberField
        label={words.keyframeValue}
        {...{ value: keyframe.value * display.factor, least: -1e4, most: 1e4, step: display.step, isDisabled }}
        digits={display.decimals}
        suffix={display.unit}
        onCommit={(shown) => onChange({ ...keyframe, value: shown / display.factor })}
      />
      <Select
        label={words.interpolation}
        isLabelHidden
        value={keyframe.interpolation}
        options={interpolations.map((value) => ({ value, label: words.interpolations[value] }))}
        isDisabled={isDisabled}
        onChange={(interpolation) => onChange({ ...keyframe, interpolation })}
      />
      <IconButton
        icon={Trash2}
        size="small"
        label={words.removeKeyframe}
        isDisabled={isDisabled || !canRemove}
        onPress={() => onChange(null)}
      />
    </li>
  );
}
