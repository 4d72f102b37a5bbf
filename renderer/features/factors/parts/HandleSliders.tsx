import { useRef } from 'react';
import type { FactorHandle } from '../../../../core/analysis/factor.ts';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { useSelection, useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Slider } from '../../../ui/Slider.tsx';
import { newEdit } from '../edit-builders.ts';
import { editsOn } from '../edit-list.ts';
import { valueIn } from '../factor-values.ts';
import { displayOf } from '../handle-display.ts';
import { beginHandleDrag, draggedTo } from '../handle-drag.ts';
import type { HandleDrag } from '../handle-drag.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import type { Inspected } from '../use-inspected.ts';

/** The values under the playhead; moving one makes or changes an edit over the range. */
export function HandleSliders({ inspected }: { readonly inspected: Inspected }) {
  const words = useWords(factorWords);
  const isSeen = !Number.isNaN(
    inspected.filmed.values[inspected.frame * inspected.filmed.handles.length] ?? Number.NaN,
  );
  return (
    <div className="handles">
      {!isSeen && <p className="inspector-note">{words.notSeen}</p>}
      {inspected.filmed.handles.map((handle) => (
        <HandleSlider key={handle.name} {...{ inspected, handle, isSeen }} />
      ))}
      {inspected.factor === 'lip' && <StrengthSlider inspected={inspected} />}
    </div>
  );
}

interface HandleSliderProps {
  readonly inspected: Inspected;
  readonly handle: FactorHandle;
  readonly isSeen: boolean;
}

function HandleSlider({ inspected, handle, isSeen }: HandleSliderProps) {
  const strings = useStrings();
  const words = useWords(factorWords);
  const { selection } = useStudio();
  const commands = useEditCommands();
  const chosen = useSelection((state) => state.handle);
  const drag = useRef<{ readonly gestureId: string; readonly drag: HandleDrag } | null>(null);
  const { frame, edited, base, filmed, factor, faceNumber, range, frameSec, timeSec } = inspected;
  const [own, driven, value] = [filmed, base, edited].map((track) => valueIn(track, frame, handle.name));
  const display = displayOf(handle, driven);
  const place = { faceNumber, factor, handle: handle.name, range, frameSec };
  const name = strings.handles[handle.name] ?? handle.name;
  const begin = () =>
    beginHandleDrag(
      editsOn(inspected.edits, faceNumber, factor, { startSec: timeSec, endSec: timeSec + 1e-3 }),
      place,
      {
        timeSec,
        value,
        editId: commands.newEditId(),
        position: commands.nextPosition(),
      },
    );
  const onChange = (shown: number, gestureId: string) => {
    if (drag.current?.gestureId !== gestureId) {
      drag.current = { gestureId, drag: begin() };
      selection.chooseFactor(factor, handle.name);
    }
    const edit = draggedTo(drag.current.drag, shown / display.factor);
    commands.write(words.handleStep(name), [edit], gestureId);
  };
  // A zero has no sign.
  const isZero = Number.isNaN(value) || Math.abs(value * display.factor) < 0.5 * 10 ** -display.decimals;
  const shownValue = isZero ? 0 : value * display.factor;
  return (
    <div className="handle" data-chosen={chosen === handle.name || undefined}>
      <Slider
        label={name}
        value={shownValue}
        least={Math.min(display.low, shownValue)}
        most={Math.max(display.high, shownValue)}
        step={display.step}
        digits={display.decimals}
        suffix={display.unit === '' ? undefined : display.unit === 'px' ? ' px' : display.unit}
        origin={handle.unit === 'rad' ? 0 : undefined}
        neutral={Number.isNaN(driven) ? undefined : driven * display.factor}
        colour="var(--factor)"
        isDisabled={!isSeen || !commands.canEdit}
        onChange={onChange}
      />
      {isSeen && (
        <Origins
          {...{ own, driven, value, display, factor }}
          isDriven={inspected.isDriven}
          isChosen={chosen === handle.name}
        />
      )}
    </div>
  );
}

interface OriginsProps {
  readonly own: number;
  readonly driven: number;
  readonly value: number;
  readonly display: ReturnType<typeof displayOf>;
  readonly isDriven: boolean;
  readonly factor: Inspected['factor'];
  readonly isChosen: boolean;
}

/** What was filmed and what the voice makes of it, where the shown value is another. */
function Origins({ own, driven, value, display, isDriven, factor, isChosen }: OriginsProps) {
  const words = useWords(factorWords);
  const format = useFormat();
  const differs = (a: number, b: number) => Math.abs(a - b) * display.factor >= display.step / 2;
  const text = (at: number) => `${format.number(at * display.factor, display.decimals)}${display.unit}`;
  const hasVoice = factor === 'lip' && isDriven && differs(own, driven);
  const isEdited = differs(value, driven);
  // Every line of text pushes the edits out of sight: said of what is changed, and of what the user looks at.
  if (!isEdited && !(isChosen && hasVoice)) return null;
  return (
    <span className="handle-origins numbers">
      {words.filmed(text(own))}
      {hasVoice && ` · ${words.voice(text(driven))}`}
    </span>
  );
}

/** How much of the new mouth is shown: an edit of its own kind, with ramps that are never shorter than four frames. */
export function StrengthSlider({ inspected }: { readonly inspected: Inspected }) {
  const words = useWords(factorWords);
  const commands = useEditCommands();
  const drag = useRef<{ readonly gestureId: string; readonly edit: FactorEdit } | null>(null);
  const { edits, range, frame, shares, faceNumber, factor, frameSec, timeSec } = inspected;
  const percent = Math.round((shares[frame] ?? 1) * 100);
  const begin = (): FactorEdit => {
    const isHere = (edit: FactorEdit) =>
      edit.kind === 'blend' && edit.isEnabled && edit.startSec <= timeSec && edit.endSec > timeSec;
    const start = { editId: commands.newEditId(), position: commands.nextPosition(), atSec: timeSec, value: 0 };
    return edits.find(isHere) ?? newEdit('blend', { faceNumber, factor, handle: null, range, frameSec }, start);
  };
  const onChange = (next: number, gestureId: string) => {
    if (drag.current?.gestureId !== gestureId) drag.current = { gestureId, edit: begin() };
    const { edit } = drag.current;
    if (edit.kind === 'blend') commands.write(words.strengthStep, [{ ...edit, share: next / 100 }], gestureId);
  };
  return (
    <div className="handle">
      <Slider
        label={words.strength}
        value={percent}
        least={0}
        most={100}
        step={1}
        digits={0}
        suffix=" %"
        neutral={100}
        colour="var(--factor)"
        isDisabled={!commands.canEdit}
        onChange={onChange}
      />
    </div>
  );
}
