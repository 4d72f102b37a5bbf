import type { TimeWindow } from '../model/time-window.ts';
import { itemsWithin, pxOf, seenRange } from '../model/time-window.ts';
import { palette, withAlpha } from './palette.ts';

/** A moment at which the lips must touch. */
export interface ClosureMark {
  readonly timeSec: number;
  readonly isReached: boolean;
}

/** Draws closure marks, ascending in time, at the top of a lane: a filled triangle where the lips touch, a larger open one in the colour of trouble where not. */
export function drawClosures(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  closures: readonly ClosureMark[],
  colour: string,
): void {
  const { bad } = palette();
  const within = itemsWithin(closures, ({ timeSec }) => timeSec, 0, seenRange(window));
  let lastX = Number.NEGATIVE_INFINITY;
  let lastMissedX = Number.NEGATIVE_INFINITY;
  for (const { timeSec, isReached } of within) {
    const x = pxOf(window, timeSec);
    // At far zooms marks would lie over each other: what was missed comes before what was reached.
    if (isReached ? x - lastX < 8 : x - lastMissedX < 8) continue;
    lastX = x;
    if (!isReached) lastMissedX = x;
    const size = isReached ? 3.5 : 4.5;
    context.beginPath();
    context.moveTo(x - size, 1);
    context.lineTo(x + size, 1);
    context.lineTo(x, 1 + size * 1.5);
    context.closePath();
    context.fillStyle = isReached ? withAlpha(colour, 0.9) : bad;
    context.fill();
  }
}

/** Draws how surely a voice speaks as a band at the bottom of a lane. */
export function drawActivity(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  activity: Float32Array,
  frameTimesSec: ArrayLike<number>,
  colour: string,
): void {
  const band = 3;
  const framesPerSec = activity.length / Math.max(frameTimesSec[activity.length - 1] ?? 0, 1e-6);
  for (let x = 0; x < window.widthPx; x += 2) {
    const frame = Math.round(((x + window.scrollPx) / window.pxPerSec) * framesPerSec);
    const share = activity[frame] ?? 0;
    if (share < 0.05) continue;
    context.fillStyle = withAlpha(colour, Math.min(share, 1) * 0.75);
    context.fillRect(x, heightPx - band, 2, band);
  }
}

/** Draws a time range over the whole height: what is chosen between in and out. */
export function drawRange(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  range: { readonly startSec: number; readonly endSec: number },
): void {
  const { accent } = palette();
  const left = pxOf(window, range.startSec);
  const right = pxOf(window, range.endSec);
  context.fillStyle = withAlpha(accent, 0.12);
  context.fillRect(left, 0, right - left, heightPx);
  context.fillStyle = withAlpha(accent, 0.7);
  for (const x of [left, right - 1]) context.fillRect(Math.round(x), 0, 1, heightPx);
}

/** Draws cuts as faint lines through a lane. */
export function drawCuts(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  cutsSec: readonly number[],
): void {
  context.fillStyle = palette().strong;
  for (const timeSec of cutsSec) {
    const x = Math.round(pxOf(window, timeSec));
    if (x >= 0 && x <= window.widthPx) context.fillRect(x, 0, 1, heightPx);
  }
}

/** Hatches where no face is seen. */
export function drawGaps(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  place: { readonly top: number; readonly heightPx: number },
  gaps: readonly { readonly startSec: number; readonly endSec: number }[],
): void {
  for (const { startSec, endSec } of gaps) {
    const left = Math.max(pxOf(window, startSec), 0);
    const right = Math.min(pxOf(window, endSec), window.widthPx);
    if (right <= left) continue;
    context.save();
    context.beginPath();
    context.rect(left, place.top, Math.max(right - left, 1), place.heightPx);
    context.clip();
    context.fillStyle = withAlpha(palette().bad, 0.1);
    context.fill();
    context.strokeStyle = withAlpha(palette().bad, 0.4);
    context.lineWidth = 1;
    context.beginPath();
    const firstX = Math.floor((left + window.scrollPx) / 6) * 6 - window.scrollPx - place.heightPx;
    for (let x = firstX; x < right; x += 6) {
      context.moveTo(x, place.top + place.heightPx);
      context.lineTo(x + place.heightPx, place.top);
    }
    context.stroke();
    context.restore();
  }
}
