import { useState } from 'react';
import type { PointerEvent } from 'react';
import { lineDurationSec } from '../../../core/project/dub-line.ts';
import type { DubLine } from '../../../core/project/records.ts';
import { useProject, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { lineWishes, movedLine, trimmedEnd, trimmedStart } from './model/line-edits.ts';
import { snapPx, snapTargets, snapTo } from './model/snapping.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import { useDrag } from './use-drag.ts';
import type { DragStep } from './use-drag.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** Parts of a line that can be dragged. */
export type LinePart = 'body' | 'start' | 'end';

/** What is shown while a line is dragged. */
export interface LineDrag {
  readonly lineId: string;
  /** How far from where it was, seconds. */
  readonly shiftSec: number;
  /** Where it snapped to; null when it did not. */
  readonly snappedSec: number | null;
}

/** Moves and trims lines with the pointer: all chosen lines go together, ends snap, later lines go along when ripple is on. */
export function useLineDrag(data: TimelineData): {
  readonly dragged: LineDrag | null;
  begin(event: PointerEvent, line: DubLine, part: LinePart): void;
} {
  const { selection, view, playhead } = useStudio();
  const assets = useProject(({ document }) => document.assets);
  const words = useWords(timelineWords);
  const commit = useCommit();
  const drag = useDrag();
  const [dragged, setDragged] = useState<LineDrag | null>(null);

  const begin = (event: PointerEvent, line: DubLine, part: LinePart) => {
    const { lineIds } = selection.store.getState();
    const isTogether = part === 'body' && lineIds.includes(line.lineId);
    const moved = isTogether ? data.lines.filter(({ lineId }) => lineIds.includes(lineId)) : [line];
    const targets = snapTargets({
      ...data,
      movedLineIds: moved.map(({ lineId }) => lineId),
      playheadSec: playhead.now.timeSec,
    });
    const endSec = line.startSec + lineDurationSec(line);
    const edges = { body: [line.startSec, endSec], start: [line.startSec], end: [endSec] }[part];
    const assetSec = (one: DubLine) => {
      const take = one.takes.find(({ takeId }) => takeId === one.activeTakeId);
      return (take === undefined ? undefined : assets[take.assetId]?.summary.durationSec) ?? Number.POSITIVE_INFINITY;
    };
    const changedBy = (shiftSec: number): DubLine[] => {
      if (part === 'start') return [trimmedStart(line, line.startSec + shiftSec)];
      if (part === 'end') return [trimmedEnd(line, endSec + shiftSec, assetSec(line))];
      return moved.map((one) => movedLine(one, one.startSec + shiftSec));
    };
    const move = ({ dxPx, gestureId, isFree }: DragStep) => {
      const { pxPerSec, canSnap, canRipple } = view.store.getState();
      const raw = dxPx / pxPerSec;
      const snap =
        canSnap && !isFree
          ? snapTo(
              edges.map((edge) => edge + raw),
              targets,
              snapPx / pxPerSec,
            )
          : null;
      const shiftSec = raw + (snap?.shiftSec ?? 0);
      const changed = changedBy(shiftSec);
      const reached =
        part === 'end' ? lineDurationSec(changed[0]) - lineDurationSec(line) : changed[0].startSec - moved[0].startSec;
      setDragged({ lineId: line.lineId, shiftSec: reached, snappedSec: snap?.targetSec ?? null });
      const ripple =
        canRipple && part !== 'start' ? { lines: data.lines, fromSec: endSec - 1e-6, shiftSec: reached } : null;
      commit(part === 'body' ? words.steps.moveLine : words.steps.trimLine, lineWishes(changed, ripple), gestureId);
    };
    drag(event, { move, end: () => setDragged(null) });
  };
  return { dragged, begin };
}
