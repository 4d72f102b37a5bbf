import { useStrings } from '../../state/strings/use-strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';

interface SettingsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function SettingsDialog({ isOpen, onClose }: SettingsDialogProps) {
  const strings = useStrings();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={strings.actions.showSettings}>
      {null}
    </Dialog>
  );
}
