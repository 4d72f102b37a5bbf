import type { ViewState } from '../../../state/view-store.ts';

/** The part of the time that the lanes show. All lanes draw from the same one, so that they never drift apart. */
export interface TimeWindow {
  readonly pxPerSec: number;
  readonly widthPx: number;
  /** Whole pixels: canvases, waveforms and elements then stand on the same raster. */
  readonly scrollPx: number;
}

/** The window of a view. */
export function timeWindowOf({ pxPerSec, scrollSec, widthPx }: ViewState): TimeWindow {
  return { pxPerSec, widthPx, scrollPx: Math.round(scrollSec * pxPerSec) };
}

/** Place of a time, px from the left edge of the lanes. */
export function pxOf({ pxPerSec, scrollPx }: TimeWindow, timeSec: number): number {
  return timeSec * pxPerSec - scrollPx;
}

/** Time at a place, px from the left edge of the lanes. */
export function secOf({ pxPerSec, scrollPx }: TimeWindow, px: number): number {
  return (px + scrollPx) / pxPerSec;
}

/** First and last second that are seen. */
export function seenRange(window: TimeWindow): { readonly startSec: number; readonly endSec: number } {
  return { startSec: secOf(window, 0), endSec: secOf(window, window.widthPx) };
}

/** Items of a list in order of time that touch a range; `startOf` must ascend. `longestSec` is the longest item. */
export function itemsWithin<Item>(
  items: readonly Item[],
  startOf: (item: Item) => number,
  longestSec: number,
  range: { readonly startSec: number; readonly endSec: number },
): readonly Item[] {
  const firstNotBefore = (timeSec: number) => {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(items[middle]) < timeSec) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return items.slice(firstNotBefore(range.startSec - longestSec), firstNotBefore(range.endSec));
}
