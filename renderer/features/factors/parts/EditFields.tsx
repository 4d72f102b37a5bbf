import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import type { ReactNode } from 'react';
import { packHandles } from '../../../state/project-pack.ts';
import type { ProjectPack } from '../../../state/project-pack.ts';
import { useStudio } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { kindsOfOneHandle } from '../edit-builders.ts';
import { leastRampFrames } from '../edit-place.ts';
import { displayOf, handleOf } from '../handle-display.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import type { Inspected } from '../use-inspected.ts';
import { KeyframeFields } from './KeyframeFields.tsx';
import { ReplaceFields } from './ReplaceFields.tsx';

interface EditFieldsProps {
  readonly edit: FactorEdit;
  readonly inspected: Inspected;
  readonly pack: ProjectPack;
}

const everyHandle = '*';

/** The settings of one edit: where, how it comes and goes, and its own numbers. */
export function EditFields({ edit, inspected, pack }: EditFieldsProps) {
  const words = useWords(factorWords);
  const strings = useStrings();
  const { playhead } = useStudio();
  const commands = useEditCommands();
  const write = (changed: FactorEdit, gestureId: string | null = null) =>
    commands.write(words.changeStep(words.kinds[edit.kind]), [changed], gestureId);
  const known = packHandles(pack, edit.factor);
  // A handle that the pack does not have is still what the edit says.
  const handles = edit.handle === null || known.includes(edit.handle) ? known : [...known, edit.handle];
  const canBeAll = !kindsOfOneHandle.includes(edit.kind);
  const options = [
    ...(canBeAll ? [{ value: everyHandle, label: words.every }] : []),
    ...handles.map((name) => ({ value: name, label: strings.handles[name] ?? name })),
  ];
  return (
    <div className="edit-fields">
      <Times {...{ edit, inspected, pack, write }} durationSec={playhead.durationSec} />
      {edit.kind !== 'blend' && handles.length > 0 && (
        <Select
          label={words.handle}
          value={edit.handle ?? everyHandle}
          options={options}
          isDisabled={!commands.canEdit}
          onChange={(next) => write({ ...edit, handle: next === everyHandle ? null : next })}
        />
      )}
      <KindFields {...{ edit, inspected, pack, write }} />
    </div>
  );
}

/** Fields of one kind write the whole edit back. */
export interface KindFieldsProps extends EditFieldsProps {
  readonly write: (changed: FactorEdit, gestureId?: string | null) => void;
}

function Times({ edit, inspected, write, durationSec }: KindFieldsProps & { readonly durationSec: number }) {
  const words = useWords(factorWords);
  const commands = useEditCommands();
  const { frameSec } = inspected;
  const isDisabled = !commands.canEdit;
  const length = edit.endSec - edit.startSec;
  // New pixels that come within fewer frames are seen as a jump.
  const leastRamp = edit.kind === 'blend' && edit.factor === 'lip' ? leastRampFrames : 0;
  const mostRamp = Math.max(leastRamp, Math.floor(length / frameSec));
  const seconds = { step: frameSec, digits: 2, suffix: ' s', isDisabled };
  const ramps = { least: leastRamp, most: mostRamp, step: 1, digits: 0, suffix: words.frames, isDisabled };
  return (
    <div className="edit-times">
      <Labelled label={words.from}>
        <NumberField
          label={words.from}
          value={edit.startSec}
          least={0}
          most={edit.endSec - frameSec}
          {...seconds}
          onCommit={(startSec) => write({ ...edit, startSec })}
        />
      </Labelled>
      <Labelled label={words.to}>
        <NumberField
          label={words.to}
          // A still picture can become longer: what drives it reaches further than it is now.
          value={Math.max(edit.startSec + frameSec, Math.min(edit.endSec, durationSec))}
          least={edit.startSec + frameSec}
          most={Math.max(durationSec, edit.startSec + frameSec)}
          {...seconds}
          onCommit={(endSec) => write({ ...edit, endSec })}
        />
      </Labelled>
      <Labelled label={words.rampIn}>
        <NumberField
          label={words.rampIn}
          value={Math.round(edit.rampInSec / frameSec)}
          {...ramps}
          onCommit={(frames) => write({ ...edit, rampInSec: frames * frameSec })}
        />
      </Labelled>
      <Labelled label={words.rampOut}>
        <NumberField
          label={words.rampOut}
          value={Math.round(edit.rampOutSec / frameSec)}
          {...ramps}
          onCommit={(frames) => write({ ...edit, rampOutSec: frames * frameSec })}
        />
      </Labelled>
    </div>
  );
}

