import { useMemo } from 'react';
import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { useStudio, useView } from '../../state/studio.ts';
import { paintNoMore, paintSoon } from './frame-scheduler.ts';
import { timeWindowOf } from './model/time-window.ts';

/** A stretch of time around the window whose elements are in the page; it changes only when the window leaves its middle. */
export interface Block {
  readonly startSec: number;
  readonly endSec: number;
  readonly pxPerSec: number;
  /** Elements stand at `time * pxPerSec - originPx`. */
  readonly originPx: number;
}

/** The block of now, and a box for its elements that scrolls without React. */
export function useBlock(): { readonly block: Block; readonly box: RefObject<HTMLDivElement | null> } {
  const { view } = useStudio();
  const pxPerSec = useView((state) => state.pxPerSec);
  const stepPx = useView((state) => Math.max(Math.round(state.widthPx / 2), 200));
  const place = useView((state) =>
    Math.floor(timeWindowOf(state).scrollPx / Math.max(Math.round(state.widthPx / 2), 200)),
  );
  const originPx = place * stepPx;
  const block = useMemo(
    () => ({
      startSec: (originPx - stepPx) / pxPerSec,
      endSec: (originPx + stepPx * 4) / pxPerSec,
      pxPerSec,
      originPx,
    }),
    [originPx, stepPx, pxPerSec],
  );
  const box = useRef<HTMLDivElement | null>(null);
  const origin = useRef(originPx);
  origin.current = originPx;
  useEffect(() => {
    const paint = () => {
      if (box.current === null) return;
      box.current.style.transform = `translateX(${origin.current - timeWindowOf(view.store.getState()).scrollPx}px)`;
    };
    paint();
    const soon = () => paintSoon(paint);
    const stop = view.store.subscribe(soon);
    return () => {
      stop();
      paintNoMore(paint);
    };
  }, [view, originPx]);
  return { block, box };
}
