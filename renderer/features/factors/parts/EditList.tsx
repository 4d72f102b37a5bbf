import { ChevronDown, ChevronUp, Copy, EllipsisVertical, MapPinned, Plus, Trash2, Users } from 'lucide-react';
import type { FactorEdit, FactorEditKind } from '../../../../core/edit/factor-edit.ts';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { frameIndexAt } from '../../../state/playhead.ts';
import { isEditOfPack } from '../../../state/project-pack.ts';
import type { ProjectPack } from '../../../state/project-pack.ts';
import { useProject, useSelection, useStudio, useTracks } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import type { MenuItem } from '../../../ui/menu-item.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { codeWords } from '../code-strings.ts';
import { codeEditKinds } from '../code-edits.ts';
import { kindsOfOneHandle, newEdit } from '../edit-builders.ts';
import { editAmountText } from '../edit-label.ts';
import { copiedEdit, editsOn, movedInStack } from '../edit-list.ts';
import { wishAway } from '../edit-place.ts';
import { valueIn } from '../factor-values.ts';
import { handleOf } from '../handle-display.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import type { Inspected } from '../use-inspected.ts';
import { EditFields } from './EditFields.tsx';

const kinds: readonly FactorEditKind[] = ['keyframes', 'offset', 'gain', 'smooth', 'freeze', 'replace', 'blend'];

interface EditListProps {
  readonly inspected: Inspected;
  readonly pack: ProjectPack;
}

/** The edits that act in the range, the last to act on top, and a menu to add one. */
export function EditList({ inspected, pack }: EditListProps) {
  const words = useWords(factorWords);
  const codes = useWords(codeWords);
  const { faceNumber, factor, range } = inspected;
  const list = editsOn(inspected.edits, faceNumber, factor, range);
  return (
    <Panel title={words.editsTitle} actions={<AddEdit inspected={inspected} pack={pack} />}>
      {list.length === 0 && (
        <p className="inspector-quiet">{pack.kind === 'atlas' ? words.noEdits : codes.noCodeEdits}</p>
      )}
      <ul className="edits">
        {list.map((edit) => (
          <EditItem key={edit.editId} {...{ edit, list, inspected, pack }} />
        ))}
      </ul>
    </Panel>
  );
}

function AddEdit({ inspected, pack }: EditListProps) {
  const words = useWords(factorWords);
  const { selection } = useStudio();
  const commands = useEditCommands();
  const chosen = useSelection((state) => state.handle);
  const add = (kind: FactorEditKind) => {
    const { faceNumber, factor, range, frameSec, edited, frame, timeSec } = inspected;
    const handle = handleOf(factor, chosen).name;
    const whole = pack.kind === 'pdfgc' ? null : chosen;
    const place = { faceNumber, factor, range, frameSec, handle: kindsOfOneHandle.includes(kind) ? handle : whole };
    const editId = commands.newEditId();
    const position = commands.nextPosition();
    const edit = newEdit(kind, place, { editId, position, atSec: timeSec, value: valueIn(edited, frame, handle) });
    commands.write(words.addStep(words.kinds[kind]), [edit]);
    selection.chooseEdit(editId, factor, edit.handle);
  };
  const items = (pack.kind === 'pdfgc' ? codeEditKinds : kinds).map((kind): MenuItem => ({
    kind: 'item',
    label: `${words.kinds[kind]} – ${words.kindHints[kind]}`,
    onSelect: () => add(kind),
  }));
  return (
    <Menu label={words.add} align="end" items={items}>
      <IconButton icon={Plus} size="small" label={words.add} isDisabled={!commands.canEdit} />
    </Menu>
  );
}

interface EditItemProps {
  readonly edit: FactorEdit;
  readonly list: readonly FactorEdit[];
  readonly inspected: Inspected;
  readonly pack: ProjectPack;
}

