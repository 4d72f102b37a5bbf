import { useStrings } from '../../state/strings/use-strings.ts';
import { Sheet } from '../../ui/Sheet.tsx';

interface ExportSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ExportSheet({ isOpen, onClose }: ExportSheetProps) {
  const strings = useStrings();
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title={strings.actions.exportVideo}>
      {null}
    </Sheet>
  );
}
