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
      <VoiceSwitch
        kind="mute"
        letter="M"
        label={words.mute(name)}
        isOn={isMuted}
        onPress={() => view.toggleMute(lane)}
      />
      <VoiceSwitch
        kind="solo"
        letter="S"
        label={words.solo(name)}
        isOn={isSolo}
        onPress={() => view.toggleSolo(lane)}
      />
    </>
  );
}

interface VoiceSwitchProps {
  readonly kind: 'mute' | 'solo';
  readonly letter: string;
  readonly label: string;
  readonly isOn: boolean;
  readonly onPress: () => void;
}

function VoiceSwitch({ kind, letter, label, isOn, onPress }: VoiceSwitchProps) {
  return (
    <Tooltip label={label}>
      <button
        type="button"
        className={`voice-switch voice-${kind}`}
        aria-label={label}
        aria-pressed={isOn}
        onClick={onPress}
      >
        {letter}
      </button>
    </Tooltip>
  );
}
