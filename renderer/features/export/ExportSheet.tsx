import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { settingsOf } from '../../../core/project/document.ts';
import { isStudioError } from '../../../core/errors.ts';
import { useProject, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PlanSummary } from './parts/PlanSummary.tsx';
import { PresetCards } from './parts/PresetCards.tsx';
import { SoundAndMarks } from './parts/SoundAndMarks.tsx';
import { exportWords } from './strings.ts';
import './export.css';

interface ExportSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What makes the pixels, with the way to change it. */
  readonly packRow: ReactNode;
}

export function ExportSheet({ isOpen, onClose, packRow }: ExportSheetProps) {
  return isOpen ? <OpenSheet onClose={onClose} packRow={packRow} /> : null;
}

function OpenSheet({ onClose, packRow }: Omit<ExportSheetProps, 'isOpen'>) {
  const words = useWords(exportWords);
  const { client, files, notices } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const { preset } = useProject(({ document }) => settingsOf(document));
  const revision = useProject(({ isSaving, savedMs }) => (isSaving ? null : savedMs));
  const [round, setRound] = useState(0);
  const plan = useAnswer(
    useCallback(
      // The plan is another one after each saved step, and after asking again.
      (signal: AbortSignal) => client.export.plan({ projectId: projectId ?? '', preset }, { signal }),
      [client, projectId, preset, revision, round],
    ),
  );
  const suggested = plan.state === 'known' ? plan.value.suggestedPath : null;
  const [path, setPath] = useState<string | null>(null);
  useEffect(() => {
    // What the user typed stays; the suggestion comes once.
    if (suggested !== null) setPath((before) => before ?? suggested);
  }, [suggested]);
  const start = useStart(path ?? '', onClose);
  const isBlocked = plan.state === 'known' && plan.value.findings.some(({ severity }) => severity === 'blocker');
  const hasPath = (path ?? '').trim() !== '';
  const browse = async () => {
    const [chosen] = await files.choose('save-export', path);
    if (chosen !== undefined) setPath(chosen);
  };
  return (
    <>
      <Sheet
        isOpen
        onClose={onClose}
        title={words.title}
        footer={
          <Button
            variant="primary"
            isDisabled={plan.state !== 'known' || isBlocked || !hasPath || start.isBusy}
            hint={isBlocked ? words.blocked : undefined}
            onPress={() => start.begin(false)}
          >
            {words.start}
          </Button>
        }
      >
        <div className="export">
          <PresetCards preset={preset} />
          {packRow}
          <TextField
            label={words.file}
            value={path ?? ''}
            onChange={setPath}
            problem={path !== null && !hasPath ? words.noPath : null}
            trailing={<Button onPress={() => void browse().catch(notices.tellFailure)}>{words.browse}</Button>}
          />
          <PlanSummary plan={plan} onAgain={() => setRound(round + 1)} />
          <SoundAndMarks />
        </div>
      </Sheet>
      <ConfirmDialog
        isOpen={start.asksToReplace}
        title={words.replaceTitle}
        sentence={words.replaceSentence(path ?? '')}
        confirmLabel={words.replace}
        isDanger
        onConfirm={() => start.begin(true)}
        onClose={start.leaveQuestion}
      />
    </>
  );
}

/** Starts the export; a file that is there already is asked about. */
function useStart(outputPath: string, onStarted: () => void) {
  const words = useWords(exportWords);
  const { client, notices, panels } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const preset = useProject(({ document }) => settingsOf(document).preset);
  const [isBusy, setBusy] = useState(false);
  const [asksToReplace, setAsking] = useState(false);
  const begin = (canReplaceOutput: boolean) => {
    if (projectId === null || isBusy) return;
    setBusy(true);
    client.export
      .start({ projectId, outputPath: outputPath.trim(), preset, canReplaceOutput })
      .then(() => {
        onStarted();
        notices.tell('info', words.started, { label: words.show, run: () => panels.open('jobs') });
      })
      .catch((error: unknown) => {
        if (isStudioError(error, 'cli.output-exists') && !canReplaceOutput) setAsking(true);
        else notices.tellFailure(error);
      })
      .finally(() => setBusy(false));
  };
  return { isBusy, asksToReplace, begin, leaveQuestion: () => setAsking(false) };
}
