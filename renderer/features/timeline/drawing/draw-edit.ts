import type { FactorEdit, Keyframe } from '../../../../core/edit/factor-edit.ts';
import type { TimeWindow } from '../model/time-window.ts';
import { pxOf } from '../model/time-window.ts';
import { palette, withAlpha } from './palette.ts';

/** Half the size of a keyframe's sign, px. */
export const keyframePx = 4.5;

/** Draws the range of an edit with its ramps: what it does is told by its colour, where it comes and goes by its shape. */
export function drawEditRange(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  edit: FactorEdit,
  look: { readonly colour: string; readonly isChosen: boolean },
): void {
  const left = pxOf(window, edit.startSec);
  const right = pxOf(window, edit.endSec);
  if (right < 0 || left > window.widthPx) return;
  const risen = Math.min(left + edit.rampInSec * window.pxPerSec, right);
  const falling = Math.max(right - edit.rampOutSec * window.pxPerSec, risen);
  context.beginPath();
  context.moveTo(left, heightPx);
  context.lineTo(risen, 0.5);
  context.lineTo(falling, 0.5);
  context.lineTo(right, heightPx);
  context.closePath();
  const strength = edit.isEnabled ? 1 : 0.35;
  context.fillStyle = withAlpha(look.colour, (look.isChosen ? 0.22 : 0.1) * strength);
  context.fill();
  if (right - left > 3) {
    context.strokeStyle = withAlpha(look.colour, (look.isChosen ? 0.9 : 0.35) * strength);
    context.lineWidth = 1;
    if (!edit.isEnabled) context.setLineDash([3, 3]);
    context.stroke();
    context.setLineDash([]);
  }
  if (look.isChosen) for (const x of [risen, falling]) drawGrip(context, x, look.colour);
}

function drawGrip(context: CanvasRenderingContext2D, x: number, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(x - 3, 0, 6, 6);
}

/** Writes what an edit is on a ground of its own, over the curves: they would make it unreadable. Nothing where it has no room. */
export function drawEditLabel(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  edit: FactorEdit,
  label: string,
): void {
  const left = Math.max(pxOf(window, edit.startSec + edit.rampInSec), 0) + 6;
  const right = Math.min(pxOf(window, edit.endSec - edit.rampOutSec), window.widthPx) - 6;
  const colours = palette();
  context.font = colours.font;
  const width = context.measureText(label).width;
  if (right - left < width + 8) return;
  context.fillStyle = withAlpha(colours.panel, 0.82);
  context.fillRect(left - 3, 2, width + 6, 14);
  context.fillStyle = withAlpha(colours.text, edit.isEnabled ? 0.85 : 0.4);
  context.textBaseline = 'middle';
  context.fillText(label, left, 9.5);
}

/** Draws a keyframe: a square holds, a diamond goes straight, a circle eases. */
export function drawKeyframe(
  context: CanvasRenderingContext2D,
  place: { readonly x: number; readonly y: number },
  interpolation: Keyframe['interpolation'],
  look: { readonly colour: string; readonly isChosen: boolean },
): void {
  const { x, y } = place;
  const size = keyframePx + (look.isChosen ? 1.5 : 0);
  context.beginPath();
  if (interpolation === 'ease') context.arc(x, y, size, 0, Math.PI * 2);
  else if (interpolation === 'hold') context.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  else {
    context.moveTo(x, y - size * 1.2);
    context.lineTo(x + size * 1.2, y);
    context.lineTo(x, y + size * 1.2);
    context.lineTo(x - size * 1.2, y);
    context.closePath();
  }
  context.fillStyle = look.isChosen ? '#fff' : palette().field;
  context.fill();
  context.strokeStyle = look.colour;
  context.lineWidth = 1.75;
  context.stroke();
}
