import { useState } from 'react';
import { actionGroups, actionNames, actionSpecs } from '../../state/keys/actions.ts';
import { shownCombination } from '../../state/keys/key-combination.ts';
import { useKeyBindings, useStudio } from '../../state/studio.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { helpWords } from './strings.ts';
import './help.css';

interface KeysHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const isMac = navigator.platform.startsWith('Mac');

/** The keys as they are set now. */
export function KeysHelp({ isOpen, onClose }: KeysHelpProps) {
  const words = useWords(helpWords);
  const strings = useStrings();
  const { panels } = useStudio();
  const bindings = useKeyBindings();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLocaleLowerCase();
  const isShown = (name: (typeof actionNames)[number]) => {
    const keys = bindings[name].map((key) => shownCombination(key, isMac));
    // While nothing is sought, actions without a key only take room.
    if (wanted === '') return keys.length > 0;
    return [strings.actions[name], ...keys].some((text) => text.toLocaleLowerCase().includes(wanted));
  };
  const shown = actionNames.filter(isShown);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.keysTitle}
      size="large"
      footer={<Button onPress={() => panels.open('settings')}>{words.change}</Button>}
    >
      <TextField
        label={words.search}
        isLabelHidden
        autoFocus
        value={typed}
        placeholder={words.searchPlaceholder}
        onChange={setTyped}
      />
      {shown.length === 0 && <p className="help-none">{words.none}</p>}
      <div className="help-groups">
        {actionGroups.map((group) => {
          const names = shown.filter((name) => actionSpecs[name].group === group);
          if (names.length === 0) return null;
          return (
            <section key={group} className="help-group" aria-label={strings.actionGroups[group]}>
              <h3 className="heading">{strings.actionGroups[group]}</h3>
              <dl className="help-keys">
                {names.map((name) => (
                  <div key={name} className="help-key">
                    <dt>{strings.actions[name]}</dt>
                    <dd>
                      {bindings[name].map((key) => (
                        <Kbd key={key} keys={shownCombination(key, isMac)} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
