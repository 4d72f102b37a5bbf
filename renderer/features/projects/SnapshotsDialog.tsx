import { History } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useAction, useProject, useStudio } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useWords } from '../../state/strings/words.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { projectWords } from './strings.ts';
import './projects.css';

interface SnapshotsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Dated copies of the project, and a copy on request. */
export function SnapshotsDialog({ isOpen, onClose }: SnapshotsDialogProps) {
  const words = useWords(projectWords);
  const { client, files, notices } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const path = useProject((project) => project.path);
  const saveCopy = async () => {
    const [chosen] = await files.choose('save-copy', path.replace(/(\.facet)?$/, ' copy.facet'));
    if (chosen === undefined || projectId === null) return;
    await client.project.saveCopy({ projectId, path: chosen });
    notices.tell('good', words.copied(chosen));
  };
  const save = () => void saveCopy().catch(notices.tellFailure);
  useAction('saveCopy', save, projectId !== null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.title}
      description={words.sentence}
      footer={<Button onPress={save}>{words.saveCopy}</Button>}
    >
      {projectId !== null && <Versions projectId={projectId} onClose={onClose} />}
    </Dialog>
  );
}

function Versions({ projectId, onClose }: { readonly projectId: string; readonly onClose: () => void }) {
  const words = useWords(projectWords);
  const format = useFormat();
  const { client, notices } = useStudio();
  const canEdit = useProject(({ mode }) => mode === 'editing');
  const [wanted, setWanted] = useState<{ readonly snapshotId: string; readonly createdMs: number } | null>(null);
  const versions = useAnswer(
    useCallback((signal: AbortSignal) => client.project.listSnapshots({ projectId }, { signal }), [client, projectId]),
  );
  if (versions.state === 'waiting') return <Skeleton height="96px" />;
  if (versions.state === 'failed') return <ErrorState title={words.failed} sentence={versions.sentence} />;
  if (versions.value.length === 0)
    return <EmptyState icon={History} size="small" title={words.none} sentence={words.noneSentence} />;
  const restore = async (snapshotId: string) => {
    await client.project.restoreSnapshot({ projectId, snapshotId });
    notices.tell('good', words.restored);
    onClose();
  };
  return (
    <>
      <ul className="versions">
        {versions.value.map((version) => (
          <li key={version.snapshotId} className="version">
            <span className="version-date">{format.date(version.createdMs)}</span>
            <span className="version-note">{format.ago(version.createdMs, Date.now())}</span>
            <span className="version-note numbers">{format.bytes(version.sizeBytes)}</span>
            <Button size="small" isDisabled={!canEdit} onPress={() => setWanted(version)}>
              {words.restore}
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        isOpen={wanted !== null}
        title={wanted === null ? '' : words.restoreTitle(format.date(wanted.createdMs))}
        sentence={words.restoreSentence}
        confirmLabel={words.restore}
        onConfirm={() => wanted !== null && void restore(wanted.snapshotId).catch(notices.tellFailure)}
        onClose={() => setWanted(null)}
      />
    </>
  );
}
