import { useState } from 'react';
import { useWords } from '../../state/strings/words.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Computer } from './parts/Computer.tsx';
import { Engine } from './parts/Engine.tsx';
import { Packs } from './parts/Packs.tsx';
import { modelWords } from './strings.ts';
import './models.css';

interface ModelsPanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What computes here: model packs, the engine and where it runs, and whether this computer has all it needs. */
export function ModelsPanel({ isOpen, onClose }: ModelsPanelProps) {
  const words = useWords(modelWords);
  const [tab, setTab] = useState<'packs' | 'engine' | 'computer'>('packs');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.title} size="large">
      <Tabs
        label={words.tabs}
        orientation="vertical"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'packs', label: words.packs, content: <Packs /> },
          { value: 'engine', label: words.engine, content: <Engine /> },
          { value: 'computer', label: words.computer, content: <Computer /> },
        ]}
      />
    </Dialog>
  );
}
