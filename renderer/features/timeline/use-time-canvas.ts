import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { useStudio } from '../../state/studio.ts';
import { paintNoMore, paintSoon } from './frame-scheduler.ts';
import type { TimeWindow } from './model/time-window.ts';
import { timeWindowOf } from './model/time-window.ts';

/** Draws a part of the time on a canvas. */
export type TimeDrawing = (context: CanvasRenderingContext2D, window: TimeWindow, heightPx: number) => void;

/** A canvas as large as its box, drawn anew when the view, its size or the drawing changes. React has no part in scrolling. */
export function useTimeCanvas(draw: TimeDrawing): RefObject<HTMLCanvasElement | null> {
  const { view } = useStudio();
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const latest = useRef(draw);
  const repaint = useRef<(() => void) | null>(null);
  latest.current = draw;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d') ?? null;
    if (element === null || context === null) return;
    const size = { widthPx: 0, heightPx: 0 };
    const paint = () => {
      const ratio = globalThis.devicePixelRatio;
      const width = Math.round(size.widthPx * ratio);
      const height = Math.round(size.heightPx * ratio);
      if (width === 0 || height === 0) return;
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.widthPx, size.heightPx);
      latest.current(context, timeWindowOf(view.store.getState()), size.heightPx);
    };
    const soon = () => paintSoon(paint);
    const observer = new ResizeObserver(([entry]) => {
      size.widthPx = entry.contentRect.width;
      size.heightPx = entry.contentRect.height;
      // In the same picture as the new size: a stretched canvas would be seen.
      paint();
    });
    observer.observe(element);
    const stop = view.store.subscribe(soon);
    repaint.current = soon;
    return () => {
      observer.disconnect();
      stop();
      paintNoMore(paint);
    };
  }, [view]);
  useEffect(() => repaint.current?.(), [draw]);
  return canvas;
}
