import type { FrameRate } from '../../../../core/time/frame-rate.ts';
import { ticksBetween } from '../model/ticks.ts';
import type { TimeWindow } from '../model/time-window.ts';
import { pxOf, secOf } from '../model/time-window.ts';
import { drawGaps, drawRange } from './draw-marks.ts';
import { palette } from './palette.ts';

/** What the ruler shows besides time. */
export interface RulerContent {
  readonly rate: FrameRate;
  readonly durationSec: number;
  readonly shots: readonly { readonly startSec: number; readonly endSec: number }[];
  readonly gaps: readonly { readonly startSec: number; readonly endSec: number }[];
  readonly range: { readonly startSec: number; readonly endSec: number } | null;
}

/** Height of the strip of shots at the bottom of the ruler, px. */
export const shotStripPx = 6;

/** Draws timecode, the shots as a strip, and the parts of it in which no face is seen. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  { rate, durationSec, shots, gaps, range }: RulerContent,
): void {
  const colours = palette();
  if (range !== null) drawRange(context, window, heightPx - shotStripPx, range);
  context.font = colours.font;
  context.textBaseline = 'alphabetic';
  // A label begins left of the window where its mark does.
  const from = secOf(window, -110);
  for (const { timeSec, label } of ticksBetween(from, secOf(window, window.widthPx), window.pxPerSec, rate)) {
    const x = Math.round(pxOf(window, timeSec));
    const isLabelled = label !== '';
    context.fillStyle = isLabelled ? colours.faint : colours.strong;
    context.fillRect(x, heightPx - shotStripPx - (isLabelled ? 9 : 5), 1, isLabelled ? 9 : 5);
    if (!isLabelled) continue;
    context.fillStyle = timeSec > durationSec ? colours.strong : colours.quiet;
    context.fillText(label, x + 5, 13);
  }
  shots.forEach(({ startSec, endSec }, index) => {
    const left = Math.max(Math.round(pxOf(window, startSec)), 0);
    const right = Math.min(Math.round(pxOf(window, endSec)), window.widthPx);
    if (right <= left) return;
    context.fillStyle = index % 2 === 0 ? colours.strong : colours.line;
    context.fillRect(left, heightPx - shotStripPx + 1, Math.max(right - left - 1, 1), shotStripPx - 2);
  });
  drawGaps(context, window, { top: heightPx - shotStripPx + 1, heightPx: shotStripPx - 2 }, gaps);
}
