import { useEffect, useRef } from 'react';
import { useStudio } from '../../../state/studio.ts';
import { paintNoMore, paintSoon } from '../frame-scheduler.ts';
import { pxOf, timeWindowOf } from '../model/time-window.ts';

/** How far into the window the playhead is brought when it has left it. */
const leadShare = 0.08;

/** The line through all lanes, and the scrolling that follows it during playback. */
export function PlayheadLine() {
  const { playhead, view } = useStudio();
  const line = useRef<HTMLDivElement | null>(null);
  useEffect(() => {
    const paint = () => {
      const element = line.current;
      if (element === null) return;
      const window = timeWindowOf(view.store.getState());
      const x = Math.round(pxOf(window, playhead.now.timeSec));
      element.style.transform = `translateX(${x}px)`;
      element.hidden = x < -1 || x > window.widthPx;
    };
    const follow = () => {
      const { isFollowing, scrollSec, widthPx, pxPerSec } = view.store.getState();
      const { timeSec, isPlaying } = playhead.now;
      const seenSec = widthPx / pxPerSec;
      const hasLeft = timeSec > scrollSec + seenSec || timeSec < scrollSec;
      if (isPlaying && isFollowing && hasLeft) view.scrollTo(timeSec - seenSec * leadShare);
      paintSoon(paint);
    };
    const stopPlayhead = playhead.subscribe(follow);
    const stopView = view.store.subscribe(() => paintSoon(paint));
    paintSoon(paint);
    return () => {
      stopPlayhead();
      stopView();
      paintNoMore(paint);
    };
  }, [playhead, view]);
  return (
    <div className="playhead-line" ref={line} aria-hidden="true">
      <span className="playhead-cap" />
    </div>
  );
}