function EditItem({ edit, list, inspected, pack }: EditItemProps) {
  const words = useWords(factorWords);
  const codes = useWords(codeWords);
  const strings = useStrings();
  const format = useFormat();
  const { selection } = useStudio();
  const commands = useEditCommands();
  const isOpen = useSelection((state) => state.editId === edit.editId || state.keyframe?.editId === edit.editId);
  const isOfPack = isEditOfPack(edit, pack);
  const handle = edit.handle === null ? words.allHandles : (strings.handles[edit.handle] ?? edit.handle);
  const name = edit.kind === 'blend' ? words.kinds.blend : `${words.kinds[edit.kind]} · ${handle}`;
  const start = timecodeOf(frameIndexAt(inspected.frameTimesSec, edit.startSec), inspected.rate).replace(
    /^(00:){1,2}/,
    '',
  );
  return (
    <li className="edit" data-open={isOpen || undefined} data-off={!edit.isEnabled || !isOfPack || undefined}>
      <div className="edit-head">
        <input
          type="checkbox"
          className="edit-switch"
          aria-label={words.isOn(name)}
          checked={edit.isEnabled}
          disabled={!commands.canEdit}
          onChange={() => commands.write(words.switchStep, [{ ...edit, isEnabled: !edit.isEnabled }])}
        />
        <button
          type="button"
          className="edit-open"
          aria-expanded={isOpen}
          aria-label={words.open(name)}
          onClick={() => (isOpen ? selection.clear() : selection.chooseEdit(edit.editId, edit.factor, edit.handle))}
        >
          <span className="edit-name">{name}</span>
          <span className="edit-amount numbers">{editAmountText(edit, format, inspected.frameSec)}</span>
          <span className="edit-time numbers">{start}</span>
        </button>
        <EditMenu {...{ edit, list, inspected, pack }} name={name} />
      </div>
      {!isOfPack && <p className="edit-unused">{codes.notOfPack}</p>}
      {isOpen && <EditFields edit={edit} inspected={inspected} pack={pack} />}
    </li>
  );
}

function EditMenu({ edit, list, inspected, name }: EditItemProps & { readonly name: string }) {
  const words = useWords(factorWords);
  const { playhead, selection } = useStudio();
  const commands = useEditCommands();
  const faceNumbers = useTracks((tracks) => tracks.factorsByFace);
  const faces = useProject(({ document }) => document.faces);
  const copy = (label: string, startSec: number, faceNumber: number) => {
    const editId = commands.newEditId();
    commands.write(label, [copiedEdit(edit, { editId, startSec, faceNumber, position: commands.nextPosition() })]);
    if (faceNumber === edit.faceNumber) selection.chooseEdit(editId, edit.factor, edit.handle);
  };
  const others = [...faceNumbers.keys()].filter((number) => number !== edit.faceNumber);
  const nameOf = (number: number) => faces[String(number)]?.name || words.faceName(number);
  const [up, down] = [movedInStack(list, edit.editId, -1), movedInStack(list, edit.editId, 1)];
  const items: readonly MenuItem[] = [
    {
      kind: 'item',
      icon: ChevronUp,
      label: words.earlier,
      isDisabled: up.length === 0,
      onSelect: () => commands.write(words.orderStep, up),
    },
    {
      kind: 'item',
      icon: ChevronDown,
      label: words.later,
      isDisabled: down.length === 0,
      onSelect: () => commands.write(words.orderStep, down),
    },
    { kind: 'separator' },
    {
      kind: 'item',
      icon: Copy,
      label: words.duplicate,
      onSelect: () => copy(words.duplicateStep, edit.startSec, edit.faceNumber),
    },
    {
      kind: 'item',
      icon: MapPinned,
      label: words.copyHere,
      onSelect: () => copy(words.copyStep, playhead.now.timeSec, inspected.faceNumber),
    },
    ...others.map((number): MenuItem => ({
      kind: 'item',
      icon: Users,
      label: `${words.copyToFace} ${nameOf(number)}`,
      onSelect: () => copy(words.copyStep, edit.startSec, number),
    })),
    { kind: 'separator' },
    {
      kind: 'item',
      icon: Trash2,
      label: words.remove,
      isDanger: true,
      onSelect: () => commands.apply(words.removeStep, [wishAway(edit.editId)]),
    },
  ];
  return (
    <Menu label={words.more(name)} align="end" items={items}>
      <IconButton icon={EllipsisVertical} size="small" label={words.more(name)} isDisabled={!commands.canEdit} />
    </Menu>
  );
}
