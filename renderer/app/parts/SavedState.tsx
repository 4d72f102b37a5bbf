import { useEffect, useState } from 'react';
import { useProject } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useSaid } from '../../state/strings/sayings/said.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';

/** Says when the last change was saved. */
export function SavedState() {
  const { topBar } = useStrings();
  const format = useFormat();
  const isSaving = useProject((project) => project.isSaving);
  const savedMs = useProject((project) => project.savedMs);
  const isReadOnly = useProject((project) => project.mode === 'read-only');
  const said = useSaid();
  const notice = useProject((project) => said(project.notice, project.noticeSaying));
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, [savedMs]);
  const saved = savedMs === null ? topBar.saved : topBar.savedAgo(format.ago(savedMs, Math.max(nowMs, savedMs)));
  const text = isReadOnly ? topBar.readOnly : isSaving ? topBar.saving : saved;
  return (
    <Tooltip label={notice === '' ? topBar.everySaved : notice}>
      <span className={isReadOnly ? 'saved-state saved-state-warning' : 'saved-state'} tabIndex={0} role="status">
        {text}
      </span>
    </Tooltip>
  );
}
