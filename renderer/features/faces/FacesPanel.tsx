import { useStrings } from '../../state/strings/use-strings.ts';
import { Panel } from '../../ui/Panel.tsx';

export function FacesPanel() {
  const strings = useStrings();
  return <Panel title={strings.panels.faces}>{null}</Panel>;
}
