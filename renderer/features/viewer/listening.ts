import type { LaneName, ViewState } from '../../state/view-store.ts';

/** What is heard while playing. */
export type Listening = 'original' | 'dub' | 'both' | 'nothing';

/** What the voices' mute and solo buttons in the timeline amount to: one truth for both places. */
export function listeningOf({ mutedLanes, soloLane }: Pick<ViewState, 'mutedLanes' | 'soloLane'>): Listening {
  const isHeard = (lane: LaneName) => (soloLane === null ? !mutedLanes.includes(lane) : soloLane === lane);
  const original = isHeard('originalVoice');
  const dub = isHeard('dubVoice');
  if (original && dub) return 'both';
  return original ? 'original' : dub ? 'dub' : 'nothing';
}

/** The lanes to press (mute) so that the wanted voices are heard; a solo is let go of first. */
export function mutesFor(wanted: 'original' | 'dub' | 'both', mutedLanes: readonly LaneName[]): readonly LaneName[] {
  const isWanted = { originalVoice: wanted !== 'dub', dubVoice: wanted !== 'original' };
  return (['originalVoice', 'dubVoice'] as const).filter((lane) => mutedLanes.includes(lane) === isWanted[lane]);
}

/**
 * Loudness of both sounds, 0 to 1.
 *
 * @param originalSoundDb how loud the export has the original under the dub; null = not at all
 */
export function volumesOf(
  listening: Listening,
  volume: number,
  originalSoundDb: number | null,
): { readonly original: number; readonly dub: number } {
  const bed = originalSoundDb === null ? 0 : Math.min(1, 10 ** (originalSoundDb / 20));
  switch (listening) {
    case 'original':
      return { original: volume, dub: 0 };
    case 'dub':
      return { original: volume * bed, dub: volume };
    case 'both':
      return { original: volume, dub: volume };
    case 'nothing':
      return { original: 0, dub: 0 };
  }
}
