import { useStrings } from '../../state/strings/use-strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';

interface KeysHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeysHelp({ isOpen, onClose }: KeysHelpProps) {
  const strings = useStrings();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={strings.actions.showKeys}>
      {null}
    </Dialog>
  );
}
