import { frameIndexAt } from '../../state/playhead.ts';
import { useTracks } from '../../state/studio.ts';
import { filmedTrack, valueIn } from './factor-values.ts';
import type { FixPlace } from './quick-fixes.ts';
import { useEditCommands } from './use-edit-commands.ts';
import type { Inspected } from './use-inspected.ts';

/** What fixes start from, made when one is pressed. */
export function useFixPlace(inspected: Inspected): () => FixPlace {
  const commands = useEditCommands();
  const rows = useTracks((tracks) => tracks.factorsByFace.get(inspected.faceNumber) ?? null);
  return () => {
    const { faceNumber, scope, range, timeSec, frameSec, frameTimesSec } = inspected;
    const head = rows === null ? null : filmedTrack(rows, 'headPose');
    return {
      faceNumber,
      range: scope === 'playhead' ? null : range,
      atSec: timeSec,
      frameSec,
      headAt: (at) => {
        const frame = frameIndexAt(frameTimesSec, at);
        return head === null ? null : { yaw: valueIn(head, frame, 'yaw'), pitch: valueIn(head, frame, 'pitch') };
      },
      makeId: commands.newEditId,
      position: commands.nextPosition(),
    };
  };
}
