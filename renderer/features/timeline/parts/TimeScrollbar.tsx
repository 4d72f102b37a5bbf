import { useStudio, useView } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { timelineWords } from '../strings.ts';
import { useDrag } from '../use-drag.ts';

/** Which part of the whole is seen; its ends are dragged to zoom. */
export function TimeScrollbar() {
  const { view } = useStudio();
  const words = useWords(timelineWords);
  const drag = useDrag();
  const { durationSec, widthPx, pxPerSec, scrollSec } = useView((state) => state);
  const wholeSec = Math.max(durationSec * 1.02, 1e-6);
  const seenSec = Math.min(widthPx / pxPerSec, wholeSec);
  const trackPxPerSec = widthPx / wholeSec;
  const thumb = { left: scrollSec * trackPxPerSec, width: Math.max(seenSec * trackPxPerSec, 24) };
  return (
    <div
      className="time-scrollbar"
      role="scrollbar"
      tabIndex={0}
      aria-label={words.scroll}
      aria-controls="timeline-lanes"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.round(Math.max(wholeSec - seenSec, 0) * 100) / 100}
      aria-valuenow={Math.round(scrollSec * 100) / 100}
      onKeyDown={(event) => {
        const pages = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -0.9, PageDown: 0.9 }[event.key];
        if (pages === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        view.scrollTo(scrollSec + pages * seenSec);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const left = event.currentTarget.getBoundingClientRect().left;
        const atSec = (event.clientX - left) / trackPxPerSec;
        const isOnThumb = atSec >= scrollSec && atSec <= scrollSec + seenSec;
        const fromSec = isOnThumb ? scrollSec : atSec - seenSec / 2;
        view.scrollTo(fromSec);
        view.set({ isFollowing: false });
        drag(event, { move: ({ dxPx }) => view.scrollTo(fromSec + dxPx / trackPxPerSec) });
      }}
    >
      <span className="time-thumb" style={thumb} />
    </div>
  );
}
