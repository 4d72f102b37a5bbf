import { lineDurationSec } from '../../../../core/project/dub-line.ts';
import type { DubLine, Marker } from '../../../../core/project/records.ts';

/** How near a thing must come to a target to jump there, px. */
export const snapPx = 8;

/** Where something was pulled to. */
export interface Snap {
  /** What to add to the moved times. */
  readonly shiftSec: number;
  /** The target; null when none is near. */
  readonly targetSec: number | null;
}

/** The smallest shift that brings one of the times onto a target, within the tolerance. */
export function snapTo(timesSec: readonly number[], targetsSec: readonly number[], toleranceSec: number): Snap {
  let best: Snap = { shiftSec: 0, targetSec: null };
  let nearest = toleranceSec;
  for (const time of timesSec) {
    for (const target of targetsSec) {
      const distance = Math.abs(target - time);
      if (distance > nearest) continue;
      nearest = distance;
      best = { shiftSec: target - time, targetSec: target };
    }
  }
  return best;
}

/** Everything that things are pulled to: playhead, ends of other lines, cuts, markers, the ends of the picture. */
export function snapTargets(from: {
  readonly lines: readonly DubLine[];
  readonly movedLineIds: readonly string[];
  readonly markers: readonly Marker[];
  readonly cutsSec: readonly number[];
  readonly playheadSec: number;
  readonly durationSec: number;
}): number[] {
  const ends = from.lines
    .filter(({ lineId }) => !from.movedLineIds.includes(lineId))
    .flatMap((line) => [line.startSec, line.startSec + lineDurationSec(line)]);
  return [
    0,
    from.durationSec,
    from.playheadSec,
    ...ends,
    ...from.markers.map(({ timeSec }) => timeSec),
    ...from.cutsSec,
  ];
}
