import { useStrings } from '../../state/strings/use-strings.ts';
import { Sheet } from '../../ui/Sheet.tsx';

interface JobsPanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function JobsPanel({ isOpen, onClose }: JobsPanelProps) {
  const strings = useStrings();
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title={strings.actions.showJobs}>
      {null}
    </Sheet>
  );
}
