import { useState } from 'react';
import type { SettingsValue } from '../../../../api/settings.ts';
import { useStudio, useStudioStore } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Select } from '../../../ui/Select.tsx';
import { Switch } from '../../../ui/Switch.tsx';
import { settingsWords } from '../strings.ts';

function optionsOf<Value extends string>(labels: Readonly<Record<Value, string>>) {
  return (Object.keys(labels) as Value[]).map((value) => ({ value, label: labels[value] }));
}

export function General() {
  const words = useWords(settingsWords);
  const { settings, notices, host } = useStudio();
  const { language, motion, canNotify } = useStudioStore(settings.store, ({ value }) => value);
  const [isDenied, setDenied] = useState(false);
  const write = (changes: Partial<SettingsValue>) => void settings.write(changes).catch(notices.tellFailure);
  const notify = async (isOn: boolean) => {
    // In a browser the person is asked once, and only because of this very press.
    const isAsked = isOn && host.kind === 'web' && 'Notification' in window;
    const answer = isAsked ? await Notification.requestPermission() : 'granted';
    setDenied(answer !== 'granted');
    write({ canNotify: isOn });
  };
  return (
    <div className="settings-part">
      <Select
        label={words.language}
        value={language}
        options={optionsOf(words.languages)}
        onChange={(next) => write({ language: next })}
      />
      <Select
        label={words.motion}
        value={motion}
        options={optionsOf(words.motions)}
        onChange={(next) => write({ motion: next })}
      />
      <Switch
        label={words.notify}
        hint={isDenied ? words.notifyDenied : words.notifyHint}
        isOn={canNotify}
        onChange={(isOn) => void notify(isOn).catch(notices.tellFailure)}
      />
    </div>
  );
}
