import { Download, PackageX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { importRatio } from '../../../state/pack-import-store.ts';
import { usePacks, useStudio, useStudioStore } from '../../../state/studio.ts';
import { useFailureTexts } from '../../../state/strings/failures/use-failure-texts.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { importWords } from '../import-words.ts';
import { modelWords } from '../strings.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { ProgressFacts } from './ImportProgress.tsx';
import { PackCard } from './PackCard.tsx';

/** The installed packs, and the way to one more. */
export function Packs() {
  const { packs: store } = useStudio();
  useEffect(() => void store.read(), [store]);
  const [isImporting, setImporting] = useState(false);
  return (
    <div className="models-part">
      <PackList />
      <ImportCall onOpen={() => setImporting(true)} />
      <ImportDialog isOpen={isImporting} onClose={() => setImporting(false)} />
    </div>
  );
}

function PackList() {
  const words = useWords(modelWords);
  const { sentenceOf } = useFailureTexts();
  const { state, packs, failure } = usePacks((known) => known);
  if (state === 'failed') return <ErrorState title={words.failed} sentence={sentenceOf(failure)} />;
  if (state === 'unknown') return <Skeleton height="120px" />;
  if (packs.length === 0) {
    return <EmptyState icon={PackageX} title={words.noPacks} sentence={words.noPacksSentence} />;
  }
  return packs.map((pack) => <PackCard key={pack.id} pack={pack} />);
}

/** Offers the import, or shows the one that is under way. */
function ImportCall({ onOpen }: { readonly onOpen: () => void }) {
  const words = useWords(importWords);
  const { packImport } = useStudio();
  const now = useStudioStore(packImport.store, (state) => state);
  if (now.state === 'running') {
    const { progress, wish } = now;
    return (
      <section className="pack-call" aria-label={words.running(wish.packId)}>
        <div className="pack-call-text">
          <strong>{words.running(wish.packId)}</strong>
          <ProgressBar label={words.running(wish.packId)} ratio={progress === null ? null : importRatio(progress)} />
          <ProgressFacts running={now} />
        </div>
        <Button onPress={onOpen}>{words.show}</Button>
      </section>
    );
  }
  return (
    <section className="pack-call" aria-label={words.title}>
      <p className="pack-call-text models-quiet">{words.callSentence}</p>
      <Button icon={Download} onPress={onOpen}>
        {words.call}
      </Button>
    </section>
  );
}
