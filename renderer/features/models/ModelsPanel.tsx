import { useStrings } from '../../state/strings/use-strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';

interface ModelsPanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ModelsPanel({ isOpen, onClose }: ModelsPanelProps) {
  const strings = useStrings();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={strings.actions.showModels}>
      {null}
    </Dialog>
  );
}
