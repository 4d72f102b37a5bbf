import { useCallback } from 'react';
import { useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { helpWords } from './strings.ts';
import './help.css';

interface AboutDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AboutDialog({ isOpen, onClose }: AboutDialogProps) {
  const words = useWords(helpWords);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.aboutTitle} size="small">
      <div className="about">
        <p>{words.purpose}</p>
        <AboutFacts />
        <p className="about-quiet">{words.privacy}</p>
        <p className="about-quiet">{words.honesty}</p>
      </div>
    </Dialog>
  );
}

function AboutFacts() {
  const words = useWords(helpWords);
  const { client } = useStudio();
  const about = useAnswer(useCallback((signal: AbortSignal) => client.about.read({}, { signal }), [client]));
  if (about.state === 'waiting') return <Skeleton height="72px" />;
  if (about.state === 'failed') return <p role="alert">{about.sentence}</p>;
  const { version, host, platform } = about.value;
  const facts = [
    [words.version, version],
    [words.host, words.hosts[host]],
    [words.platform, platform],
    [words.licence, words.licenceText],
  ];
  return (
    <dl className="about-facts">
      {facts.map(([name, value]) => (
        <div key={name} className="about-fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
