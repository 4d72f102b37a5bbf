import { ArrowRightLeft, CircleOff, Pause, Waves } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useRef } from 'react';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { packHandles } from '../../../state/project-pack.ts';
import type { ProjectPack } from '../../../state/project-pack.ts';
import { useStudio } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { codeWords } from '../code-strings.ts';
import { codeFixes, editOfCodeFix, gainAt } from '../code-edits.ts';
import type { CodeFix } from '../code-edits.ts';
import { newEdit } from '../edit-builders.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import type { Inspected } from '../use-inspected.ts';
import { StrengthSlider } from './HandleSliders.tsx';

interface CodeControlsProps {
  readonly inspected: Inspected;
  readonly pack: ProjectPack;
}

const icons: Readonly<Record<CodeFix, LucideIcon>> = {
  off: CircleOff,
  smooth: Waves,
  freeze: Pause,
  replace: ArrowRightLeft,
};

/** What can be done with a factor that a pack knows only as a code: more or less of it, off, smooth, held, taken from elsewhere. */
export function CodeControls({ inspected, pack }: CodeControlsProps) {
  const codes = useWords(codeWords);
  return (
    <>
      <div className="handles">
        <GainSlider inspected={inspected} handle={null} />
        {packHandles(pack, inspected.factor).map((handle) => (
          <GainSlider key={handle} inspected={inspected} handle={handle} />
        ))}
        {inspected.factor === 'lip' && <StrengthSlider inspected={inspected} />}
      </div>
      <CodeFixes inspected={inspected} />
      <p className="inspector-faint">{codes.codeHint}</p>
    </>
  );
}

interface GainSliderProps {
  readonly inspected: Inspected;
  readonly handle: string | null;
}

/** How strong the movement is under the playhead; moving it makes or changes a gain over the range. */
function GainSlider({ inspected, handle }: GainSliderProps) {
  const words = useWords(factorWords);
  const codes = useWords(codeWords);
  const strings = useStrings();
  const commands = useEditCommands();
  const drag = useRef<{ readonly gestureId: string; readonly edit: FactorEdit } | null>(null);
  const { edits, range, faceNumber, factor, frameSec, timeSec } = inspected;
  const here = gainAt(edits, handle, timeSec);
  const name = handle === null ? codes.movement : (strings.handles[handle] ?? handle);
  const begin = (): FactorEdit => {
    const start = { editId: commands.newEditId(), position: commands.nextPosition(), atSec: timeSec, value: 0 };
    return here ?? newEdit('gain', { faceNumber, factor, handle, range, frameSec }, start);
  };
  const onChange = (gain: number, gestureId: string) => {
    if (drag.current?.gestureId !== gestureId) drag.current = { gestureId, edit: begin() };
    const { edit } = drag.current;
    if (edit.kind === 'gain') commands.write(words.handleStep(name), [{ ...edit, gain }], gestureId);
  };
  const gain = here?.gain ?? 1;
  return (
    <div className="handle">
      <Slider
        label={name}
        value={gain}
        least={Math.min(0, gain)}
        most={Math.max(2, gain)}
        step={0.05}
        digits={2}
        suffix=" ×"
        neutral={1}
        colour="var(--factor)"
        isDisabled={!commands.canEdit}
        onChange={onChange}
      />
    </div>
  );
}

function CodeFixes({ inspected }: { readonly inspected: Inspected }) {
  const words = useWords(factorWords);
  const codes = useWords(codeWords);
  const { selection } = useStudio();
  const commands = useEditCommands();
  const { faceNumber, factor, range, frameSec, timeSec } = inspected;
  const press = (fix: CodeFix) => {
    const start = { editId: commands.newEditId(), position: commands.nextPosition(), atSec: timeSec, value: 0 };
    const edit = editOfCodeFix(fix, { faceNumber, factor, handle: null, range, frameSec }, start);
    commands.write(codes.codeFixes[fix], [edit]);
    selection.chooseEdit(edit.editId, factor, null);
  };
  return (
    <div className="fixes" role="group" aria-label={words.fixesTitle}>
      {codeFixes.map((fix) => (
        <Button
          key={fix}
          size="small"
          icon={icons[fix]}
          hint={codes.codeFixHints[fix]}
          isDisabled={!commands.canEdit}
          onPress={() => press(fix)}
        >
          {codes.codeFixes[fix]}
        </Button>
      ))}
    </div>
  );
}
