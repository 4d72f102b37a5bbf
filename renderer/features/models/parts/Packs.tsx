import { PackageX } from 'lucide-react';
import { useCallback } from 'react';
import { useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { useAnswer } from '../../../state/use-answer.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { modelWords } from '../strings.ts';

/** The installed packs with what they are for, under which licence, and whether they are whole. */
export function Packs() {
  const words = useWords(modelWords);
  const format = useFormat();
  const { client } = useStudio();
  const packs = useAnswer(useCallback((signal: AbortSignal) => client.models.list({}, { signal }), [client]));
  if (packs.state === 'waiting') return <Skeleton height="120px" />;
  if (packs.state === 'failed') return <ErrorState title={words.failed} sentence={packs.sentence} />;
  if (packs.value.length === 0) {
    return <EmptyState icon={PackageX} title={words.noPacks} sentence={words.noPacksSentence} />;
  }
  return (
    <div className="models-part">
      {packs.value.map((pack) => {
        const absent = pack.files.filter(({ sizeBytes }) => sizeBytes === null).length;
        const bytes = pack.files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
        return (
          <article key={pack.id} className="pack">
            <header className="pack-head">
              <h3 className="pack-name">{pack.id}</h3>
              <span className="models-quiet numbers">{words.version(pack.version)}</span>
              <span className={absent > 0 ? 'models-problem' : 'models-quiet numbers'}>
                {absent > 0 ? words.incomplete(absent, pack.files.length) : format.bytes(bytes)}
              </span>
            </header>
            <p>{pack.summary}</p>
            <p className="models-quiet">
              {words.licence}: {pack.licence}
            </p>
            <details>
              <summary>{words.files(pack.files.length)}</summary>
              <ul className="pack-files">
                {pack.files.map(({ name, sizeBytes }) => (
                  <li key={name} className="pack-file">
                    <span className="pack-file-name">{name}</span>
                    <span className={sizeBytes === null ? 'models-problem' : 'models-quiet numbers'}>
                      {sizeBytes === null ? words.absent : format.bytes(sizeBytes)}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          </article>
        );
      })}
    </div>
  );
}
