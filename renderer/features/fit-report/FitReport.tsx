import { useStrings } from '../../state/strings/use-strings.ts';
import { Panel } from '../../ui/Panel.tsx';

export function FitReport() {
  const strings = useStrings();
  return <Panel title={strings.panels.fitReport}>{null}</Panel>;
}
