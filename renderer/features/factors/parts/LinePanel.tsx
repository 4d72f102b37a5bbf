import { useEffect, useState } from 'react';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import type { DubLine } from '../../../../core/project/records.ts';
import { useProject, useSelection, useStudio, useTracks } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { Switch } from '../../../ui/Switch.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import { Labelled } from './EditFields.tsx';

/** The chosen lines: text, place, loudness, takes, and who speaks. */
export function LinePanel() {
  const words = useWords(factorWords);
  const commands = useEditCommands();
  const lineIds = useSelection((state) => state.lineIds);
  const document = useProject((project) => project.document);
  const lines = lineIds.flatMap((lineId) => document.lines[lineId] ?? []);
  const [first] = lines;
  if (first === undefined) return null;
  const write = (label: string, changed: readonly DubLine[], gestureId: string | null = null) => {
    const wishes = changed.map((line): RecordWish => ({ collection: 'lines', id: line.lineId, after: line }));
    commands.apply(label, wishes, gestureId);
  };
  return (
    <Panel title={lines.length === 1 ? words.line : words.lines(lines.length)}>
      {lines.length === 1 && <LineText key={first.lineId} line={first} write={write} />}
      <LinePlace lines={lines} write={write} />
      <LineVoice lines={lines} write={write} />
      {lines.length === 1 && <Takes line={first} write={write} />}
    </Panel>
  );
}

interface LineProps {
  readonly write: (label: string, changed: readonly DubLine[], gestureId?: string | null) => void;
}

function LineText({ line, write }: LineProps & { readonly line: DubLine }) {
  const words = useWords(factorWords);
  const { canEdit } = useEditCommands();
  const [text, setText] = useState(line.text);
  useEffect(() => setText(line.text), [line.text]);
  const commit = () => text !== line.text && write(words.lineSteps.text, [{ ...line, text }]);
  return (
    <TextField
      label={words.lineText}
      isLabelHidden
      rows={2}
      value={text}
      isDisabled={!canEdit}
      onChange={setText}
      onCommit={() => void commit()}
    />
  );
}

function LinePlace({ lines, write }: LineProps & { readonly lines: readonly DubLine[] }) {
  const words = useWords(factorWords);
  const { canEdit } = useEditCommands();
  const { playhead } = useStudio();
  const [first] = lines;
  const moveBy = (sec: number) =>
    write(
      words.lineSteps.move,
      lines.map((line) => ({ ...line, startSec: line.startSec + sec })),
    );
  const limits = { step: 0.01, isDisabled: !canEdit };
  return (
    <div className="edit-times">
      <Labelled label={words.lineStart}>
        <NumberField
          label={words.lineStart}
          value={first.startSec}
          least={-60}
          most={playhead.durationSec}
          {...limits}
          digits={3}
          suffix=" s"
          onCommit={(startSec) => moveBy(startSec - first.startSec)}
        />
      </Labelled>
      <Labelled label={words.lineOffset}>
        <NumberField
          label={words.lineOffset}
          {...{ value: 0, least: -60_000, most: 60_000, step: 10, digits: 0, isDisabled: !canEdit }}
          suffix=" ms"
          onCommit={(ms) => moveBy(ms / 1000)}
        />
      </Labelled>
    </div>
  );
}

function LineVoice({ lines, write }: LineProps & { readonly lines: readonly DubLine[] }) {
  const words = useWords(factorWords);
  const { canEdit } = useEditCommands();
  const factorsByFace = useTracks((tracks) => tracks.factorsByFace);
  const faces = useProject(({ document }) => document.faces);
  const [first] = lines;
  const numbers = [...new Set([...factorsByFace.keys(), ...lines.map((line) => line.faceNumber)])].sort(
    (a, b) => a - b,
  );
  const options = numbers.map((number) => ({
    value: String(number),
    label: faces[String(number)]?.name || words.faceName(number),
  }));
  return (
    <>
      <Slider
        label={words.lineGain}
        {...{ value: first.gainDb, least: -24, most: 12, step: 0.5, digits: 1, suffix: ' dB', neutral: 0, origin: 0 }}
        colour="var(--voice-dub)"
        isDisabled={!canEdit}
        onChange={(gainDb, gestureId) =>
          write(
            words.lineSteps.gain,
            lines.map((line) => ({ ...line, gainDb })),
            gestureId,
          )
        }
      />
      <Select
        label={words.speaks}
        value={String(first.faceNumber)}
        options={options}
        isDisabled={!canEdit}
        onChange={(value) =>
          write(
            words.lineSteps.face,
            lines.map((line) => ({ ...line, faceNumber: Number(value) })),
          )
        }
      />
      <Switch
        label={words.lineMute}
        isOn={lines.every((line) => line.isMuted)}
        isDisabled={!canEdit}
        onChange={(isMuted) =>
          write(
            words.lineSteps.mute,
            lines.map((line) => ({ ...line, isMuted })),
          )
        }
      />
    </>
  );
}

function Takes({ line, write }: LineProps & { readonly line: DubLine }) {
  const words = useWords(factorWords);
  const format = useFormat();
  const { canEdit } = useEditCommands();
  const assets = useProject(({ document }) => document.assets);
  if (line.takes.length === 0) return <p className="inspector-quiet">{words.noTake}</p>;
  return (
    <div className="takes" role="group" aria-label={words.takes}>
      {line.takes.map((take, index) => (
        <Button
          key={take.takeId}
          size="small"
          className="take"
          aria-pressed={take.takeId === line.activeTakeId}
          isDisabled={!canEdit}
          hint={assets[take.assetId]?.name}
          onPress={() => write(words.lineSteps.take, [{ ...line, activeTakeId: take.takeId }])}
        >
          {words.take(index + 1)} · {format.number(take.durationSec, 1)} s
        </Button>
      ))}
    </div>
  );
}
