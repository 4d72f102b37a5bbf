import { useCallback, useEffect, useRef } from 'react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import { newId } from '../../state/ids.ts';
import { paintNoMore, paintSoon } from './frame-scheduler.ts';

/** One movement of the pointer while it is down. */
export interface DragStep {
  readonly dxPx: number;
  readonly dyPx: number;
  /** All steps of one drag are one step of the history. */
  readonly gestureId: string;
  /** Alt lets go of snapping. */
  readonly isFree: boolean;
}

/** What a drag does. */
export interface DragUse {
  /** At most once a picture, and only after the hand really moved. */
  move(step: DragStep): void;
  end?(didMove: boolean): void;
}

/** A hand that only presses trembles this far, px. */
const tremblePx = 3;

/** Answers a function that begins a drag with a pointer event. Escape and a lost pointer end it. */
export function useDrag(): (event: ReactPointerEvent, use: DragUse) => void {
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);
  return useCallback((event, use) => {
    const from = { x: event.clientX, y: event.clientY };
    const gestureId = newId('drag');
    let last: PointerEvent | null = null;
    let didMove = false;
    event.currentTarget.setPointerCapture(event.pointerId);
    const target = event.currentTarget as HTMLElement;
    const step = () => {
      if (last === null) return;
      use.move({ dxPx: last.clientX - from.x, dyPx: last.clientY - from.y, gestureId, isFree: last.altKey });
    };
    const onMove = (moved: PointerEvent) => {
      last = moved;
      didMove ||= Math.hypot(moved.clientX - from.x, moved.clientY - from.y) > tremblePx;
      if (didMove) paintSoon(step);
    };
    const finish = () => {
      stop.current = null;
      target.removeEventListener('pointermove', onMove);
      target.removeEventListener('pointerup', finish);
      target.removeEventListener('pointercancel', finish);
      paintNoMore(step);
      if (didMove) step();
      use.end?.(didMove);
    };
    stop.current = finish;
    target.addEventListener('pointermove', onMove);
    target.addEventListener('pointerup', finish);
    target.addEventListener('pointercancel', finish);
  }, []);
}
