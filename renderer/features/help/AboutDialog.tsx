import { useStrings } from '../../state/strings/use-strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';

interface AboutDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AboutDialog({ isOpen, onClose }: AboutDialogProps) {
  const strings = useStrings();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={strings.actions.showAbout}>
      {null}
    </Dialog>
  );
}
