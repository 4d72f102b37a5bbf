import { Check, Circle, LoaderCircle } from 'lucide-react';
import { importRatio, importSecLeft } from '../../../state/pack-import-store.ts';
import type { PackImportState } from '../../../state/pack-import-store.ts';
import { useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { networkStates } from '../import-form.ts';
import { importWords } from '../import-words.ts';

/** An import that is under way. */
export type RunningImport = Extract<PackImportState, { readonly state: 'running' }>;

const icons = { done: Check, now: LoaderCircle, waiting: Circle };

/** How far the import is: the step, each network, bytes and time left. */
export function ImportProgress({ running }: { readonly running: RunningImport }) {
  const words = useWords(importWords);
  const { packImport } = useStudio();
  const { wish, progress } = running;
  return (
    <div className="import">
      <ProgressBar label={words.running(wish.packId)} ratio={progress === null ? null : importRatio(progress)} />
      <ProgressFacts running={running} />
      <ul className="import-networks">
        {networkStates(progress?.what ?? '').map(({ network, state }) => {
          const Icon = icons[state];
          return (
            <li key={network} className={`import-network import-network-${state}`}>
              <Icon role="img" aria-label={words.states[state]} />
              {words.networks[network]}
            </li>
          );
        })}
      </ul>
      <div className="import-foot">
        <span className="models-quiet">{words.goesOn}</span>
        <Button onPress={() => packImport.cancel()}>{words.cancel}</Button>
      </div>
    </div>
  );
}

/** Step, bytes and time left in one line. */
export function ProgressFacts({ running: { progress, startedMs } }: { readonly running: RunningImport }) {
  const words = useWords(importWords);
  const format = useFormat();
  if (progress === null) return <p className="models-quiet">{words.starting}</p>;
  const { step, doneBytes, totalBytes } = progress;
  const leftSec = importSecLeft(progress, (Date.now() - startedMs) / 1000);
  const facts = [
    words.steps[step],
    words.bytesOf(format.bytes(doneBytes), format.bytes(totalBytes)),
    ...(leftSec === null ? [] : [words.left(format.clock(Math.max(1, leftSec)))]),
  ];
  return <p className="models-quiet numbers">{facts.join(' · ')}</p>;
}
