import { useStrings } from '../../state/strings/use-strings.ts';
import { Panel } from '../../ui/Panel.tsx';

export function Inspector() {
  const strings = useStrings();
  return <Panel title={strings.panels.inspector}>{null}</Panel>;
}
