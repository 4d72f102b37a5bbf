import { RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import type { SettingsValue } from '../../../../api/settings.ts';
import { actionGroups, actionNames, actionSpecs } from '../../../state/keys/actions.ts';
import type { ActionName } from '../../../state/keys/actions.ts';
import { combinationOf, shownCombination } from '../../../state/keys/key-combination.ts';
import { useKeyBindings, useStudio, useStudioStore } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Kbd } from '../../../ui/Kbd.tsx';
import { Select } from '../../../ui/Select.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { conflictsOf, isFound, withOwnKey } from '../key-editing.ts';
import { settingsWords } from '../strings.ts';

const isMac = navigator.platform.startsWith('Mac');

/** Every action with its keys; each can be given another one. */
export function Keyboard() {
  const words = useWords(settingsWords);
  const strings = useStrings();
  const { settings, notices } = useStudio();
  const { keyPreset, keyBindings } = useStudioStore(settings.store, ({ value }) => value);
  const bindings = useKeyBindings();
  const [typed, setTyped] = useState('');
  const write = (changes: Partial<SettingsValue>) => void settings.write(changes).catch(notices.tellFailure);
  const found = actionNames.filter((name) => isFound(typed, strings.actions[name], bindings[name], isMac));
  return (
    <div className="settings-part">
      <div className="keys-head">
        <Select
          label={words.preset}
          value={keyPreset}
          options={(Object.keys(words.presets) as (keyof typeof words.presets)[]).map((value) => ({
            value,
            label: words.presets[value],
          }))}
          onChange={(next) => write({ keyPreset: next })}
        />
        <TextField label={words.search} value={typed} placeholder={words.searchPlaceholder} onChange={setTyped} />
        <Button isDisabled={Object.keys(keyBindings).length === 0} onPress={() => write({ keyBindings: {} })}>
          {words.resetAll}
        </Button>
      </div>
      {found.length === 0 && <p className="settings-quiet">{words.noAction}</p>}
      {actionGroups.map((group) => {
        const names = found.filter((name) => actionSpecs[name].group === group);
        if (names.length === 0) return null;
        return (
          <section key={group} aria-label={strings.actionGroups[group]}>
            <h3 className="heading">{strings.actionGroups[group]}</h3>
            <ul className="keys">
              {names.map((name) => (
                <KeyRow
                  key={name}
                  name={name}
                  isOwn={keyBindings[name] !== undefined}
                  onChange={(key) => write({ keyBindings: withOwnKey(keyBindings, name, key) })}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

interface KeyRowProps {
  readonly name: ActionName;
  readonly isOwn: boolean;
  /** An empty text takes the key away; null brings the preset's back. */
  readonly onChange: (combination: string | null) => void;
}

function KeyRow({ name, isOwn, onChange }: KeyRowProps) {
  const words = useWords(settingsWords);
  const strings = useStrings();
  const bindings = useKeyBindings();
  const [isCapturing, setCapturing] = useState(false);
  const keys = bindings[name];
  const conflicts = [...conflictsOf(name, bindings)];
  const action = strings.actions[name];
  return (
    <li className="key-row">
      <span className="key-action">{action}</span>
      <button
        type="button"
        className="key-capture"
        data-captures-keys={isCapturing || undefined}
        data-capturing={isCapturing || undefined}
        aria-label={words.change(action)}
        onClick={() => setCapturing(true)}
        onBlur={() => setCapturing(false)}
        onKeyDown={(event) => {
          if (!isCapturing) return;
          event.preventDefault();
          event.stopPropagation();
          const combination = combinationOf(event.nativeEvent);
          if (combination === null) return;
          setCapturing(false);
          // Escape leaves; it cannot be given away, or nobody could leave anything.
          if (combination !== 'Escape') onChange(combination);
        }}
      >
        {isCapturing && words.pressKeys}
        {!isCapturing && keys.length === 0 && <span className="settings-quiet">{words.none}</span>}
        {!isCapturing && keys.map((key) => <Kbd key={key} keys={shownCombination(key, isMac)} />)}
      </button>
      <IconButton
        icon={X}
        size="small"
        label={words.remove(action)}
        isDisabled={keys.length === 0}
        onPress={() => onChange('')}
      />
      <IconButton
        icon={RotateCcw}
        size="small"
        label={words.reset(action)}
        isDisabled={!isOwn}
        onPress={() => onChange(null)}
      />
      {conflicts.map(([key, names]) => (
        <span key={key} className="key-conflict" role="alert">
          {words.conflict(shownCombination(key, isMac), names.map((other) => strings.actions[other]).join(', '))}
        </span>
      ))}
    </li>
  );
}
