import { useStrings } from '../../state/strings/use-strings.ts';
import { Panel } from '../../ui/Panel.tsx';

export function Library() {
  const strings = useStrings();
  return <Panel title={strings.panels.library}>{null}</Panel>;
}
