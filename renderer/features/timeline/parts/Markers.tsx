import { useState } from 'react';
import type { Marker } from '../../../../core/project/records.ts';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { useAction, useSelection, useStudio, useView } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Tooltip } from '../../../ui/Tooltip.tsx';
import { pxOf, timeWindowOf } from '../model/time-window.ts';
import { timelineWords } from '../strings.ts';
import { useCommit } from '../use-commit.ts';
import { useDrag } from '../use-drag.ts';
import type { TimelineData } from '../use-timeline-data.ts';
import { MarkerName } from './MarkerName.tsx';

/** Named places in the ruler: press to go there, drag to move. */
export function Markers({ data }: { readonly data: TimelineData }) {
  const { playhead, selection, view } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const drag = useDrag();
  const [isNaming, setIsNaming] = useState(false);
  const window = timeWindowOf(useView((state) => state));
  const chosenId = useSelection((state) => state.markerId);
  const move = (marker: Marker, timeSec: number, gestureId: string) => {
    const after = { ...marker, timeSec: Math.min(Math.max(timeSec, 0), data.durationSec) };
    commit(words.steps.moveMarker, [{ collection: 'markers', id: marker.markerId, after }], gestureId);
  };
  const chosen = data.markers.find(({ markerId }) => markerId === chosenId);
  useAction('renameSelection', () => setIsNaming(true), data.isEditable && chosen !== undefined);
  const flags = data.markers.map((marker) => {
    const x = pxOf(window, marker.timeSec);
    if (x < -8 || x > window.widthPx + 8) return null;
    const name = words.marker(marker.label, timecodeOf(playhead.frameAt(marker.timeSec), data.rate));
    return (
      <Tooltip key={marker.markerId} label={marker.label}>
        <button
          type="button"
          className="marker"
          aria-label={name}
          aria-pressed={marker.markerId === chosenId}
          data-marker-id={marker.markerId}
          style={{ transform: `translateX(${Math.round(x)}px)` }}
          onClick={() => {
            selection.chooseMarker(marker.markerId);
            playhead.seek(marker.timeSec);
          }}
          onDoubleClick={() => data.isEditable && setIsNaming(true)}
          onPointerDown={(event) => {
            event.stopPropagation();
            if (event.button !== 0 || !data.isEditable) return;
            const { pxPerSec } = view.store.getState();
            drag(event, { move: ({ dxPx, gestureId }) => move(marker, marker.timeSec + dxPx / pxPerSec, gestureId) });
          }}
        />
      </Tooltip>
    );
  });
  return (
    <>
      {flags}
      {isNaming && chosen !== undefined && <MarkerName marker={chosen} onClose={() => setIsNaming(false)} />}
    </>
  );
}
