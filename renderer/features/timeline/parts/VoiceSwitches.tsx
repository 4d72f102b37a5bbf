import type { LaneName } from '../../../state/view-store.ts';
import { useStudio, useView } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Tooltip } from '../../../ui/Tooltip.tsx';
import { timelineWords } from '../strings.ts';

/** Mute and solo of a voice while listening; the export does not change. */
export function VoiceSwitches({ lane, name }: { readonly lane: LaneName; readonly name: string }) {
  const { view } = useStudio();
  const words = useWords(timelineWords);
  const isMuted = useView((state) => state.mutedLanes.includes(lane));
  const isSolo = useView((state) => state.soloLane === lane);
  return (
    <>
      <Tooltip label={words.mute(name)}>
        <button
          type="button"
          className="voice-switch voice-mute"
          aria-label={words.mute(name)}
          aria-pressed={isMuted}
          onClick={() => view.toggleMute(lane)}
        >
          M
        </button>
      </Tooltip>
      <Tooltip label={words.solo(name)}>
        <button
          type="button"
          className="voice-switch voice-solo"
          aria-label={words.solo(name)}
          aria-pressed={isSolo}
          onClick={() => view.toggleSolo(lane)}
        >
          S
        </button>
      </Tooltip>
    </>
  );
}
