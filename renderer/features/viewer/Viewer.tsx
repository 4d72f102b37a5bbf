import { useStrings } from '../../state/strings/use-strings.ts';
import { Panel } from '../../ui/Panel.tsx';

export function Viewer() {
  const strings = useStrings();
  return <Panel title={strings.panels.viewer}>{null}</Panel>;
}
