import { useStrings } from '../../state/strings/use-strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';

interface SnapshotsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function SnapshotsDialog({ isOpen, onClose }: SnapshotsDialogProps) {
  const strings = useStrings();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={strings.actions.showSnapshots}>
      {null}
    </Dialog>
  );
}