/** A small label before a field that carries the same name for screen readers itself. */
export function Labelled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="labelled">
      <span className="labelled-name" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

function KindFields({ edit, inspected, pack, write }: KindFieldsProps) {
  const words = useWords(factorWords);
  const commands = useEditCommands();
  const shared = { isDisabled: !commands.canEdit, colour: 'var(--factor)' };
  switch (edit.kind) {
    case 'gain':
      return (
        <Slider
          label={words.gain}
          {...shared}
          {...{ value: edit.gain, least: Math.min(0, edit.gain), most: Math.max(2, edit.gain), step: 0.05, neutral: 1 }}
          onChange={(gain, gestureId) => write({ ...edit, gain: Math.min(4, Math.max(-4, gain)) }, gestureId)}
        />
      );
    case 'offset': {
      const display = displayOf(handleOf(edit.factor, edit.handle));
      const reach = display.high - display.low;
      const value = edit.amount * display.factor;
      return (
        <Slider
          label={words.amount}
          {...shared}
          {...{ value, least: Math.min(-reach, value), most: Math.max(reach, value), step: display.step }}
          {...{ digits: display.decimals, suffix: display.unit, neutral: 0, origin: 0 }}
          onChange={(shown, gestureId) => write({ ...edit, amount: shown / display.factor }, gestureId)}
        />
      );
    }
    case 'smooth':
      return (
        <Slider
          label={words.spread}
          {...shared}
          {...{
            value: edit.sigmaSec / inspected.frameSec,
            least: 0.2,
            most: Math.max(30, edit.sigmaSec / inspected.frameSec),
          }}
          {...{ step: 0.1, digits: 1, suffix: words.frames }}
          onChange={(frames, gestureId) =>
            write({ ...edit, sigmaSec: Math.min(10, Math.max(0.001, frames * inspected.frameSec)) }, gestureId)
          }
        />
      );
    case 'freeze':
      return <FreezeFields {...{ edit, inspected, pack, write }} />;
    case 'blend':
      return (
        <Slider
          label={words.share}
          {...shared}
          {...{
            value: Math.round(edit.share * 100),
            least: 0,
            most: 100,
            step: 1,
            digits: 0,
            suffix: ' %',
            neutral: 100,
          }}
          onChange={(percent, gestureId) => write({ ...edit, share: percent / 100 }, gestureId)}
        />
      );
    case 'replace':
      return <ReplaceFields {...{ edit, inspected, pack, write }} />;
    case 'keyframes':
      return <KeyframeFields {...{ edit, inspected, pack, write }} />;
  }
}

interface FreezeFieldsProps extends KindFieldsProps {
  readonly edit: Extract<FactorEdit, { readonly kind: 'freeze' }>;
}

function FreezeFields({ edit, inspected, write }: FreezeFieldsProps) {
  const words = useWords(factorWords);
  const { playhead } = useStudio();
  const isDisabled = !useEditCommands().canEdit;
  return (
    <div className="edit-line">
      <Labelled label={words.atTime}>
        <NumberField
          label={words.atTime}
          {...{ value: edit.atSec, least: 0, most: playhead.durationSec, step: inspected.frameSec }}
          {...{ digits: 2, suffix: ' s', isDisabled }}
          onCommit={(atSec) => write({ ...edit, atSec })}
        />
      </Labelled>
      <Button size="small" isDisabled={isDisabled} onPress={() => write({ ...edit, atSec: playhead.now.timeSec })}>
        {words.usePlayhead}
      </Button>
    </div>
  );
}
