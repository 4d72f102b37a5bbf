import { useState } from 'react';
import { useWords } from '../../state/strings/words.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { General } from './parts/General.tsx';
import { Keyboard } from './parts/Keyboard.tsx';
import { Storage } from './parts/Storage.tsx';
import { settingsWords } from './strings.ts';
import './settings.css';

interface SettingsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Every setting is kept as it is changed. */
export function SettingsDialog({ isOpen, onClose }: SettingsDialogProps) {
  const words = useWords(settingsWords);
  const [tab, setTab] = useState<'general' | 'keyboard' | 'storage'>('general');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.title} size="large">
      <Tabs
        label={words.parts}
        orientation="vertical"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'general', label: words.general, content: <General /> },
          { value: 'keyboard', label: words.keyboard, content: <Keyboard /> },
          { value: 'storage', label: words.storage, content: <Storage /> },
        ]}
      />
    </Dialog>
  );
}
