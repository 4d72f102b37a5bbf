import { useStrings } from '../../state/strings/use-strings.ts';

export function Timeline() {
  const { panels } = useStrings();
  return <h2 className="heading">{panels.timeline}</h2>;
}
