import { FileVideo2, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { useAnswer } from '../../../state/use-answer.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { startWords } from '../strings.ts';

/** Projects that were opened before, newest first. */
export function RecentProjects({ onOpen }: { readonly onOpen: (path: string) => void }) {
  const { client, notices } = useStudio();
  const words = useWords(startWords);
  const format = useFormat();
  const [round, setRound] = useState(0);
  // A round is one more reading of the list: the host's list is the truth.
  const ask = useCallback(
    (signal: AbortSignal) => (round >= 0 ? client.project.listRecent({}, { signal }) : Promise.resolve([])),
    [client, round],
  );
  const recent = useAnswer(ask);
  const forget = (path: string) =>
    client.project
      .forgetRecent({ path })
      .then(() => setRound(round + 1))
      .catch(notices.tellFailure);
  return (
    <section className="start-recent" aria-label={words.recent}>
      <h2 className="heading">{words.recent}</h2>
      {recent.state === 'waiting' && [1, 2, 3].map((line) => <Skeleton key={line} height="48px" />)}
      {recent.state === 'failed' && (
        <p className="start-hint">
          {words.recentFailed}: {recent.sentence}
        </p>
      )}
      {recent.state === 'known' && recent.value.length === 0 && <p className="start-hint">{words.noRecent}</p>}
      {recent.state === 'known' && recent.value.length > 0 && (
        <ul className="recent-list">
          {recent.value.map(({ path, name, openedMs, isPresent }) => (
            <li key={path} className="recent">
              <button
                type="button"
                className="recent-open"
                aria-disabled={!isPresent || undefined}
                title={path}
                onClick={isPresent ? () => onOpen(path) : undefined}
              >
                <FileVideo2 aria-hidden="true" strokeWidth={1.5} className="recent-icon" />
                <span className="recent-text">
                  <span className="recent-name">{name}</span>
                  <span className="recent-path">{path}</span>
                </span>
                <span className={isPresent ? 'recent-when' : 'recent-when recent-gone'}>
                  {isPresent ? format.ago(openedMs, Date.now()) : words.gone}
                </span>
              </button>
              <IconButton icon={X} label={words.forget(name)} onPress={() => void forget(path)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
