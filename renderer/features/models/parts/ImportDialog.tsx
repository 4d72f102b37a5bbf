import { useStudio, useStudioStore } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { importWords } from '../import-words.ts';
import { ImportFailure } from './ImportFailure.tsx';
import { ImportForm } from './ImportForm.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { ImportReport } from './ImportReport.tsx';

interface ImportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** From the authors' checkpoint files to a pack: asks, shows how far it is, and says what was made or why not. */
export function ImportDialog({ isOpen, onClose }: ImportDialogProps) {
  const words = useWords(importWords);
  const { packImport } = useStudio();
  const now = useStudioStore(packImport.store, (state) => state);
  const close = () => {
    // What ended was read; what is under way goes on.
    packImport.forget();
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={now.state === 'done' ? words.doneTitle(now.report.packId) : words.title}
      description={now.state === 'none' || now.state === 'cancelled' ? words.intro : undefined}
    >
      {(now.state === 'none' || now.state === 'cancelled') && (
        <ImportForm last={now.state === 'cancelled' ? now.wish : null} />
      )}
      {now.state === 'running' && <ImportProgress running={now} />}
      {now.state === 'failed' && <ImportFailure failed={now} />}
      {now.state === 'done' && <ImportReport report={now.report} onClose={close} />}
    </Dialog>
  );
}
