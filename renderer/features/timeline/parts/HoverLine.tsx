import { useEffect, useRef } from 'react';
import type { FrameRate } from '../../../../core/time/frame-rate.ts';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { useStudio } from '../../../state/studio.ts';
import { secOf, timeWindowOf } from '../model/time-window.ts';

/** A faint line under the pointer through all lanes, with its time in the ruler. */
export function HoverLine({ rate }: { readonly rate: FrameRate }) {
  const { playhead, view } = useStudio();
  const line = useRef<HTMLDivElement | null>(null);
  const label = useRef<HTMLSpanElement | null>(null);
  useEffect(() => {
    const element = line.current;
    const lanes = element?.parentElement?.parentElement;
    if (element === null || lanes === null || lanes === undefined) return;
    const onMove = (event: PointerEvent) => {
      const window = timeWindowOf(view.store.getState());
      const x = event.clientX - (element.parentElement?.getBoundingClientRect().left ?? 0);
      element.hidden = x < 0 || x > window.widthPx || event.buttons !== 0;
      if (element.hidden) return;
      element.style.transform = `translateX(${Math.round(x)}px)`;
      if (label.current !== null) {
        label.current.textContent = timecodeOf(playhead.frameAt(secOf(window, x)), rate);
        label.current.dataset.side = x > window.widthPx - 90 ? 'left' : 'right';
      }
    };
    const onLeave = () => void (element.hidden = true);
    lanes.addEventListener('pointermove', onMove);
    lanes.addEventListener('pointerleave', onLeave);
    return () => {
      lanes.removeEventListener('pointermove', onMove);
      lanes.removeEventListener('pointerleave', onLeave);
    };
  }, [playhead, view, rate]);
  return (
    <div className="hover-line" ref={line} hidden aria-hidden="true">
      <span className="hover-time numbers" ref={label} />
    </div>
  );
}
