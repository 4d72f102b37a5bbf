import { describe, expect, it } from 'vitest';
import type { LaneName } from '../../../../renderer/state/view-store.ts';
import { listeningOf, mutesFor, volumesOf } from '../../../../renderer/features/viewer/listening.ts';

describe('what is heard', () => {
  it('follows mute and solo of the timeline', () => {
    expect(listeningOf({ mutedLanes: [], soloLane: null })).toBe('both');
    expect(listeningOf({ mutedLanes: ['originalVoice'], soloLane: null })).toBe('dub');
    expect(listeningOf({ mutedLanes: ['dubVoice'], soloLane: 'dubVoice' })).toBe('dub');
    expect(listeningOf({ mutedLanes: ['originalVoice', 'dubVoice'], soloLane: null })).toBe('nothing');
  });

  it.each(['original', 'dub', 'both'] as const)('comes to %s from anywhere', (wanted) => {
    const lanes: readonly LaneName[] = ['originalVoice', 'dubVoice'];
    for (const before of [[], ['originalVoice'], ['dubVoice'], lanes] as LaneName[][]) {
      const pressed = mutesFor(wanted, before);
      const after = lanes.filter((lane) => before.includes(lane) !== pressed.includes(lane));
      expect(listeningOf({ mutedLanes: after, soloLane: null })).toBe(wanted);
    }
  });

  it('has the original under the dub as loud as the export will have it', () => {
    expect(volumesOf('dub', 1, null)).toEqual({ original: 0, dub: 1 });
    expect(volumesOf('dub', 0.5, -20).original).toBeCloseTo(0.05);
    expect(volumesOf('original', 0.5, -20)).toEqual({ original: 0.5, dub: 0 });
  });
});
