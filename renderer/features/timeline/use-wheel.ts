import { useCallback, useRef } from 'react';
import { useStudio } from '../../state/studio.ts';
import { secOf, timeWindowOf } from './model/time-window.ts';

/** How much one pixel of the wheel zooms; a pinch comes as a wheel with Ctrl and small steps. */
const zoomShare = 0.006;
const largestStepPx = 50;

/** Answers a ref: the wheel there scrolls through the time, with Ctrl (or a pinch) it zooms around the pointer. */
export function useWheel(axis: { readonly current: HTMLElement | null }): (element: HTMLElement | null) => void {
  const { view } = useStudio();
  const leave = useRef<(() => void) | null>(null);
  return useCallback(
    (element) => {
      leave.current?.();
      leave.current = null;
      if (element === null) return;
      const onWheel = (event: WheelEvent) => {
        const { scrollSec, pxPerSec } = view.store.getState();
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          const x = event.clientX - (axis.current?.getBoundingClientRect().left ?? 0);
          const anchorSec = secOf(timeWindowOf(view.store.getState()), Math.max(x, 0));
          const stepPx = Math.min(Math.max(event.deltaY, -largestStepPx), largestStepPx);
          return view.zoomAround(Math.exp(-stepPx * zoomShare), anchorSec);
        }
        const alongPx = sidewaysPx(event, element);
        if (alongPx === 0) return;
        event.preventDefault();
        view.set({ isFollowing: false });
        view.scrollTo(scrollSec + alongPx / pxPerSec);
      };
      // Not passive: the page itself must not scroll or zoom.
      element.addEventListener('wheel', onWheel, { passive: false });
      leave.current = () => element.removeEventListener('wheel', onWheel);
    },
    [view, axis],
  );
}

/** Sideways movement; an upright wheel moves through the time too where the lanes have nothing to scroll up or down. */
function sidewaysPx(event: WheelEvent, element: HTMLElement): number {
  if (event.shiftKey) return event.deltaY === 0 ? event.deltaX : event.deltaY;
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return event.deltaX;
  const list = element.querySelector('.lane-list');
  const canScrollUpright = list !== null && list.scrollHeight > list.clientHeight + 1;
  return canScrollUpright ? 0 : event.deltaY;
}
