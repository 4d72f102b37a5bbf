import { Unplug } from 'lucide-react';
import { useConnection, useStudio } from '../state/studio.ts';
import { useStrings } from '../state/strings/use-strings.ts';
import { Button } from '../ui/Button.tsx';

/** Says that the host is not heard. It lies over the page, so that nothing jumps. */
export function ConnectionBanner() {
  const connection = useConnection();
  const { transport } = useStudio().host;
  const { connection: words } = useStrings();
  if (connection === 'open' || connection === 'connecting') return null;
  return (
    <div className="connection-banner" role="alert">
      <Unplug aria-hidden="true" className="button-icon" />
      <span>{connection === 'refused' ? words.refused : words.lost}</span>
      {connection === 'lost' && (
        <Button size="small" onPress={() => transport.reconnect()}>
          {words.now}
        </Button>
      )}
    </div>
  );
}
